//! The reader's checks, run from the page: one run at a time, the others in a queue.
//!
//! [`requests`] answers the page, [`judging`] makes one run, and [`feed`] tells every open page of it. [`follow`] sees
//! what else changes how far the reader is, such as a `check` in a terminal. [`super::guard`] is around all of it.
//!
//! What a page asks for, below `/_workbook`, in JSON; what is refused is `{"error": "a sentence"}`:
//!
//! | request | body | answer |
//! |---|---|---|
//! | `GET exercises` | | `{"chapters": [{"name", "title", "exercises": [ROW]}], "current": RUN or null, "queued": [RUN]}` |
//! | `POST run` | `{"names": ["ch01/overlap"]}`, exercises and chapters | `{"run": 7}` |
//! | `POST stop` | `{"run": 7}` | `{"stopped": true}`, or `false` if it was neither current nor queued |
//! | `POST hint` | `{"exercise": "ch01/overlap"}` | `{"exercise", "nth": 2, "of": 3, "text", "page"}` |
//! | `POST open` | `{"exercise": "ch01/overlap"}` | `{"opened": "code"}` |
//! | `GET runs` | | server-sent events, below |
//!
//! A ROW is what `list --json` prints of an exercise, and `hint_texts`, the hints given. A RUN is a [`Run`].
//!
//! Events are named `run`, `rows` (`{"rows": [ROW]}`, all of them, after any change) or `behind` (the page has missed
//! something, or the exercises cannot be read: it asks for `exercises` anew). Those named `run` have a `kind` and the
//! number of their `run`:
//!
//! | kind | beside it |
//! |---|---|
//! | `queued`, `started` | a RUN |
//! | `preparing` | `chapter`, `line`: what cargo says, or null |
//! | `compiled` | `exercise`, `warnings` |
//! | `verdict` | as `check --json`, with `promise`, `why` (the idea, if the message has none) and `place` in the file, from 0 |
//! | `picture` | `exercise`, `check`, `html`, of a failed check |
//! | `exercise` | when an answer has all its verdicts: `row`, `order` (checks, the cause first), `belief` or null |
//! | `ended` | `outcome`: `finished`, `stopped` or `failed`; then `error` says why |

pub mod feed;
pub mod follow;
mod judging;
pub mod requests;
pub mod rows;

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;

use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::catalog::Catalog;
use crate::engine::error::Error;
use crate::engine::process::Stop;

use feed::Feed;
use follow::Follow;

/// So many runs wait at most.
const QUEUED: usize = 8;

/// A run that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Run {
    /// Counts the runs since the server was started, from 1.
    pub run: u64,
    /// Chapters and exercises, as the catalogue names them.
    pub names: Vec<String>,
    /// What these stand for, in the book's order.
    pub exercises: Vec<String>,
}

/// Why a run was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(
        "`names` is empty: expected chapters or exercises, such as \"ch01\" or \"ch01/overlap\""
    )]
    Empty,
    #[error(
        "`{0}` is no chapter and no exercise of this workbook: expected a name such as \"ch01\" or \"ch01/overlap\""
    )]
    Unknown(String),
    #[error("{QUEUED} runs are waiting, which is the most: stop one, or wait until one has ended")]
    Full,
    #[error("the server is about to end")]
    Closed,
    #[error("{0:#}")]
    NoCatalog(#[from] Error),
}

/// The queue of runs, and the thread that takes them from it. Dropping this stops the current run and waits until no
/// process of it is left.
pub struct Runs {
    desk: Arc<Desk>,
    judge: Option<JoinHandle<()>>,
}

/// Judges the answers of a run: [`judging::judge`], or what a test puts in its place.
type Judge = fn(&Path, &Run, &Stop, &Feed) -> anyhow::Result<()>;

/// What requests and the judging thread share.
pub struct Desk {
    root: PathBuf,
    feed: Arc<Feed>,
    follow: Arc<Follow>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    last: u64,
    queued: VecDeque<Run>,
    current: Option<(Run, Stop)>,
    is_closed: bool,
}

impl Runs {
    /// # Errors
    /// If no thread can be started.
    pub fn start(root: &Path, feed: Arc<Feed>, follow: Arc<Follow>) -> std::io::Result<Self> {
        Self::judged_by(judging::judge, root, feed, follow)
    }

