use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;

use tokio::task::yield_now;

// ANCHOR: main
/// Every row that is parsed is counted.
async fn import(rows: usize, parsed: &Cell<usize>) {
    yield_now().await; // reads the header
    for row in 1..=rows {
        parsed.set(parsed.get() + 1);
        if row % 100 == 0 && row < 500 {
            yield_now().await; // writes a hundred rows
        }
    }
    yield_now().await; // says goodbye
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let (parsed, mut before, mut polls) = (Cell::new(0), 0, 0);
    let mut importing = pin!(import(1_500, &parsed));
    poll_fn(|cx| {
        let polled = importing.as_mut().poll(cx);
        polls += 1;
        println!("poll {polls}: {:4} rows", parsed.get() - before);
        before = parsed.get();
        polled
    })
    .await;
}
// ANCHOR_END: main
