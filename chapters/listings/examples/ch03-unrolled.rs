use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use kit::record::Stop;
use kit::{Recorder, stops_here};

// ANCHOR: turn
/// Gives way once.
#[derive(Default)]
struct Turn {
    given: bool,
}

impl Future for Turn {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.given {
            return Poll::Ready(());
        }
        self.given = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
// ANCHOR_END: turn

// ANCHOR: async
async fn climb(mut left: u32) -> String {
    let mut height = 0;
    while left > 0 {
        Turn::default().await;
        left -= 1;
        height += 20;
    }
    format!("{height} cm")
}
// ANCHOR_END: async

// ANCHOR: enum
enum Climb {
    Start { left: u32 },
    Turning { left: u32, height: u32, turn: Turn },
    Ended,
}
// ANCHOR_END: enum

// ANCHOR: poll
impl Future for Climb {
    type Output = String;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<String> {
        loop {
            let (left, height) = match &mut *self {
                Climb::Start { left } => (*left, 0),
                Climb::Turning { left, height, turn } => {
                    if Pin::new(turn).poll(cx).is_pending() {
                        stops_here();
                        return Poll::Pending;
                    }
                    (*left - 1, *height + 20)
                }
                Climb::Ended => panic!("polled after it was ready"),
            };
            if left == 0 {
                *self = Climb::Ended;
                stops_here();
                return Poll::Ready(format!("{height} cm"));
            }
            let turn = Turn::default();
            *self = Climb::Turning { left, height, turn };
        }
    }
}
// ANCHOR_END: poll

// ANCHOR: main
fn main() {
    println!("by hand: {:?}", outcome(Climb::Start { left: 3 }));
    println!("async:   {:?}", outcome(climb(3)));
    let (hand, compiled) = (size_of::<Climb>(), size_of_val(&climb(3)));
    println!("{hand} and {compiled} bytes");
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
// ANCHOR_END: main

/// Runs the enum once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("climb");
    let mut climb = Climb::Start { left: 3 };
    let mut cx = Context::from_waker(Waker::noop());
    while machine.resume(|| {
        let polled = Pin::new(&mut climb).poll(&mut cx);
        let pending = polled.is_pending();
        (pending, climb.stop(&polled), !pending)
    }) {}
    lab.keep_beside_listing();
}

impl Climb {
    fn stop(&self, polled: &Poll<String>) -> Stop {
        let kept = |name: &str, value: u32| (name.to_owned(), value.to_string());
        let (state, keeps) = match self {
            Climb::Start { left } => ("Start", vec![kept("left", *left)]),
            Climb::Turning { left, height, turn } => {
                let given = if turn.given { "given" } else { "not given" };
                let turn = ("turn".to_owned(), given.to_owned());
                (
                    "Turning",
                    vec![kept("left", *left), kept("height", *height), turn],
                )
            }
            Climb::Ended => ("Ended", vec![]),
        };
        Stop {
            state: state.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: match polled {
                Poll::Pending => "Pending".to_owned(),
                Poll::Ready(height) => format!("Ready({height})"),
            },
        }
    }
}
