//! Runs a reader's test against an implementation, and says what its end means: a test is right if it
//! passes with each right implementation and does not pass with any wrong one.

#![allow(dead_code, reason = "each exercise uses a part of it")]

use std::path::Path;
use std::time::Duration;

use kit::failure::is_todo;
use kit::{Caught, caught};
use tokio::runtime::Builder;
use tokio::time::timeout;

/// What a test runs against.
pub struct Implementation {
    /// What it is, as a noun phrase: of a wrong one with a scenario that shows the difference.
    pub what: &'static str,
    /// Runs the reader's test against it.
    pub run: fn() -> Ended,
}

/// How a test ended.
pub enum Ended {
    /// It returned.
    Passed,
    /// It panicked.
    Failed(Caught),
    /// After a month of virtual time it still waited.
    Waits,
}

/// Runs an async test on a current-thread runtime whose clock is paused.
pub fn paused<F: Future<Output = ()>>(test: impl FnOnce() -> F) -> Ended {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("the system gives a check its runtime");
    const MONTH: Duration = Duration::from_secs(30 * 24 * 60 * 60);
    let ended = caught(|| runtime.block_on(async { timeout(MONTH, test()).await }));
    // Dropping the runtime would wait for blocking calls that the test left behind. A drop that
    // panics while the runtime shuts down belongs to the test's own values.
    let dropped = caught(|| runtime.shutdown_background());
    match (ended, dropped) {
        (Err(panic), _) | (_, Err(panic)) => Ended::Failed(panic),
        (Ok(Err(_)), _) => Ended::Waits,
        (Ok(Ok(())), Ok(())) => Ended::Passed,
    }
}

/// Runs a test that needs no runtime.
pub fn plain(test: impl FnOnce()) -> Ended {
    match caught(test) {
        Ok(()) => Ended::Passed,
        Err(panic) => Ended::Failed(panic),
    }
}

/// What a message calls the test, if it says nothing of what the test does.
fn it() -> String {
    "your test".to_owned()
}

/// A test that failed with a right implementation.
pub struct Failed<'a> {
    /// Which of the right ones it was.
    pub nth: usize,
    /// What the panic said.
    pub message: &'a str,
    /// Whether two lists of the same values in another order were compared.
    pub reordered: bool,
}

/// What a right implementation did in a test that failed with it, and the idea of that.
pub struct Seen {
    pub what: String,
    pub idea: &'static str,
    /// Whether it explains the panic, and so is told before what the panic said.
    pub is_cause: bool,
}

/// The idea if nothing more is known.
pub const NO_MORE: &str = "A test may demand what the specification says, and no more.";

/// Fails unless the test passes with each of `rights`, and does not pass with at least one of
/// `mutants`: a test that cannot fail accepts everything.
#[track_caller]
pub fn accepts(rights: &[Implementation], mutants: &[Implementation]) {
    accepts_as(rights, mutants, it);
}

/// As `accepts`, with what the test does.
#[track_caller]
pub fn accepts_as(
    rights: &[Implementation],
    mutants: &[Implementation],
    does: impl FnOnce() -> String,
) {
    accepts_all(rights, |_| None);
    kills_some(mutants, does);
}

