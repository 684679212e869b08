use futures::{StreamExt, stream};

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    // ANCHOR: main
    let (mut tea, mut rust) = (stream::repeat("tea"), stream::repeat("rust"));
    let mut posts = Vec::new();
    while posts.len() < 100 {
        let post = tokio::select! {
            biased;
            post = tea.next() => post,
            post = rust.next() => post,
        };
        posts.extend(post);
    }
    println!("select! with biased: {}", count(&posts));

    let both = stream::select(stream::repeat("tea"), stream::repeat("rust"));
    let posts: Vec<&str> = both.take(100).collect().await;
    println!("stream::select:      {}", count(&posts));
    // ANCHOR_END: main

    let three = ["tea", "rust", "pin"].map(stream::repeat);
    let posts: Vec<&str> = stream::select_all(three).take(99).collect().await;
    println!("stream::select_all:  {}", count(&posts));
}

fn count(posts: &[&str]) -> String {
    let of = |feed| posts.iter().filter(|post| **post == feed).count();
    format!("{} of tea, {} of rust", of("tea"), of("rust"))
}
