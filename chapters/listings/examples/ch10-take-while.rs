use std::future::ready;
use std::pin::pin;

use futures::executor::block_on;
use futures::{Stream, StreamExt, stream};

/// The newest comes first.
fn posts() -> impl Stream<Item = u64> + Unpin {
    stream::iter([9, 8, 7, 6, 5])
}

fn main() {
    block_on(async {
        // ANCHOR: naive
        let mut posts = posts(); // 9, 8, 7, 6, 5
        let new: Vec<u64> = posts
            .by_ref()
            .take_while(|id| ready(*id > 7))
            .collect()
            .await;
        let old: Vec<u64> = posts.collect().await;
        println!("{new:?}, then {old:?}");
        // ANCHOR_END: naive
    });
    block_on(async {
        // ANCHOR: peek
        let mut posts = pin!(posts().peekable());
        let mut new = Vec::new();
        while let Some(id) = posts.as_mut().next_if(|id| *id > 7).await {
            new.push(id);
        }
        let old: Vec<u64> = posts.collect().await;
        println!("{new:?}, then {old:?}");
        // ANCHOR_END: peek
    });
}
