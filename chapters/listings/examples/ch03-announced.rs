use std::fmt::Debug;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::executor::block_on;
use pin_project_lite::pin_project;
use tokio::task::yield_now;

// ANCHOR: announced
pin_project! {
    /// Says the name and the output of the future in it, once that is ready.
    struct Announced<F> {
        name: &'static str,
        #[pin]
        future: F,
    }
}

impl<F: Future<Output: Debug>> Future for Announced<F> {
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
async fn lunch() -> usize {
    let plates = [4, 5];
    let first = &plates[0];
    yield_now().await;
    *first
}

fn main() {
    let future = lunch();
    println!("lunch: {} bytes", size_of_val(&future));
    let announced = Announced {
        name: "lunch",
        future,
    };
    println!("announced: {} bytes", size_of_val(&announced));
    block_on(announced);
}
// ANCHOR_END: main
