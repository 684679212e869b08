//! Style: a struct with a pinned field.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

/// A poll that took longer than allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongPoll {
    /// Of the future.
    pub name: String,
    /// Which poll of the future it was: the first is 1.
    pub number: u64,
    /// From the start of the poll to its end.
    pub took: Duration,
}

/// Runs `future`, and passes each poll that takes longer than `limit` to `report`. `clock` returns the time since
/// some moment in the past; it never goes back.
pub fn watch_polls<F: Future>(
    name: &str,
    limit: Duration,
    clock: impl Fn() -> Duration,
    future: F,
    report: impl FnMut(LongPoll),
) -> impl Future<Output = F::Output> {
    Timed {
        name: name.to_owned(),
        limit,
        clock,
        report,
        polls: 0,
        future,
    }
}

pin_project! {
    struct Timed<F, C, R> {
        name: String,
        limit: Duration,
        clock: C,
        report: R,
        polls: u64,
        #[pin]
        future: F,
    }
}

impl<F, C, R> Future for Timed<F, C, R>
where
    F: Future,
    C: Fn() -> Duration,
    R: FnMut(LongPoll),
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        *this.polls += 1;
        let began = (this.clock)();
        let mut end = AtEnd(Some(|| {
            let took = (this.clock)() - began;
            if took > *this.limit {
                let (name, number) = (this.name.clone(), *this.polls);
                (this.report)(LongPoll { name, number, took });
            }
        }));
        let poll = this.future.as_mut().poll(cx);
        end.run();
        poll
    }
}

struct AtEnd<T: FnOnce()>(Option<T>);

impl<T: FnOnce()> AtEnd<T> {
    fn run(&mut self) {
        if let Some(end) = self.0.take() {
            end();
        }
    }
}

impl<T: FnOnce()> Drop for AtEnd<T> {
    fn drop(&mut self) {
        self.run();
    }
}
