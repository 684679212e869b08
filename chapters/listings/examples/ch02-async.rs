use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};

use tokio::task::yield_now;

#[path = "../../../exercises/ch02/src/coroutine.rs"]
mod coroutine;
use coroutine::{Coroutine, State};

// ANCHOR: hand
enum Sum {
    Start,
    First { a: u32 },
    Second { a: u32, b: u32 },
    Returned,
}

impl Coroutine for Sum {
    type In = ();
    type Yield = ();
    type Return = u32;

    fn resume(&mut self, (): ()) -> State<(), u32> {
        match *self {
            Sum::Start => {
                *self = Sum::First { a: 1 };
                State::Yielded(())
            }
            Sum::First { a } => {
                *self = Sum::Second { a, b: a + 1 };
                State::Yielded(())
            }
            Sum::Second { a, b } => {
                *self = Sum::Returned;
                State::Returned(a + b)
            }
            Sum::Returned => panic!("the sum has already returned"),
        }
    }
}
// ANCHOR_END: hand

// ANCHOR: async
async fn sum() -> u32 {
    let a = 1;
    yield_now().await;
    let b = a + 1;
    yield_now().await;
    a + b
}
// ANCHOR_END: async

// ANCHOR: main
fn main() {
    let mut hand = Sum::Start;
    let mut future = pin!(sum());
    println!("{} and {} bytes", size_of_val(&hand), size_of_val(&sum()));
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
