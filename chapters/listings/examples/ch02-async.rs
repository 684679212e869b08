use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};

use tokio::task::yield_now;

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

/// How many lines end in `piece`.
fn ends(piece: &str) -> u32 {
    piece.chars().map(|char| u32::from(char == '\n')).sum()
}

// ANCHOR: hand
enum Count {
    Start,
    First { first: u32 },
    Second { first: u32, second: u32 },
    Returned,
}

impl Coroutine for Count {
    type In = ();
    type Yield = ();
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<(), u32> {
        match *self {
            Count::Start => {
                let first = ends("Ada\nLon");
                *self = Count::First { first };
                State::Yielded(())
            }
            Count::First { first } => {
                let second = ends("don\nBob\n");
                *self = Count::Second { first, second };
                State::Yielded(())
            }
            Count::Second { first, second } => {
                *self = Count::Returned;
                State::Returned(first + second)
            }
            Count::Returned => panic!("the count has already returned"),
        }
    }
}
// ANCHOR_END: hand

// ANCHOR: async
async fn count() -> u32 {
    let first = ends("Ada\nLon");
    yield_now().await;
    let second = ends("don\nBob\n");
    yield_now().await;
    first + second
}
// ANCHOR_END: async

// ANCHOR: main
fn main() {
    let mut hand = Count::Start;
    let mut future = pin!(count());
    println!("{} and {} bytes", size_of_val(&hand), size_of_val(&count()));
    println!("yield_now() alone: {} bytes", size_of_val(&yield_now()));

    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        let state = hand.resume(());
        let poll = future.as_mut().poll(&mut cx);
        println!("{state:?} and {poll:?}");
    }

    println!("{}", panic_of(|| _ = hand.resume(())));
    println!("{}", panic_of(|| _ = future.as_mut().poll(&mut cx)));
}
// ANCHOR_END: main

/// The message of the panic.
fn panic_of(call: impl FnOnce()) -> String {
    panic::set_hook(Box::new(|_| {}));
    let payload = catch_unwind(AssertUnwindSafe(call)).unwrap_err();
    payload
        .downcast_ref::<&str>()
        .map_or("no message".to_owned(), |message| (*message).to_owned())
}
