//! Further experiments after a check has failed: they tell which of the possible causes is the one.

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

pub const STARTS: &str = "A call that returns a future only builds it. The two are polled when the \
    join is polled.";
pub const BOTH: &str = "A future does nothing before it is polled. If only one of the two has been \
    polled, the other has not started, and their waits add up.";
pub const ONCE: &str = "A poll does not wait, so it needs no loop: it polls each of the two once, \
    and returns Pending if one of them is not ready. A call of a waker brings the next poll.";
pub const AGAIN: &str = "A future that was ready has given away its output, and most futures panic \
    if they are polled again. The join keeps the output, and so it knows which of the two was ready.";
pub const REACH: &str = "Each of the two stores the waker that it is polled with, and calls it \
    when it can go on. That call must wake the task that waits for the join.";
pub const MOVED: &str = "A join may move to another task between two polls. The task that polled \
    last is the one that waits, so each of the two must wake that task.";

/// What is wrong with the first poll of a join if neither of the two is ready.
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

/// What is wrong with the latest poll of the join, which should have polled `wanted`.
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
            "poll {poll} of the join polled {}, instead of {}\n\nThe order is a requirement: if \
             both are not ready yet, a is polled before b.",
            came.join(" before "),
            wanted.join(" before ")
        ),
    })
}

/// Whether a call of a future's waker after the first poll wakes the task.
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

/// A poll of a join on another thread, which may never end.
#[derive(Default)]
struct Probe {
    polls: [AtomicUsize; 2],
    /// How many calls of a waker have begun, and how many have returned.
    calls: AtomicUsize,
    returned: AtomicUsize,
}

impl Probe {
    /// Polls a join once, and waits for that poll, but not forever. The future with the number `calls`
    /// calls its waker at each poll. Tells whether the poll returned in time.
    fn poll(self: &Arc<Self>, calls: Option<usize>) -> bool {
        const PATIENCE: Duration = Duration::from_secs(2);
        // So that an answer that loops ends.
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

/// Finds a poll that blocks its thread until a or b is ready.
pub fn a_poll_returns() {
    let probe = Arc::new(Probe::default());
    if !probe.poll(None) {
        let [a, b] = probe.polls.each_ref().map(|polls| polls.load(SeqCst));
        panic!(
            "the first poll of the join did not return: neither a nor b was ready, and a was polled {}, b \
             {}\n\nA poll does not wait. If a or b is not ready, it returns Pending at once. A \
             call of a waker brings the next poll.",
            times(a),
            times(b)
        );
    }
}

/// Finds a lock that the poll holds and the waker needs.
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