/// As `accepts`, with what a right implementation did in a test that fails with it.
#[track_caller]
pub fn accepts_seen(
    rights: &[Implementation],
    mutants: &[Implementation],
    seen: impl FnOnce(&Failed<'_>) -> Option<Seen>,
) {
    accepts_all(rights, seen);
    kills_some(mutants, it);
}

#[track_caller]
fn accepts_all(rights: &[Implementation], seen: impl FnOnce(&Failed<'_>) -> Option<Seen>) {
    for (nth, right) in rights.iter().enumerate() {
        let what = right.what;
        match (right.run)() {
            Ended::Passed => {}
            Ended::Failed(panic) => {
                pass_on_todo(&panic);
                let (said, reordered) = in_one_line(&panic.message);
                let failed = Failed {
                    nth,
                    message: &panic.message,
                    reordered,
                };
                let seen = seen(&failed);
                let is_cause = seen.as_ref().is_some_and(|seen| seen.is_cause);
                let idea = seen.as_ref().map_or(NO_MORE, |seen| seen.idea);
                let does = seen.map_or_else(String::new, |seen| seen.what);
                let of_a_library = !Path::new(&panic.at).is_relative();
                let (first, at) = match (of_a_library, is_cause) {
                    (true, true) => (does, format!("a library panicked with {said:?}")),
                    (true, false) => (
                        format!("a library panicked with {said:?}{}", line(&does)),
                        String::new(),
                    ),
                    (false, true) => (does, format!("it panicked at {}: {said}", panic.at)),
                    (false, false) => (said + &line(&does), format!("it panicked at {}", panic.at)),
                };
                let at = match at.is_empty() {
                    true => at,
                    false => at + "; ",
                };
                panic!(
                    "your test fails with a right implementation: {first}\n\
                     ({at}the implementation: {what})\n\n{idea}"
                )
            }
            Ended::Waits => panic!(
                "your test does not end with a right implementation: {what}\n\
                 after 30 days of virtual time it still waits"
            ),
        }
    }
}

/// A line of its own, if there is something to say.
fn line(does: &str) -> String {
    match does {
        "" => String::new(),
        does => format!("\n{does}"),
    }
}

/// What a panic said: of two values that are not as std's macro wants them, the comparison, and whether they are
/// lists of the same values in another order.
fn in_one_line(message: &str) -> (String, bool) {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let compared = || {
        let rest = message.strip_prefix("assertion `left ")?;
        let (operator, rest) = rest.split_once(" right` failed")?;
        let (own, values) = rest.split_once("\n  left: ")?;
        let (left, right) = values.split_once("\n right: ")?;
        let own = own.strip_prefix(": ").map(words).unwrap_or_default();
        Some((operator, own, words(left), words(right)))
    };
    let Some((operator, own, left, right)) = compared() else {
        return (words(message), false);
    };
    let reordered = operator == "==" && left != right && sorted(&left) == sorted(&right);
    let mut said = format!("`{left} {operator} {right}` is false");
    if reordered {
        said += ": the same values, in another order than your test demands";
    }
    if !own.is_empty() {
        said += &format!(" ({own})");
    }
    (said, reordered)
}

/// The parts of a list, sorted; of what is no list, the whole.
fn sorted(list: &str) -> Vec<&str> {
    let inner = list
        .strip_prefix('[')
        .and_then(|list| list.strip_suffix(']'));
    let Some(inner) = inner else {
        return vec![list];
    };
    let (mut parts, mut depth, mut from) = (Vec::new(), 0, 0);
    for (at, c) in inner.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(inner[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(inner[from..].trim());
    parts.sort_unstable();
    parts
}

#[track_caller]
fn kills_some(mutants: &[Implementation], does: impl FnOnce() -> String) {
    assert!(
        mutants.iter().any(|mutant| !passes(mutant)),
        "{}passes with right implementations, and with all {} wrong ones: no failed assertion reached its caller\n\n\
         A test that has never failed shows nothing. An assertion is of use if the wrong result can \
         reach it, and if its panic reaches the caller of the test.",
        subject(does()),
        mutants.len()
    );
}

/// Fails if the test passes with `mutant`, or does not pass with one of `rights`: a test that always
/// fails finds no fault.
#[track_caller]
pub fn kills(rights: &[Implementation], mutant: &Implementation) {
    kills_as(rights, mutant, it);
}

/// As `kills`, with what the test does.
#[track_caller]
pub fn kills_as(rights: &[Implementation], mutant: &Implementation, does: impl FnOnce() -> String) {
    for right in rights {
        match (right.run)() {
            Ended::Passed => {}
            Ended::Failed(panic) => {
                pass_on_todo(&panic);
                panic!("your test fails with a right implementation too");
            }
            Ended::Waits => panic!("your test fails with a right implementation too"),
        }
    }
    assert!(
        !passes(mutant),
        "{}passes with a wrong implementation: {}",
        subject(does()),
        mutant.what
    );
}

/// "your test ", or what it does and "; it ". What ends its line explains each failure, and is told first.
fn subject(does: String) -> String {
    if does == it() {
        does + " "
    } else if does.ends_with('\n') {
        does + "it "
    } else {
        does + "; it "
    }
}

/// A test that waits forever does not pass: its reader sees that something is wrong.
fn passes(implementation: &Implementation) -> bool {
    matches!((implementation.run)(), Ended::Passed)
}

/// A stub that has not been filled in says so itself.
fn pass_on_todo(panic: &Caught) {
    assert!(!is_todo(&panic.message), "{}", panic.message);
}
