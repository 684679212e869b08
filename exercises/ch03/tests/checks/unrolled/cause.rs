//! A further experiment after a check has failed: a single order, poll by poll.

use std::task::Poll;

use ch03::unrolled::total;
use kit::{ByHand, caught};

use super::order::{Event, Seen, Step, Which};
use super::times;

pub const STARTS: &str = "A call that returns a future only builds it. The inner futures are \
    polled when `Total` is polled.";
pub const RUNS: &str = "A future runs only while it is polled, and only `Total` polls the two \
    inner futures. Each poll of `Total` polls the one that it waits for, once.";
pub const SELF_WAKE: &str = "What the inner futures wait for calls the waker. If `Total` calls it \
    too, an executor polls again although nothing has changed.";
pub const ON_IN_THIS_POLL: &str = "Once the price is ready, its future calls no waker, and the \
    rate's future has no waker before its first poll. A poll that returns Pending between the two \
    may be the last.";
pub const PRICE: &str = "A value that is used after an await must be kept until then: the variant \
    that waits for the rate has a field for the price.";

/// What is wrong with one order whose price and rate are both ready at their second poll: the first
/// fault, except for drops.
pub fn simple() -> Option<String> {
    // An experiment that panics finds nothing here: the check tells more.
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
    // Not drawn: the timeline shows only the scenario that fails.
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
                "poll {poll} woke the task, though neither inner future had called its \
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
                    "poll 3 returned Pending, though the rate was ready in it\n\nWhen the rate is \
                     ready, so is the result. Then neither of the two futures calls a waker again."
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

/// Whether one of the polls after poll `last` polls an inner future.
fn later<F: Future>(order: &mut ByHand<F>, seen: &Seen, last: usize, before: [usize; 2]) -> String {
    const MORE: usize = 3;
    for poll in last + 1..=last + MORE {
        let is_over = order.poll().is_ready();
        let polls = [Which::Price, Which::Rate].map(|which| seen.count(Event::Polled(which)));
        if polls != before {
            return format!("; poll {poll} did poll one of the two inner futures");
        }
        if is_over {
            return format!("; poll {poll} was Ready, without a poll of the two inner futures");
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
