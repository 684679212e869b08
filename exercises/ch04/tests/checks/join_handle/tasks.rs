//! Tasks and handles that are polled by hand, and futures for them.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use ch04::join_handle::{JoinError, JoinHandle, Task, joinable};
use kit::{ByHand, Caught, caught};

/// The two events after which no handle can take a result.
pub const HANDLE_FIRST: &str = "the handle was dropped";
pub const TASK_FIRST: &str = "the task ended";

/// Ready with `output` at the poll of this number; until then it waits, and calls no waker.
pub fn ready_at<T>(number: usize, polls: &Arc<AtomicUsize>, output: T) -> impl Future<Output = T> {
    let (polls, mut output) = (Arc::clone(polls), Some(output));
    poll_fn(move |_| {
        ready_when(polls.fetch_add(1, Ordering::SeqCst) + 1 >= number).map(|()| {
            output
                .take()
                .expect("a finished future is not polled again")
        })
    })
}

/// Panics at the poll of this number, with `value` if the payload is a number.
pub fn panics_at(
    number: usize,
    polls: &Arc<AtomicUsize>,
    payload: &'static str,
    value: u32,
) -> impl Future<Output = &'static str> {
    let polls = Arc::clone(polls);
    poll_fn(move |_| {
        if polls.fetch_add(1, Ordering::SeqCst) + 1 < number {
            return Poll::Pending;
        }
        match payload {
            "a text" => panic!("the file is empty"),
            "a String" => std::panic::panic_any("the file is empty".to_owned()),
            _ => std::panic::panic_any(value),
        }
    })
}

pub fn ready_when(ready: bool) -> Poll<()> {
    if ready {
        Poll::Ready(())
    } else {
        Poll::Pending
    }
}

pub fn count(counter: &AtomicUsize) -> usize {
    counter.load(Ordering::SeqCst)
}

pub fn times(n: usize) -> String {
    match n {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

pub fn task_and_handle<F: Future>(future: F) -> (ByHand<Task<F>>, JoinHandle<F::Output>) {
    let (task, handle) = joinable(future);
    (ByHand::new(task), handle)
}

/// To be called before a check polls a future that is never ready: a task that polls in a loop would not return.
#[track_caller]
pub fn polls_once_a_poll() {
    let polls = Arc::default();
    let (mut task, _handle) = task_and_handle(ready_at(4, &polls, "tea"));
    let _ = task.poll();
    is_polled_as_often(1, count(&polls));
}

#[track_caller]
pub fn is_polled_as_often(task: usize, future: usize) {
    assert!(
        task == future,
        "the task was polled {}, and the future {}",
        times(task),
        times(future)
    );
}

/// Whether a handle that was polled before its task ended gives the output afterwards.
pub fn gives_it_if_polled_before() -> bool {
    let given = caught(|| {
        let (mut task, handle) = task_and_handle(async { "tea" });
        let mut handle = ByHand::new(handle);
        let _ = handle.poll();
        let _ = task.poll();
        matches!(handle.poll(), Poll::Ready(Ok("tea")))
    });
    given.is_ok_and(|given| given)
}

/// In which of the two orders an output is kept after its task has ended and its handle was dropped, while the
/// executor keeps the task; `None` if it is dropped in both.
///
/// # Errors
/// The panic of one of the calls.
pub fn unwanted_is_kept() -> Result<Option<String>, Caught> {
    let kept = |handle_first: bool| {
        let drops = Arc::new(AtomicUsize::new(0));
        let output = CountsDrops(Arc::clone(&drops));
        let (task, handle) = joinable(async move { output });
        let (mut task, mut handle) = (Box::pin(task), Some(handle));
        if handle_first {
            handle = None;
        }
        let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        drop(handle);
        count(&drops) == 0
    };
    for handle_first in [true, false] {
        if caught(|| kept(handle_first))? {
            return Ok(Some(still_kept("the output", handle_first)));
        }
    }
    Ok(None)
}

/// What is wrong if a result is kept for a handle that is gone.
pub fn still_kept(what: &str, handle_first: bool) -> String {
    let [first, then] = match handle_first {
        true => [HANDLE_FIRST, TASK_FIRST],
        false => [TASK_FIRST, HANDLE_FIRST],
    };
    format!("{what} is still kept: {first} first, then {then}, and no handle can take it any more")
}

/// Polls the task, whose future is ready now.
#[track_caller]
pub fn ends<F: Future<Output = ()>>(task: &mut ByHand<F>) {
    assert!(
        task.poll().is_ready(),
        "the future was ready, and its task was Pending in that poll"
    );
}

/// Polls the handle, whose task is not over.
#[track_caller]
pub fn waits<T: std::fmt::Debug>(handle: &mut ByHand<JoinHandle<T>>) {
    if let Poll::Ready(said) = handle.poll() {
        panic!("the handle gave {said:?} while its task was not over");
    }
}

#[track_caller]
pub fn is_output(polled: Poll<Result<&str, JoinError>>, situation: &str) {
    match polled {
        Poll::Ready(Ok("tea")) => {}
        Poll::Ready(said) => panic!("{situation}: the handle gave {said:?} instead of the output"),
        Poll::Pending => panic!("{situation}: the handle is still pending"),
    }
}

/// Counts how often it is dropped.
pub struct CountsDrops(pub Arc<AtomicUsize>);

impl Drop for CountsDrops {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}
