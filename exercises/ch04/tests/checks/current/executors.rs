//! Executors with names, and which one is current.

use std::cell::Cell;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch04::current::{Spawn, Task, current, enter, spawn};
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

/// The idea of a borrow that lasts too long.
pub const LET_GO_FIRST: &str = "Borrow the variable of the thread only while you read or change it. All code that may \
    call back (f, a future, the executor's `spawn`, a drop) must run without a borrow: take what you need, end the \
    borrow, and then call.";

thread_local! {
    /// While a check asks which executor is current: the one that was handed its empty task.
    static ASKED: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Whether the task that an executor of this name is handed comes from [`which`], which learns the
/// name.
pub fn is_asked(name: &'static str) -> bool {
    let asked = ASKED.get().is_some();
    if asked {
        ASKED.set(Some(name));
    }
    asked
}

/// The name of the executor that `current` gives.
pub fn which() -> Option<&'static str> {
    let executor = current().ok()?;
    ASKED.set(Some("an unknown executor"));
    executor.spawn(Box::pin(async {}));
    ASKED.take()
}

#[track_caller]
pub fn is(executor: &Executor, when: &str) {
    let current = asked(when);
    assert!(
        current == Some(executor.name),
        "{} `current` gave {} instead of {}",
        with_comma(when),
        current.unwrap_or("NotRunning"),
        executor.name
    );
}

/// The first call within an `enter`: a borrow that lasts as long as f shows here.
#[track_caller]
pub fn f_may_ask() {
    let a = Executor::new("A");
    let asked = caught(|| enter(a.clone(), || is(&a, "in `enter(A, f)`, while f runs")));
    if let Err(panic) = asked
        && panic.message.contains("borrowed")
    {
        panic!("{}", panic.message);
    }
}

/// Whether an executor finds itself while it is handed a task, in its own `enter`.
pub fn is_current_when_it_is_handed_a_task() -> bool {
    struct Asks(Mutex<bool>);

    impl Spawn for Asks {
        fn spawn(&self, _: Task) {
            *self.0.lock().unwrap() = current().is_ok();
        }
    }

    let asks = Arc::new(Asks(Mutex::new(false)));
    let _ = caught(|| enter(asks.clone(), || spawn(async {})));
    *asks.0.lock().unwrap()
}

#[track_caller]
pub fn none_is_current(when: &str) {
    if let Some(current) = asked(when) {
        panic!(
            "{} `current` gave {current} instead of NotRunning",
            with_comma(when)
        );
    }
}

/// The name of the executor that `current` gives.
#[track_caller]
fn asked(when: &str) -> Option<&'static str> {
    caught(which).unwrap_or_else(|panic| {
        let idea = match panic.message.contains("borrowed") {
            true => format!("\n\n{LET_GO_FIRST}"),
            false => String::new(),
        };
        panic!(
            "{} a call of `current` panicked: {}{idea}",
            with_comma(when),
            panic.message
        )
    })
}

fn with_comma(when: &str) -> String {
    format!("{},", when.trim_end_matches(','))
}

#[track_caller]
pub fn is_free(executor: &Arc<Executor>, when: &str) {
    let held = Arc::strong_count(executor) - 1;
    assert!(
        held == 0,
        "{} your code still holds {}: of the clones of its `Arc` that your code got, {held} {} left",
        with_comma(when),
        executor.name,
        if held == 1 { "is" } else { "are" }
    );
}

/// Polls it once, with a waker that does nothing.
pub fn poll<F: Future + ?Sized>(future: &mut Pin<Box<F>>) -> Poll<F::Output> {
    future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
}

/// Runs `f` on a thread of its own; its panic is passed on.
#[track_caller]
pub fn on_another_thread(f: impl FnOnce() + Send) {
    let ended = thread::scope(|scope| scope.spawn(|| caught(f)).join());
    if let Err(panic) = ended.expect("its panics are caught") {
        panic!("{}", panic.message);
    }
}

pub fn times(n: usize) -> String {
    match n {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

pub fn tasks(n: usize) -> String {
    match n {
        0 => "no task".to_owned(),
        1 => "one task".to_owned(),
        n => format!("{n} tasks"),
    }
}
