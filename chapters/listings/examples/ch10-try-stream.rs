// ANCHOR: main
use std::num::ParseIntError;

use async_stream::try_stream;
use futures::executor::block_on;
use futures::{Stream, StreamExt};

/// The posts of an export: a line has the number of a post and its title.
fn posts(export: &str) -> impl Stream<Item = Result<(u64, &str), ParseIntError>> {
    try_stream! {
        for line in export.lines() {
            let (id, title) = line.split_once(' ').unwrap_or((line, ""));
            let id: u64 = id.parse()?;
            yield (id, title);
        }
    }
}

fn main() {
    let mut posts = Box::pin(posts("7 Tea\neight Rust\n9 Pin"));
    block_on(async {
        for _ in 0..4 {
            println!("{:?}", posts.next().await);
        }
    });
}
// ANCHOR_END: main
