//! Further experiments after a check has failed: they tell which of the possible causes is the one.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use ch03::join_many::join_many;
use kit::{ByHand, CountingWaker, caught};

use super::desk::{Desk, names};

pub const FIRST: &str = "A future does nothing before it is polled, and until then it has no waker \
    to call. So the first poll of the join starts all of them.";
pub const SELF_WAKE: &str = "A call of the task's waker makes an executor poll the join again at once. \
    If no future was woken, that poll has nothing to do, and such polls keep a core busy.";
pub const ONLY: &str = "A waker that you make yourself knows which future it belongs to. So the \
    join can know which futures were woken since their last polls, and poll only those.";
pub const LATEST: &str = "Between two polls the join may move to another task. The futures keep \
    the wakers of their own last polls, which may be long ago. A call of any of them must wake the \
    task that polled the join last.";
pub const LOCK: &str = "A future may wake itself or another one while it is polled or dropped. So \
    hold no lock then that the wakers need.";

/// Enough futures that the desk does not watch them: the timeline shows only the scenario that fails.
const SOME: usize = 12;

/// What is wrong with a join in the simplest cases: the first experiment that fails.
pub fn simple() -> Option<String> {
    let experiments = [first_poll, wakes_itself, the_woken, the_latest_task];
    // An experiment that panics finds nothing here: the check tells more.
    let found = |experiment: fn() -> Option<String>| caught(experiment).ok().flatten();
    experiments.into_iter().find_map(found)
}

fn first_poll() -> Option<String> {
    let desk = Desk::new(SOME);
    let join = join_many(desk.futures());
    let by_call = desk.take_polled();
    let _ = ByHand::new(join).poll();
    let polled = desk.take_polled();
    if !by_call.is_empty() {
        return Some(format!(
            "`join_many` itself polled {}, before the first poll of the join\n\n{FIRST}",
            names(&by_call)
        ));
    }
    let all: Vec<usize> = (0..SOME).collect();
    (polled != all).then(|| {
        format!(
            "the first poll of a join of {SOME} polled {}, instead of each once in order\n\n{FIRST}",
            names(&polled)
        )
    })
}

fn wakes_itself() -> Option<String> {
    let desk = Desk::new(SOME);
    let mut join = ByHand::new(join_many(desk.futures()));
    let _ = join.poll();
    (join.wakes() > 0).then(|| {
        format!("the join woke its own task in its first poll, though no future was woken\n\n{SELF_WAKE}")
    })
}

fn the_woken() -> Option<String> {
    let desk = Desk::new(SOME);
    let mut join = ByHand::new(join_many(desk.futures()));
    let _ = join.poll();
    desk.take_polled();
    desk.wake(2);
    let _ = join.poll();
    let polled = desk.take_polled();
    (polled != [2]).then(|| {
        format!(
            "only C was woken, and the next poll of the join polled {}\n\n{ONLY}",
            match polled.len() == SOME {
                true => format!("all {SOME}"),
                false => names(&polled),
            }
        )
    })
}

fn the_latest_task() -> Option<String> {
    // The join moves to another task. Does a later wake reach that task, or the one before?
    let woken = |is_one_polled: bool| {
        let desk = Desk::new(SOME);
        let mut join = ByHand::new(join_many(desk.futures()));
        let _ = join.poll();
        if is_one_polled {
            desk.wake(3);
        }
        let old = join.change_waker();
        let before = old.wakes();
        let _ = join.poll();
        desk.wake(1);
        (join.wakes() > 0, old.wakes() - before)
    };
    match (woken(false), woken(true).0) {
        ((true, _), _) => None,
        ((false, old), true) => Some(format!(
            "right if the first poll by a new task polls a future, wrong if none was woken before it: B was \
             woken after that poll, and that woke {}\n\n{LATEST}",
            match old {
                0 => "no task",
                _ => "the task of the poll before",
            }
        )),
        ((false, old), false) => Some(went_to(old, "B")),
    }
}

/// Where a wake went that did not reach the task that polled last.
pub fn went_to(old: usize, name: &str) -> String {
    match old {
        0 => format!(
            "{name} was woken, and no task was: neither the one that polled last nor an earlier\n\n{LATEST}"
        ),
        _ => format!(
            "right with one task, wrong when the join has moved to another: {name} was woken, and that woke \
             the task of an earlier poll and not that of the last\n\n{LATEST}"
        ),
    }
}

/// Finds a lock that the poll holds and the waker needs: a future wakes itself while it is polled, on a
/// thread that may never end.
pub fn a_wake_within_a_poll_returns() {
    const PATIENCE: Duration = Duration::from_secs(2);
    let calls = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
    let [begun, returned] = calls.clone();
    let (done, is_done) = mpsc::channel();
    thread::spawn(move || {
        let wakes_itself = poll_fn(|cx: &mut Context<'_>| {
            // So that an answer that polls it again at once ends.
            if begun.fetch_add(1, SeqCst) > 1_000 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            returned.fetch_add(1, SeqCst);
            Poll::Pending
        });
        let task = CountingWaker::new().waker();
        let _ = pin!(join_many(vec![wakes_itself])).poll(&mut Context::from_waker(&task));
        let _ = done.send(());
    });
    let start = Instant::now();
    for turns in 0.. {
        match is_done.recv_timeout(Duration::from_millis(50)) {
            Err(RecvTimeoutError::Timeout) if turns < 30 || start.elapsed() < PATIENCE => {}
            Err(RecvTimeoutError::Timeout) => break,
            _ => return,
        }
    }
    let [begun, returned] = calls.each_ref().map(|calls| calls.load(SeqCst));
    assert!(
        begun == returned,
        "a future called its waker while it was polled, and that call did not return\n\n{LOCK}"
    );
}
