//! A further experiment, made once a check has failed: one order, alone, poll by poll.

use std::task::Poll;

use ch03::unrolled::total;
use kit::{ByHand, caught};

use super::order::{Event, Seen, Step, Which};
use super::times;

pub const STARTS: &str = "A call that returns a future only builds it. What is within is polled when the \
    whole is polled.";
pub const RUNS: &str = "A future runs only while it is polled, and nothing but `Total` polls the two within. \
    Each poll of the whole is one poll of the one that comes next and is not ready yet.";
pub const SELF_WAKE: &str = "What the futures within wait for calls the waker. To call it as well makes an \
    executor poll again, although nothing has changed.";
pub const ON_IN_THIS_POLL: &str = "When the price has come, no waker is called for it any more, and the \
    rate's future has not been polled yet and so knows none. A poll that stops in between may be the last.";
pub const PRICE: &str = "What is used after an await has to be kept until then: the price is a field of what \
    waits for the rate.";

/// What is wrong with one order whose price and rate are both ready at their second poll: the first
/// thing that is not as it should be, except for drops.
pub fn simple() -> Option<String> {
    // One that panics says nothing here: the check has more to tell.
    caught(|| {
        let seen = Seen::default();
        let cause = look(&seen)?;
        let (cause, idea) = cause.split_once("\n\n").unwrap_or((&cause, ""));
        Some(format!("{cause}{}\n\n{idea}", seen.story()))
    })
    .ok()
    .flatten()
}

fn look(seen: &Seen) -> Option<String> {
    seen.is_quiet.set(true);
    // Not drawn: the timeline shows the failing scenario alone.
    let price = Step::<1>::new(seen, Which::Price, (6, 2));
    let order = total(price, |price| {
        seen.saw(Event::Asked(price));
        Step::<1>::new(seen, Which::Rate, (7, 2))
    });
    let mut order = ByHand::new(order);
    // Declared after the order, so that it comes before the drops at the end.
    let _closes = Closes(seen);
    if !seen.events.borrow().is_empty() {
        return Some(format!(
            "`total` itself polled the price's future, before its first poll\n\n{STARTS}"
        ));
    }
    let mut before = [0, 0];
    for poll in 1..=3 {
        let outcome = order.poll();
        let polls = [Which::Price, Which::Rate].map(|which| seen.count(Event::Polled(which)));
        let came = [polls[0] - before[0], polls[1] - before[1]];
        before = polls;
        let (which, name) = match poll {
            3 => (1, "the rate's"),
            _ => (0, "the price's"),
        };
        match came[which] {
            1 => {}
            0 => {
                let (answer, later) = match outcome {
                    Poll::Ready(_) => ("Ready", String::new()),
                    Poll::Pending => ("Pending", later(&mut order, seen, poll, before)),
                };
                return Some(format!(
                    "poll {poll} did not poll {name} future, and returned {answer}{later}\n\n{RUNS}"
                ));
            }
            often => {
                return Some(format!(
                    "one poll polled {name} future {}, instead of once\n\n{RUNS}",
                    times(often)
                ));
            }
        }
        if order.wakes() > 0 {
            return Some(format!(
                "poll {poll} woke the task, though neither future within had called its \
                 waker\n\n{SELF_WAKE}"
            ));
        }
        if poll == 2 && seen.asked().is_empty() {
            return Some(format!(
                "`rate_for` was not called in the poll in which the price was ready\n\n{ON_IN_THIS_POLL}"
            ));
        }
        match (poll, outcome) {
            (1, Poll::Pending) => {}
            (2, Poll::Pending) if came[1] == 0 => {
                return Some(format!(
                    "`rate_for` was called in the poll in which the price was ready, but the rate's \
                     future was not polled in it\n\n{ON_IN_THIS_POLL}"
                ));
            }
            (2, Poll::Pending) if came[1] > 1 => {
                return Some(format!(
                    "one poll polled the rate's future {}, instead of once\n\n{RUNS}",
                    times(came[1])
                ));
            }
            (2, Poll::Pending) | (3, Poll::Ready(42)) => {}
            (3, Poll::Ready(said)) => {
                return Some(format!(
                    "ready with {said} instead of 42: the price was 6 and the rate 7\n\n{PRICE}"
                ));
            }
            (_, Poll::Pending) => {
                return Some(
                    "poll 3 returned Pending, though the rate was ready in it\n\nThe result is there as soon \
                     as the rate is. Both futures are over then, and no waker will be called again."
                        .to_owned(),
                );
            }
            (_, Poll::Ready(said)) => {
                return Some(format!(
                    "ready with {said} in poll {poll}, before the rate was ready"
                ));
            }
        }
    }
    None
}

/// Whether a future within is polled by one of the polls that follow poll `last`.
fn later<F: Future>(order: &mut ByHand<F>, seen: &Seen, last: usize, before: [usize; 2]) -> String {
    const MORE: usize = 3;
    for poll in last + 1..=last + MORE {
        let is_over = order.poll().is_ready();
        let polls = [Which::Price, Which::Rate].map(|which| seen.count(Event::Polled(which)));
        if polls != before {
            return format!("; poll {poll} did poll one of the two within");
        }
        if is_over {
            return format!("; poll {poll} was Ready, without a poll of the two within");
        }
    }
    format!("; nor did the {MORE} polls after it poll anything")
}

struct Closes<'a>(&'a Seen);

impl Drop for Closes<'_> {
    fn drop(&mut self) {
        self.0.is_closed.set(true);
    }
}
