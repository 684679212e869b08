//! Which recording, and which check, the code on this thread belongs to.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::sync::{Arc, Mutex, Once, PoisonError};

use crate::Recorder;

/// What the threads of one check share.
#[derive(Clone)]
pub(crate) struct Current {
    pub(crate) recorder: Recorder,
    pub(crate) panics: Arc<Mutex<Vec<Panic>>>,
}

/// A panic on one of the check's threads.
#[derive(Clone, Debug)]
pub(crate) struct Panic {
    pub(crate) message: String,
    /// `file:line`, as the compiler names it.
    pub(crate) at: String,
    /// Present where RUST_BACKTRACE=full asks for one. With the usual 1, which many have set for good,
    /// forty lines of the runtime's own frames would bury the cause.
    pub(crate) backtrace: Option<String>,
    /// How many events had been recorded: what unwinding drops is no deed of the answer.
    pub(crate) events: usize,
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

impl Current {
    pub(crate) fn new() -> Self {
        Self {
            recorder: Recorder::new(),
            panics: Arc::default(),
        }
    }

    /// Makes this the current check of the calling thread, for as long as the thread lives.
    pub(crate) fn enter(&self) {
        keep_panics_quiet();
        CURRENT.with_borrow_mut(|current| *current = Some(self.clone()));
    }

    pub(crate) fn get() -> Option<Self> {
        // `try_with`: a future may be dropped while its thread is being taken down.
        CURRENT
            .try_with(|current| current.borrow().clone())
            .ok()
            .flatten()
    }

    pub(crate) fn panics(&self) -> Vec<Panic> {
        lock(&self.panics).clone()
    }
}

/// A poisoned lock still holds what was recorded, and the record is what a failing check needs.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On a check's threads the message of a panic is kept for the report, which says the cause last; it
/// is not printed at once with a backtrace that buries it.
fn keep_panics_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| match Current::get() {
            Some(current) => lock(&current.panics).push(Panic {
                message: panic_message(info.payload()),
                at: info.location().map(place).unwrap_or_default(),
                backtrace: backtrace(),
                events: current.recorder.len(),
            }),
            None => usual(info),
        }));
    });
}

fn backtrace() -> Option<String> {
    let asked = std::env::var_os("RUST_BACKTRACE").is_some_and(|level| level == "full");
    asked.then(|| std::backtrace::Backtrace::force_capture().to_string())
}

/// The message of a panic that was caught; empty where it has none, as after `resume_unwind` with
/// another payload.
pub fn panic_message(payload: &(dyn std::any::Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default()
}

/// A panic that [`caught`] has caught.
#[derive(Clone, Debug)]
pub struct Caught {
    /// What it said; empty where it had no message.
    pub message: String,
    /// Where it happened, as the compiler names it: `file:line`. Empty where nothing panicked on the
    /// way, as with `resume_unwind`.
    pub at: String,
}

/// Runs `f` and catches its panic, which then is no part of the check's report: for a check that knows
/// better words for it.
///
/// # Errors
/// The panic.
pub fn caught<R>(f: impl FnOnce() -> R) -> Result<R, Caught> {
    let before = Current::get().map_or(0, |current| lock(&current.panics).len());
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let message = panic_message(payload.as_ref());
        let panics = Current::get().map_or_else(Vec::new, |current| {
            let mut panics = lock(&current.panics);
            let from = before.min(panics.len());
            panics.split_off(from)
        });
        let own = panics.iter().rfind(|panic| panic.message == message);
        Caught {
            at: own.map_or_else(String::new, |panic| panic.at.clone()),
            message,
        }
    })
}

pub(crate) fn place(location: &Location<'_>) -> String {
    format!("{}:{}", location.file(), location.line())
}

/// Whether `file` is an answer: `exercises/ch01/src/overlap.rs`, which a check may also name by
/// `exercises/ch01/tests/checks/../../src/overlap.rs`.
pub(crate) fn is_answer(file: &str) -> bool {
    let file = file.replace('\\', "/");
    let Some((package, _)) = file.rsplit_once("/src/") else {
        return false;
    };
    let package = package.trim_end_matches("/tests/checks/../..");
    let package = package.trim_end_matches("/tests/..");
    let mut folders = package.rsplit('/');
    let chapter = folders.next().is_some_and(|name| name.starts_with("ch"));
    chapter
        && folders
            .next()
            .is_some_and(|name| matches!(name, "exercises" | "solutions"))
}