    fn judged_by(
        judge: Judge,
        root: &Path,
        feed: Arc<Feed>,
        follow: Arc<Follow>,
    ) -> std::io::Result<Self> {
        let desk = Arc::new(Desk {
            root: root.to_owned(),
            feed,
            follow,
            state: Mutex::default(),
            changed: Condvar::new(),
        });
        let shared = Arc::clone(&desk);
        let judge = std::thread::Builder::new()
            .name("runs".to_owned())
            .spawn(move || while shared.run_next(judge) {})?;
        Ok(Self {
            desk,
            judge: Some(judge),
        })
    }

    pub fn desk(&self) -> Arc<Desk> {
        Arc::clone(&self.desk)
    }
}

impl Drop for Runs {
    fn drop(&mut self) {
        self.desk.close();
        if let Some(judge) = self.judge.take() {
            let _ = judge.join();
        }
    }
}

impl Desk {
    /// Queues a run of what `names` name. If a run of the same exercises waits already, that one is returned.
    ///
    /// # Errors
    /// Every [`Refused`].
    pub fn ask(&self, names: &[String]) -> Result<u64, Refused> {
        let catalog = Catalog::outline(&self.root)?;
        let (names, exercises) = known(&catalog, names)?;
        let mut state = self.state();
        if state.is_closed {
            return Err(Refused::Closed);
        }
        if let Some(same) = state.queued.iter().find(|run| run.exercises == exercises) {
            return Ok(same.run);
        }
        if state.queued.len() >= QUEUED {
            return Err(Refused::Full);
        }
        state.last += 1;
        let run = Run {
            run: state.last,
            names,
            exercises,
        };
        self.feed.tell_beside("run", &of_kind("queued", &run));
        state.queued.push_back(run);
        self.changed.notify_all();
        Ok(state.last)
    }

    /// Stops the current run, or takes a queued one out. Whether it was one of these.
    pub fn stop(&self, number: u64) -> bool {
        let mut state = self.state();
        if let Some((_, stop)) = state.current.as_ref().filter(|(run, _)| run.run == number) {
            stop.raise();
            return true;
        }
        let Some(at) = state.queued.iter().position(|run| run.run == number) else {
            return false;
        };
        state.queued.remove(at);
        self.feed
            .tell_beside("run", &ended(number, "stopped", None));
        true
    }

    /// The current run, and those that wait.
    pub fn standing(&self) -> (Option<Run>, Vec<Run>) {
        let state = self.state();
        let current = state.current.as_ref().map(|(run, _)| run.clone());
        (current, state.queued.iter().cloned().collect())
    }

    fn close(&self) {
        let mut state = self.state();
        state.is_closed = true;
        state.queued.clear();
        if let Some((_, stop)) = &state.current {
            stop.raise();
        }
        self.changed.notify_all();
    }

