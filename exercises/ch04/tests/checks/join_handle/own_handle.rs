//! A handle that a future or a waker uses while it is called or dropped.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use ch04::join_handle::{JoinError, JoinHandle, joinable};
use kit::caught;

use super::tasks::ready_when;
use crate::explore::asleep::{own_status, what_it_does};

type Said = Poll<Result<&'static str, JoinError>>;

thread_local! {
    static HANDLE: RefCell<Option<Pin<Box<JoinHandle<&'static str>>>>> =
        const { RefCell::new(None) };
}

/// How the handle of this thread is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    Poll,
    Drop,
}

/// From now on `handle` is the handle of this thread.
pub fn keep(handle: JoinHandle<&'static str>) {
    HANDLE.set(Some(Box::pin(handle)));
}

/// Polls the handle of this thread with `waker`, and keeps it as long as it is pending.
pub fn poll(waker: &Waker) -> Option<Said> {
    let mut handle = HANDLE.take()?;
    let said = handle.as_mut().poll(&mut Context::from_waker(waker));
    if said.is_pending() {
        HANDLE.set(Some(handle));
    }
    Some(said)
}

/// Uses the handle of this thread, if it is still there; returns the result of a poll.
pub fn use_it(how: Use) -> Option<Said> {
    if how == Use::Poll {
        return poll(Waker::noop());
    }
    drop(HANDLE.take());
    None
}

/// Uses the handle of its thread when it is dropped.
pub struct UsesItInItsDrop {
    pub how: Use,
    pub said: Arc<Mutex<Option<Said>>>,
}

impl Drop for UsesItInItsDrop {
    fn drop(&mut self) {
        let said = use_it(self.how);
        *self.said.lock().unwrap() = said;
    }
}

/// Uses the handle of its thread when it is called.
pub struct UsesItInItsCall {
    pub how: Use,
    pub calls: Arc<Mutex<Vec<Option<Said>>>>,
}

impl Wake for UsesItInItsCall {
    fn wake(self: Arc<Self>) {
        let said = use_it(self.how);
        self.calls.lock().unwrap().push(said);
    }
}

/// Runs a task to its end, whose future uses the task's handle when it is dropped.
pub fn ends_with_its_handle(how: &str, used: Use, said: Arc<Mutex<Option<Said>>>) {
    let (panics, ready) = (how.starts_with("panic"), how.ends_with("ready"));
    let uses = UsesItInItsDrop { how: used, said };
    let (task, handle) = joinable(poll_fn(move |_| {
        let _holds = &uses;
        assert!(!panics, "the file is empty");
        ready_when(ready).map(|()| "tea")
    }));
    keep(handle);
    let mut task = Box::pin(task);
    let _ = caught(|| task.as_mut().poll(&mut Context::from_waker(Waker::noop())));
    drop(task);
}

/// Runs `body` on a thread of its own: if it waits there for a lock that it holds itself, it never returns.
/// Panics with `what` and the idea `because` then, and with `what` and its panic if it panics.
#[track_caller]
pub fn comes_back<R: Send + 'static>(
    what: &str,
    because: &str,
    body: impl FnOnce() -> R + Send + 'static,
) -> R {
    const BOUND: Duration = Duration::from_secs(3);
    let ((done, is_done), (tell, told)) = (mpsc::channel(), mpsc::channel());
    thread::spawn(move || {
        let _ = tell.send(own_status());
        let _ = done.send(caught(body));
    });
    match is_done.recv_timeout(BOUND) {
        Ok(Ok(output)) => output,
        Ok(Err(panic)) => panic!("{what}, and that call panicked: {}", panic.message),
        Err(_) => {
            let status = told.try_recv().ok().flatten();
            panic!(
                "{what}, and that call does not return: {}\n\n{because}",
                what_it_does(status.as_deref(), BOUND)
            )
        }
    }
}
