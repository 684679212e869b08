use tokio::task::yield_now;

// ANCHOR: parts
async fn large() -> u8 {
    let page = [1; 1_000];
    yield_now().await;
    page[0]
}

async fn small() -> u8 {
    let page = [1; 400];
    yield_now().await;
    page[0]
}
// ANCHOR_END: parts

// ANCHOR: main
async fn in_turn() -> u8 {
    large().await + small().await
}

async fn made_first() -> u8 {
    let (large, small) = (large(), small());
    large.await + small.await
}

async fn passed_in<F, G>(large: F, small: G) -> u8
where
    F: Future<Output = u8>,
    G: Future<Output = u8>,
{
    large.await + small.await
}

async fn boxed() -> u8 {
    Box::pin(large()).await + Box::pin(small()).await
}
// ANCHOR_END: main

fn main() {
    println!("large: {}", size_of_val(&large()));
    println!("small: {}", size_of_val(&small()));
    println!("in_turn: {}", size_of_val(&in_turn()));
    println!("made_first: {}", size_of_val(&made_first()));
    println!("passed_in: {}", size_of_val(&passed_in(large(), small())));
    println!("boxed: {}", size_of_val(&boxed()));
}
