use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use futures::executor::block_on;
use pin_project_lite::pin_project;
use tokio::task::yield_now;

// ANCHOR: signed
pin_project! {
    #[project = Now]
    #[project_replace = Was]
    enum Message<F> {
        Writing { #[pin] text: F, name: String },
        Sent,
    }
}

impl<F: Future<Output = String>> Future for Message<F> {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        let text = match self.as_mut().project() {
            Now::Writing { text, .. } => ready!(text.poll(cx)),
            Now::Sent => panic!("polled after it was ready"),
        };
        match self.project_replace(Message::Sent) {
            Was::Writing { name, .. } => Poll::Ready(format!("{text} ({name})")),
            Was::Sent => unreachable!("it was `Writing` in the match above"),
        }
    }
}
// ANCHOR_END: signed

async fn text(word: &str) -> String {
    yield_now().await;
    format!("{word}!")
}

fn write(word: &str, name: &str) -> Message<impl Future<Output = String>> {
    Message::Writing {
        text: text(word),
        name: name.to_owned(),
    }
}

// ANCHOR: main
fn main() {
    let mut message = pin!(write("Thanks", "Ada"));
    println!("{}", block_on(message.as_mut()));

    message.set(write("Hello", "Ben"));
    println!("{}", block_on(message));
}
// ANCHOR_END: main
