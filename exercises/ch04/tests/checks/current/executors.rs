//! Executors with names, and who of them is current.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch04::current::{Spawn, Task, current};
use kit::caught;

/// Keeps the tasks that it is handed.
pub struct Executor {
    pub name: &'static str,
    tasks: Mutex<Vec<Task>>,
}

impl Executor {
    pub fn new(name: &'static str) -> Arc<Self> {
        let tasks = Mutex::default();
        Arc::new(Self { name, tasks })
    }

    pub fn tasks(&self) -> usize {
        self.tasks.lock().unwrap().len()
    }

    pub fn take(&self) -> Task {
        self.tasks.lock().unwrap().pop().expect("it has one")
    }
}

impl Spawn for Executor {
    fn spawn(&self, task: Task) {
        if !is_asked(self.name) {
            self.tasks.lock().unwrap().push(task);
        }
    }
}

thread_local! {
    /// While a check asks who is current: the executor that was handed its empty task.
    static ASKED: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Whether the task that an executor of this name is handed comes from [`who`], which hears the
/// name.
pub fn is_asked(name: &'static str) -> bool {
    let asked = ASKED.get().is_some();
    if asked {
        ASKED.set(Some(name));
    }
    asked
}

/// The name of the executor that `current` gives.
pub fn who() -> Option<&'static str> {
    let executor = current().ok()?;
    ASKED.set(Some("an unknown executor"));
    executor.spawn(Box::pin(async {}));
    ASKED.take()
}

#[track_caller]
pub fn is(executor: &Executor, when: &str) {
    let who = who();
    assert!(
        who == Some(executor.name),
        "{when} `current` gave {} instead of {}",
        who.unwrap_or("NotRunning"),
        executor.name
    );
}

#[track_caller]
pub fn nobody(when: &str) {
    if let Some(who) = who() {
        panic!("{when} `current` gave {who} instead of NotRunning");
    }
}

#[track_caller]
pub fn is_free(executor: &Arc<Executor>, when: &str) {
    let held = Arc::strong_count(executor) - 1;
    assert!(
        held == 0,
        "{when} the module still holds {}: {held} of the clones that it was given are not dropped",
        executor.name
    );
}

/// Polls it once, with a waker that does nothing.
pub fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

/// Runs `f` on a thread of its own; its panic goes on here.
#[track_caller]
pub fn on_another_thread(f: impl FnOnce() + Send) {
    let ended = thread::scope(|scope| scope.spawn(|| caught(f)).join());
    if let Err(panic) = ended.expect("its panics are caught") {
        panic!("{}", panic.message);
    }
}
