use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use kit::record::Stop;
use kit::{Recorder, stops_here};

/// Pending at the first poll, ready at the second.
#[derive(Default)]
struct Pause {
    done: bool,
}

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.done {
            return Poll::Ready(());
        }
        self.done = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}

// ANCHOR: async
async fn fetch(mut pages: u32) -> String {
    let mut rows = 0;
    while pages > 0 {
        Pause::default().await;
        pages -= 1;
        rows += 20;
    }
    format!("{rows} rows")
}
// ANCHOR_END: async

// ANCHOR: enum
enum Fetch {
    Start { pages: u32 },
    Paused { pages: u32, rows: u32, pause: Pause },
    Ended,
}
// ANCHOR_END: enum

// ANCHOR: poll
impl Future for Fetch {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        loop {
            let (pages, rows) = match &mut *self {
                Fetch::Start { pages } => (*pages, 0),
                Fetch::Paused { pages, rows, pause } => {
                    if Pin::new(pause).poll(cx).is_pending() {
                        stops_here();
                        return Poll::Pending;
                    }
                    (*pages - 1, *rows + 20)
                }
                Fetch::Ended => panic!("polled after it was ready"),
            };
            if pages == 0 {
                *self = Fetch::Ended;
                stops_here();
                return Poll::Ready(format!("{rows} rows"));
            }
            let pause = Pause::default();
            *self = Fetch::Paused { pages, rows, pause };
        }
    }
}
// ANCHOR_END: poll

fn main() {
    // ANCHOR: main
    println!("by hand: {:?}", outcome(Fetch::Start { pages: 3 }));
    println!("async:   {:?}", outcome(fetch(3)));
    let (hand, compiled) = (size_of::<Fetch>(), size_of_val(&fetch(3)));
    println!("{hand} and {compiled} bytes");
    // ANCHOR_END: main
    record();
}

/// Polls it to its end: how many polls that took, and the output.
fn outcome<F: Future>(future: F) -> (u32, F::Output) {
    let (mut future, mut polls) = (pin!(future), 0);
    loop {
        polls += 1;
        let mut cx = Context::from_waker(Waker::noop());
        let polled = future.as_mut().poll(&mut cx);
        if let Poll::Ready(output) = polled {
            return (polls, output);
        }
    }
}

/// Runs the enum once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("fetch");
    let mut fetch = Fetch::Start { pages: 3 };
    let mut cx = Context::from_waker(Waker::noop());
    while machine.resume(|| {
        let polled = Pin::new(&mut fetch).poll(&mut cx);
        let pending = polled.is_pending();
        (pending, fetch.stop(&polled), !pending)
    }) {}
    lab.keep_beside_listing();
}

impl Fetch {
    fn stop(&self, polled: &Poll<String>) -> Stop {
        let kept = |name: &str, value: u32| (name.to_owned(), value.to_string());
        let (state, keeps) = match self {
            Fetch::Start { pages } => ("Start", vec![kept("pages", *pages)]),
            Fetch::Paused { pages, rows, pause } => {
                let done = if pause.done { "done" } else { "not done" };
                let pause = ("pause".to_owned(), done.to_owned());
                (
                    "Paused",
                    vec![kept("pages", *pages), kept("rows", *rows), pause],
                )
            }
            Fetch::Ended => ("Ended", vec![]),
        };
        Stop {
            state: state.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: match polled {
                Poll::Pending => "Pending".to_owned(),
                Poll::Ready(rows) => format!("Ready({rows})"),
            },
        }
    }
}
