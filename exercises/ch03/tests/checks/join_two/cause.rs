//! Further experiments, made once a check has failed: they tell which of the possible causes holds.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use ch03::join_two::join_two;
use kit::{CountingWaker, caught};

use super::stage::Stage;
use super::{LONG, times};

pub const STARTS: &str = "A call that returns a future only builds it. What polls a future is a poll of \
    the one that holds it.";
pub const BOTH: &str = "A future does nothing before it is polled. As long as only one of the two has been \
    polled, the other has not even begun, and their waits add up.";
pub const ONCE: &str = "A poll does not wait for its futures, and so it never loops: it asks each of them \
    once, and returns Pending if one is not ready. Their wakers ask for the next poll.";
pub const AGAIN: &str = "A future that was ready has given away its output, and most of them panic when \
    they are polled again. The join keeps the output, and by that knows which of the two is over.";
pub const REACH: &str = "Each of the two keeps the waker that it is polled with, and calls it when it can \
    go on. That call has to reach the task that waits for the join.";
pub const MOVED: &str = "A join may move to another task between two polls. Then the task that polled last \
    is the one that waits, and each of the two has to wake that one.";

/// What is wrong with the first poll of a join of which nothing is ready: the first experiment that
/// fails.
pub fn at_first() -> Option<String> {
    let stage = Stage {
        is_quiet: true,
        ..Stage::default()
    };
    let mut join = stage.join((LONG, LONG));
    let early = stage.polled_in(0);
    if !early.is_empty() {
        return Some(format!(
            "`join_two` itself polled {}, before the first poll of the join\n\n{STARTS}",
            early.join(" and ")
        ));
    }
    caught(|| stage.poll(&mut join)).ok()?;
    what_was_polled(&stage, &["a", "b"])
}

/// What is wrong with the last poll of the join, which should have polled those.
pub fn what_was_polled(stage: &Stage, wanted: &[&str]) -> Option<String> {
    let (poll, came) = (stage.at.get(), stage.polled_in(stage.at.get()));
    if came == wanted {
        return None;
    }
    let how_often = |name: &str| came.iter().filter(|came| **came == name).count();
    let often = wanted.iter().find(|name| how_often(name) > 1);
    let missed = wanted.iter().find(|name| how_often(name) == 0);
    Some(match (often, missed, &came[..]) {
        (Some(name), ..) => format!(
            "poll {poll} of the join polled {name} {}, instead of once\n\n{ONCE}",
            times(how_often(name))
        ),
        (_, Some(_), []) => format!("poll {poll} of the join polled neither a nor b\n\n{BOTH}"),
        (_, Some(missed), [came, ..]) => format!(
            "poll {poll} of the join polled {came} and not {missed}, which was not ready yet either\n\n{BOTH}"
        ),
        _ => format!(
            "poll {poll} of the join polled {}, instead of {}\n\nThe order is part of what the header asks \
             for: of two that are not ready, a comes first.",
            came.join(" before "),
            wanted.join(" before ")
        ),
    })
}

/// Whether a's waker, called after the first poll by a future that waits, wakes the task.
pub fn wakes_later(which: usize) -> bool {
    let stage = Stage {
        is_quiet: true,
        ..Stage::default()
    };
    let mut join = stage.join((LONG, LONG));
    stage.poll(&mut join);
    let waker = stage.wakers[which].take();
    waker.is_some_and(|waker| {
        waker.wake();
        join.wakes() > 0
    })
}

/// What came of a poll of a join, on a thread of its own that may be lost over it.
#[derive(Default)]
struct Probe {
    polls: [AtomicUsize; 2],
    /// One of the two has begun to call its waker, and that call has returned.
    calls: AtomicUsize,
    returned: AtomicUsize,
}

impl Probe {
    /// Polls a join once, and waits until that poll returns, though not without end. A future whose
    /// number is `calls` calls its waker at each poll. Whether the poll returned in time.
    fn poll(self: &Arc<Self>, calls: Option<usize>) -> bool {
        const PATIENCE: Duration = Duration::from_secs(2);
        // An end for an answer that loops.
        const MOST: usize = 1_000;
        let half = |which: usize| {
            let probe = Arc::clone(self);
            poll_fn(move |cx: &mut Context<'_>| {
                if calls == Some(which) {
                    probe.calls.fetch_add(1, SeqCst);
                    cx.waker().wake_by_ref();
                    probe.returned.fetch_add(1, SeqCst);
                }
                match probe.polls[which].fetch_add(1, SeqCst) {
                    MOST.. => Poll::Ready(()),
                    _ => Poll::Pending,
                }
            })
        };
        let (a, b) = (half(0), half(1));
        let (done, is_done) = mpsc::channel();
        thread::spawn(move || {
            let task = CountingWaker::new().waker();
            let _ = pin!(join_two(a, b)).poll(&mut Context::from_waker(&task));
            let _ = done.send(());
        });
        let start = Instant::now();
        for turns in 0.. {
            match is_done.recv_timeout(Duration::from_millis(50)) {
                Err(RecvTimeoutError::Timeout) if turns < 30 || start.elapsed() < PATIENCE => {}
                Err(RecvTimeoutError::Timeout) => break,
                _ => return true,
            }
        }
        false
    }
}

/// That is how a poll shows which waits for a or b by blocking its thread.
pub fn a_poll_returns() {
    let probe = Arc::new(Probe::default());
    if !probe.poll(None) {
        let [a, b] = probe.polls.each_ref().map(|polls| polls.load(SeqCst));
        panic!(
            "the first poll of the join did not return: neither a nor b was ready, and a was polled {}, b \
             {}\n\nA poll does not wait. If a or b is not ready, it returns Pending at once, and their wakers \
             ask for the next poll.",
            times(a),
            times(b)
        );
    }
}

/// That is how a lock shows which the poll holds and the waker wants.
pub fn a_call_within_a_poll_returns() {
    for (which, name) in ["a", "b"].into_iter().enumerate() {
        let probe = Arc::new(Probe::default());
        assert!(
            probe.poll(Some(which)) || probe.calls.load(SeqCst) == probe.returned.load(SeqCst),
            "{name} called its waker while it was polled, and that call did not return\n\nA future may call its \
             waker at any moment, also during the poll that brings it. A lock that the waker needs must \
             not be held while a or b is polled."
        );
    }
}
