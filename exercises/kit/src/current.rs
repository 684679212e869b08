//! Which recording, and which check, the code on this thread belongs to.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};

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
    /// The calls that led to a panic in std or in another crate. Files and lines are found only when
    /// they are asked for, as that takes a while.
    calls: Option<Arc<Backtrace>>,
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
}

/// The check of a process that runs nothing else: its threads are the check's, whatever started them.
static ONLY: OnceLock<Current> = OnceLock::new();

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

    /// Makes this the check of all threads of the process that are in no other.
    pub(crate) fn is_the_only_one(&self) {
        keep_panics_quiet();
        let _ = ONLY.set(self.clone());
    }

    /// The check that a panic on this thread belongs to.
    fn of_panics() -> Option<Self> {
        Self::get().or_else(|| ONLY.get().cloned())
    }

    /// Keeps a panic as the hook does.
    #[cfg(test)]
    pub(crate) fn panicked(&self, message: &str, at: &str) {
        lock(&self.panics).push(Panic {
            message: message.to_owned(),
            at: at.to_owned(),
            backtrace: None,
            events: self.recorder.len(),
            calls: None,
        });
    }

    pub(crate) fn panics(&self) -> Vec<Panic> {
        lock(&self.panics).clone()
    }
}

impl Panic {
    /// The line that panicked or, if that is in std or another crate, the line of the answer or of the
    /// checks that called it.
    pub(crate) fn own_place(&self) -> String {
        let calls = self.calls.as_ref().map(|calls| calls.to_string());
        calls
            .as_deref()
            .and_then(|calls| {
                // A backtrace shortens what is below the current folder.
                let here = std::env::current_dir().unwrap_or_default();
                own_call(calls, &here.display().to_string())
            })
            .unwrap_or_else(|| self.at.clone())
    }
}

/// The last call from the answer or the checks, in a backtrace: its line or, in a build without lines,
/// the function of the answer. Paths may be relative to the folder `here`.
fn own_call(calls: &str, here: &str) -> Option<String> {
    let mut function = None;
    for line in calls.lines().map(str::trim) {
        if let Some(place) = line.strip_prefix("at ") {
            if let Some(place) = place_in_tree(place, here) {
                return Some(place);
            }
            continue;
        }
        if function.is_some() {
            break;
        }
        let name = line.split_once(": ").map_or(line, |(_, name)| name);
        let name = name.trim_start_matches(['<', '&']);
        if name.starts_with("checks::") {
            break;
        }
        let (package, _) = name.split_once("::").unwrap_or_default();
        let chapter = package.trim_end_matches("_solution").strip_prefix("ch");
        if chapter.is_some_and(|number| number.len() == 2 && number.parse::<u8>().is_ok()) {
            function = Some(format!("in {}", name.trim_end_matches("::{{closure}}")));
        }
    }
    function
}

/// `exercises/ch01/src/overlap.rs:9`, of `/home/me/book/exercises/ch01/src/overlap.rs:9:5`: a line of an
/// answer or of the checks.
fn place_in_tree(place: &str, here: &str) -> Option<String> {
    let place = place.replace('\\', "/");
    let place = match place.strip_prefix("./") {
        Some(rest) => format!("{}/{rest}", here.replace('\\', "/")),
        None => place,
    };
    let (place, _column) = place.rsplit_once(':')?;
    let (file, _line) = place.rsplit_once(':')?;
    let from = ["exercises/ch", "solutions/ch"]
        .iter()
        .find_map(|folder| file.rfind(folder))?;
    let own = is_answer(file) || file.contains("/tests/checks/");
    own.then(|| place[from..].to_owned())
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
        std::panic::set_hook(Box::new(move |info| match Current::of_panics() {
            Some(current) => {
                let panic = Panic {
                    message: panic_message(info.payload()),
                    at: info.location().map(place).unwrap_or_default(),
                    backtrace: backtrace(),
                    events: current.recorder.len(),
                    calls: info.location().and_then(calls),
                };
                lock(&current.panics).push(panic);
            }
            None => usual(info),
        }));
    });
}

fn backtrace() -> Option<String> {
    let asked = std::env::var_os("RUST_BACKTRACE").is_some_and(|level| level == "full");
    asked.then(|| std::backtrace::Backtrace::force_capture().to_string())
}

/// What a package of this tree is compiled from has a relative path; std and the registry's have not.
fn calls(location: &Location<'_>) -> Option<Arc<Backtrace>> {
    let file = location.file();
    let elsewhere = Path::new(file).is_absolute() || file.starts_with('/');
    elsewhere.then(|| Arc::new(Backtrace::force_capture()))
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

/// Runs `f` and catches its panic, which then is no part of the check's report, and is not printed: for
/// a panic that is expected, or for which the check knows better words. So are the panics on other
/// threads meanwhile.
///
/// # Errors
/// The panic.
pub fn caught<R>(f: impl FnOnce() -> R) -> Result<R, Caught> {
    let before = Current::of_panics().map_or(0, |current| lock(&current.panics).len());
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let message = panic_message(payload.as_ref());
        let panics = Current::of_panics().map_or_else(Vec::new, |current| {
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

#[cfg(test)]
mod tests {
    use super::{own_call, place_in_tree};

    #[test]
    fn the_last_call_from_the_answer_has_its_line_or_its_function() {
        let without_lines = "   0: std::panicking::begin\n   1: <std::time::Instant as Add>::add\n   \
                             2: ch05::reactor::wait::{{closure}}\n   3: ch05::reactor::Reactor::wait\n";
        assert_eq!(
            own_call(without_lines, "/").as_deref(),
            Some("in ch05::reactor::wait")
        );
        let with_lines = "   0: std::panicking::begin\n             at /rustc/1/panicking.rs:9:5\n   \
                          1: ch05::reactor::wait\n             at ./src/reactor.rs:30:9\n   \
                          2: checks::reactor::a_promise\n";
        assert_eq!(
            own_call(with_lines, "/me/exercises/ch05").as_deref(),
            Some("exercises/ch05/src/reactor.rs:30")
        );
        let of_a_check = "   0: std::panicking::begin\n   1: checks::reactor::a_promise::{{closure}}\n   \
                          2: ch05::reactor::wait\n";
        assert_eq!(own_call(of_a_check, "/"), None);
    }

    #[test]
    fn a_line_of_an_answer_is_found_among_the_calls() {
        for (place, found) in [
            (
                "/home/me/exercises/ch2/exercises/ch01/src/overlap.rs:9:5",
                Some("exercises/ch01/src/overlap.rs:9"),
            ),
            (
                r"C:\me\exercises\ch01\src\overlap.rs:9:5",
                Some("exercises/ch01/src/overlap.rs:9"),
            ),
            (
                "./exercises/ch01/tests/checks/overlap.rs:9:5",
                Some("exercises/ch01/tests/checks/overlap.rs:9"),
            ),
            ("/rustc/5980/library/std/src/time.rs:9:5", None),
            ("./exercises/kit/src/watched.rs:9:5", None),
        ] {
            assert_eq!(place_in_tree(place, "/me").as_deref(), found, "{place}");
        }
    }
}
