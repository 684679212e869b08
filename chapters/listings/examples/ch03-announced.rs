use std::fmt::Debug;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::executor::block_on;
use pin_project_lite::pin_project;
use tokio::task::yield_now;

// ANCHOR: announced
pin_project! {
    /// Prints its name and the output of the future in it, once that is ready.
    struct Logged<F> {
        name: &'static str,
        #[pin]
        future: F,
    }
}

impl<F: Future<Output: Debug>> Future for Logged<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let output = ready!(this.future.poll(cx));
        println!("{}: {output:?}", this.name);
        Poll::Ready(output)
    }
}
// ANCHOR_END: announced

// ANCHOR: main
async fn total() -> usize {
    let prices = [4, 5];
    let first = &prices[0];
    yield_now().await;
    *first
}

fn main() {
    let future = total();
    println!("total: {} bytes", size_of_val(&future));
    let logged = Logged {
        name: "total",
        future,
    };
    println!("logged: {} bytes", size_of_val(&logged));
    block_on(logged);
}
// ANCHOR_END: main