    /// Waits for a run and makes it. Whether there may be another one.
    fn run_next(&self, judge: Judge) -> bool {
        let (run, stop) = {
            let mut state = self.state();
            let run = loop {
                if state.is_closed {
                    return false;
                }
                match state.queued.pop_front() {
                    Some(run) => break run,
                    None => {
                        state = self
                            .changed
                            .wait(state)
                            .unwrap_or_else(|poisoned| poisoned.into_inner());
                    }
                }
            };
            let stop = Stop::default();
            state.current = Some((run.clone(), stop.clone()));
            self.feed.start(&of_kind("started", &run));
            (run, stop)
        };
        // A fault of the tool costs this run and not the server.
        let judged = catch_unwind(AssertUnwindSafe(|| {
            judge(&self.root, &run, &stop, &self.feed)
        }));
        let (outcome, error) = match judged {
            Ok(Ok(())) => ("finished", None),
            Ok(Err(error)) => match error.downcast_ref() {
                Some(Error::Stopped) => ("stopped", None),
                _ => ("failed", Some(format!("{error:#}"))),
            },
            Err(panic) => ("failed", Some(words_of(&*panic))),
        };
        self.state().current = None;
        self.feed.end(&ended(run.run, outcome, error));
        self.follow.look();
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}

/// `names` as the catalogue has them, each once, and the exercises that they stand for. Nothing but an exact name of a
/// chapter or of an exercise is taken: no path and no part of a name.
fn known(catalog: &Catalog, names: &[String]) -> Result<(Vec<String>, Vec<String>), Refused> {
    if names.is_empty() {
        return Err(Refused::Empty);
    }
    let mut found: Vec<String> = Vec::new();
    for name in names {
        let chapters = catalog.chapters.iter().map(|chapter| &chapter.name);
        let mut all = chapters.chain(catalog.exercises().map(|exercise| &exercise.id));
        let known = all
            .find(|known| *known == name)
            .ok_or_else(|| Refused::Unknown(name.chars().take(80).collect()))?;
        if !found.contains(known) {
            found.push(known.clone());
        }
    }
    let exercises = catalog
        .exercises()
        .filter(|exercise| found.contains(&exercise.id) || found.contains(&exercise.chapter))
        .map(|exercise| exercise.id.clone());
    let exercises = exercises.collect();
    Ok((found, exercises))
}

fn of_kind(kind: &str, run: &Run) -> Value {
    json!({ "kind": kind, "run": run.run, "names": run.names, "exercises": run.exercises })
}

fn ended(run: u64, outcome: &str, error: Option<String>) -> Value {
    json!({ "kind": "ended", "run": run, "outcome": outcome, "error": error })
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    format!(
        "the tool itself failed, and not your answer: {}. The terminal in which the book is served says where.",
        said.unwrap_or("a panic without words")
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::follow::Following;
    use super::*;

    /// Panics at the first run.
    fn panics_once(_: &Path, run: &Run, _: &Stop, _: &Feed) -> anyhow::Result<()> {
        assert!(run.run > 1, "on purpose");
        Ok(())
    }

    /// Ends with a stop alone.
    fn goes_on(_: &Path, _: &Run, stop: &Stop, _: &Feed) -> anyhow::Result<()> {
        while !stop.raised() {
            std::thread::yield_now();
        }
        Err(Error::Stopped.into())
    }

    fn workbook() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let chapter = root.path().join("exercises/ch01");
        fs::create_dir_all(&chapter).unwrap();
        let members = "[workspace]\nmembers = [\"exercises/ch01\"]\n";
        fs::write(root.path().join("Cargo.toml"), members).unwrap();
        fs::write(chapter.join("Cargo.toml"), "").unwrap();
        let exercise = "title = \"One\"\n[[exercise]]\nslug = \"a\"\ntitle = \"A\"\npage = \"a\"\n\
                        stars = 1\nminutes = 1\npoints = 1\nhints = []\n";
        fs::write(chapter.join("chapter.toml"), exercise).unwrap();
        root
    }

    fn runs(root: &Path, judge: Judge) -> (Runs, Following) {
        let feed = Arc::new(Feed::new());
        let following = Following::start(root, Arc::clone(&feed)).unwrap();
        let runs = Runs::judged_by(judge, root, feed, following.follow()).unwrap();
        (runs, following)
    }

    #[tokio::test]
    async fn a_panic_costs_its_run_and_no_other() {
        let root = workbook();
        let (runs, _following) = runs(root.path(), panics_once);
        let (_, mut told) = runs.desk.feed.join();
        let names = ["ch01/a".to_owned()];
        for (number, outcome, words) in [(1, "failed", "on purpose"), (2, "finished", "")] {
            assert_eq!(runs.desk.ask(&names).unwrap(), number);
            let ended = loop {
                let event: Value = serde_json::from_str(&told.recv().await.unwrap().data).unwrap();
                if event["kind"] == "ended" {
                    break event;
                }
            };
            assert_eq!(ended["outcome"], outcome);
            assert!(
                ended["error"].as_str().unwrap_or_default().contains(words),
                "{ended}"
            );
        }
    }

    #[test]
    fn the_end_stops_the_current_run_and_begins_no_other() {
        let root = workbook();
        let (runs, _following) = runs(root.path(), goes_on);
        let desk = runs.desk();
        let (_, mut told) = desk.feed.join();
        let names = ["ch01".to_owned()];
        desk.ask(&names).unwrap();
        while desk.standing().0.is_none() {
            std::thread::yield_now();
        }
        desk.ask(&names).unwrap();
        drop(runs);
        assert!(matches!(desk.ask(&names), Err(Refused::Closed)));
        let told: Vec<String> = std::iter::from_fn(|| told.try_recv().ok())
            .map(|told| told.data.clone())
            .collect();
        let started = told.iter().filter(|data| data.contains("started"));
        assert_eq!(started.count(), 1, "{told:?}");
        assert!(told.last().unwrap().contains("\"stopped\""), "{told:?}");
    }
}
