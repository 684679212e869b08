//! Style: an async block that is polled by hand, so that the compiler writes the states.

use std::cell::Cell;
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use crate::coroutine::{Coroutine, State};

/// The running average of the numbers sent in.
pub struct Average {
    sent: Rc<Cell<Option<f64>>>,
    mean: Rc<Cell<Option<f64>>>,
    body: Option<Pin<Box<dyn Future<Output = usize>>>>,
}

impl Average {
    /// Creates an average without a number. Nothing of it has run.
    pub fn new() -> Self {
        let sent = Rc::new(Cell::new(None));
        let mean = Rc::new(Cell::new(None));
        let (number, out) = (Rc::clone(&sent), Rc::clone(&mean));
        let body = Box::pin(async move {
            let (mut total, mut count) = (0.0, 0);
            loop {
                stop_here().await;
                let Some(number) = number.take() else {
                    return count;
                };
                total += number;
                count += 1;
                out.set(Some(total / count as f64));
            }
        });
        Self {
            sent,
            mean,
            body: Some(body),
        }
    }
}

impl Default for Average {
    fn default() -> Self {
        Self::new()
    }
}

impl Coroutine for Average {
    type In = Option<f64>;
    type Yield = Option<f64>;
    type Return = usize;

    fn resume(&mut self, number: Option<f64>) -> State<Option<f64>, usize> {
        self.sent.set(number);
        let body = self
            .body
            .as_mut()
            .expect("this average has already returned");
        match body.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Pending => State::Yielded(self.mean.get()),
            Poll::Ready(count) => {
                self.body = None;
                State::Returned(count)
            }
        }
    }
}

/// Pending at its first poll, ready at its second.
fn stop_here() -> impl Future<Output = ()> {
    let mut stopped = false;
    poll_fn(move |_| match mem::replace(&mut stopped, true) {
        false => Poll::Pending,
        true => Poll::Ready(()),
    })
}
