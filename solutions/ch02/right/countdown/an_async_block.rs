//! Style: an async block that is polled by hand, so that the compiler writes the states.

use std::cell::Cell;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::coroutine::{Coroutine, State};

/// Counts down, one number for each resume.
pub struct Countdown {
    yielded: Rc<Cell<Option<u32>>>,
    body: Option<Pin<Box<dyn Future<Output = String>>>>,
}

impl Countdown {
    /// Creates a countdown from `start`. Nothing of it has run.
    pub fn new(start: u32) -> Self {
        let yielded = Rc::new(Cell::new(None));
        let out = Rc::clone(&yielded);
        let body = Box::pin(async move {
            let mut n = start;
            while n > 0 {
                out.set(Some(n));
                pending_once().await;
                n -= 1;
            }
            format!("lift-off after {start}")
        });
        Self {
            yielded,
            body: Some(body),
        }
    }
}

impl Coroutine for Countdown {
    type In = ();
    type Yield = u32;
    type Return = String;

    fn resume(&mut self, (): ()) -> State<u32, String> {
        let body = self
            .body
            .as_mut()
            .expect("this countdown has already returned");
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => State::Yielded(self.yielded.take().expect("it stops to yield")),
            Poll::Ready(text) => {
                self.body = None;
                State::Returned(text)
            }
        }
    }
}

/// Pending at its first poll, ready at its second.
fn pending_once() -> impl Future<Output = ()> {
    let mut stopped = false;
    poll_fn(move |_| match mem::replace(&mut stopped, true) {
        false => Poll::Pending,
        true => Poll::Ready(()),
    })
}
