//! What the checks of timers say more than once.

use std::fmt::Debug;
use std::time::Duration;

use ch05::timers::Timers;
use kit::Caught;

/// The idea if timers come in the wrong order.
pub const ORDER: &str = "Timers that are due together come in the order of their deadlines.";

/// The idea if timers that are due are left out.
pub const AT_ONCE: &str =
    "One call of `expire` gives all timers that are due, and not only the first.";

/// The idea if a key fits another timer.
pub const TAKEN: &str = "A key means one timer forever. Neither a deadline nor a place does: another timer \
                         may have the same one, at once or later.";

pub fn time(deadline: Option<Duration>) -> String {
    deadline.map_or("none".to_owned(), |deadline| format!("{deadline:?}"))
}

/// What a panic said, and where in the answer.
pub fn said(panic: &Caught) -> String {
    match panic.at.contains("ch05") {
        true => format!("{} (at {})", panic.message, panic.at),
        false => panic.message.clone(),
    }
}

/// What `expire` gives when these are due now, and not before. Fails if it leaves them for the next
/// nanosecond.
#[track_caller]
pub fn expire_exactly<T: Debug + PartialEq>(
    timers: &mut Timers<T>,
    now: Duration,
    right: &[T],
) -> Vec<T> {
    let given = timers.expire(now);
    if given.is_empty() && !right.is_empty() {
        let later = timers.expire(now + Duration::from_nanos(1));
        assert!(
            later != right,
            "right a nanosecond after a deadline, wrong at the deadline itself: `expire({now:?})` gave \
             nothing, and {} due\n\n\
             A deadline that is `now` has come.",
            match right.len() {
                1 => "a timer was".to_owned(),
                count => format!("{count} timers were"),
            }
        );
    }
    given
}
