use std::iter;
use std::panic::{self, AssertUnwindSafe, catch_unwind};

use kit::record::Stop;
use kit::{Recorder, stops_here};

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: states
enum Fibonacci {
    /// Created, but not yet run.
    Start { limit: u64 },
    /// Stopped at the `yield`.
    Yielded { limit: u64, a: u64, b: u64 },
    /// Has returned.
    Returned,
}
// ANCHOR_END: states

// ANCHOR: resume
impl Coroutine for Fibonacci {
    type In = ();
    type Yield = u64;
    type Return = u64;

    fn resume(&mut self, (): ()) -> State<u64, u64> {
        match *self {
            Fibonacci::Start { limit } => {
                *self = Fibonacci::Yielded { limit, a: 0, b: 1 };
                stops_here();
                State::Yielded(0)
            }
            Fibonacci::Yielded { limit, a, b } => {
                let (a, b) = (b, a + b);
                if a > limit {
                    *self = Fibonacci::Returned;
                    stops_here();
                    return State::Returned(a);
                }
                *self = Fibonacci::Yielded { limit, a, b };
                stops_here();
                State::Yielded(a)
            }
            Fibonacci::Returned => panic!("fibonacci has already returned"),
        }
    }
}
// ANCHOR_END: resume

// ANCHOR: main
fn resumed() {
    let mut numbers = Fibonacci::Start { limit: 2 };
    loop {
        match numbers.resume(()) {
            State::Yielded(number) => println!("yielded {number}"),
            State::Returned(beyond) => {
                println!("returned {beyond}");
                break;
            }
        }
    }
}
// ANCHOR_END: main

// ANCHOR: iterator
fn found() {
    let mut numbers = Fibonacci::Start { limit: 1_000_000 };
    let mut resumes = 0;
    let yielded = iter::from_fn(|| {
        resumes += 1;
        match numbers.resume(()) {
            State::Yielded(number) => Some(number),
            State::Returned(_) => None,
        }
    });
    let found = yielded.into_iter().find(|number| *number > 10);
    println!("found: {} after {resumes} resumes", found.unwrap());
}
// ANCHOR_END: iterator

fn exhausted() {
    let mut numbers = Fibonacci::Start { limit: 0 };
    while let State::Yielded(_) = numbers.resume(()) {}
    panic::set_hook(Box::new(|_| {}));
    let again = catch_unwind(AssertUnwindSafe(|| numbers.resume(())));
    let why = again.unwrap_err();
    println!("resumed again: {:?}", why.downcast_ref::<&str>().unwrap());
}

fn main() {
    resumed();
    found();
    exhausted();
    record();
}

/// Runs it once more, for the picture.
fn record() {
    let lab = Recorder::new();
    let machine = lab.coroutine("fibonacci");
    let mut numbers = Fibonacci::Start { limit: 2 };
    while !machine.resume(|| {
        let state = numbers.resume(());
        let ended = matches!(state, State::Returned(_));
        (ended, numbers.stop(state), ended)
    }) {}
    lab.keep_beside_listing();
}

impl Fibonacci {
    fn stop(&self, state: State<u64, u64>) -> Stop {
        let kept = |name: &str, value: u64| (name.to_owned(), value.to_string());
        let (name, keeps) = match *self {
            Fibonacci::Start { limit } => ("Start", vec![kept("limit", limit)]),
            Fibonacci::Yielded { limit, a, b } => (
                "Yielded",
                vec![kept("limit", limit), kept("a", a), kept("b", b)],
            ),
            Fibonacci::Returned => ("Returned", vec![]),
        };
        let (State::Yielded(out) | State::Returned(out)) = state;
        Stop {
            state: name.to_owned(),
            keeps,
            bytes: size_of::<Self>(),
            out: out.to_string(),
        }
    }
}
