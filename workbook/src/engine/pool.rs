//! Judging many answers at once.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use super::catalog::Catalog;
use super::compile::{Outcome, compile, with_slashes};
use super::error::{Error, Result};
use super::plan::{ChapterPlan, Plan};
use super::process::{Launcher, Stop};
use super::run::{Found, run};
use super::stage::Stage;
use super::verdict::{Status, Verdict, share};
use super::{Answer, Event, Options, Source};

/// Judges `answers`, each by the checks of its exercise, and tells `on_event` of everything as it
/// comes: one verdict for each expected check of each answer (times `options.repeat`), whatever the
/// answer does.
///
/// # Errors
/// Where judging itself is impossible (no toolchain, full disk, `stop` raised …): the verdicts told
/// until then stand.
pub fn judge(
    catalog: &Catalog,
    answers: &[Answer],
    launcher: &dyn Launcher,
    options: &Options,
    stop: &Stop,
    on_event: &mut dyn FnMut(Event),
) -> Result<()> {
    let plan = Plan::open(&catalog.root)?;
    let mut chapters = BTreeMap::new();
    for answer in answers {
        let chapter = &answer.exercise.chapter;
        if !chapters.contains_key(chapter) {
            let tell = || {
                on_event(Event::Preparing {
                    chapter: chapter.clone(),
                })
            };
            chapters.insert(chapter.clone(), plan.chapter(chapter, stop, tell)?);
        }
    }
    let slugs = |chapter: &str| {
        catalog
            .exercises()
            .filter(|exercise| exercise.chapter == chapter)
            .map(|exercise| exercise.slug.clone())
            .collect::<Vec<_>>()
    };
    let slugs = chapters
        .keys()
        .map(|name| (name.clone(), slugs(name)))
        .collect();
    let pool = Pool {
        plan,
        chapters,
        slugs,
        answers,
        launcher,
        options,
        stop: stop.clone(),
        state: Mutex::new(State {
            to_compile: (0..answers.len()).collect(),
            ..State::default()
        }),
        changed: Condvar::new(),
    };
    let (tell, events) = mpsc::channel();
    thread::scope(|scope| {
        for _ in 0..options.running.max(options.compiling).max(1) {
            let tell = tell.clone();
            let pool = &pool;
            scope.spawn(move || pool.work(&tell));
        }
        drop(tell);
        for event in events {
            on_event(event);
        }
    });
    match lock(&pool.state).failed.take() {
        Some(error) => Err(error),
        None => Ok(()),
    }
}

/// How long the engine waits once a check's own watchdog must have spoken.
const AFTER_WATCHDOG: Duration = Duration::from_secs(5);
/// The longest answer that is read, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

struct Pool<'a> {
    plan: Plan,
    chapters: BTreeMap<String, ChapterPlan>,
    /// The exercises of each chapter.
    slugs: BTreeMap<String, Vec<String>>,
    answers: &'a [Answer],
    launcher: &'a dyn Launcher,
    options: &'a Options,
    stop: Stop,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    to_compile: VecDeque<usize>,
    to_run: VecDeque<Turn>,
    compiling: usize,
    running: usize,
    failed: Option<Error>,
}

/// One run of one check.
struct Turn {
    answer: usize,
    check: usize,
    ready: Arc<Ready>,
}

/// A compiled answer, until its last check has run.
struct Ready {
    stage: Stage,
    binary: PathBuf,
    left: AtomicUsize,
}

enum Work {
    Compile(usize),
    Run(Turn),
}

impl Pool<'_> {
    fn work(&self, tell: &Sender<Event>) {
        while let Some(work) = self.next() {
            let compiles = matches!(work, Work::Compile(_));
            let done = match work {
                Work::Compile(answer) => self.compile(answer, tell),
                Work::Run(turn) => self.run(&turn, tell).map(|()| Vec::new()),
            };
            let mut state = lock(&self.state);
            if compiles {
                state.compiling -= 1;
            } else {
                state.running -= 1;
            }
            match done {
                Ok(turns) => state.to_run.extend(turns),
                // The first is the cause; what fails after it, fails of it.
                Err(error) => {
                    state.failed.get_or_insert(error);
                }
            }
            drop(state);
            self.changed.notify_all();
        }
    }

    /// The next thing to do; `None` where nothing is left. Checks come first, so that verdicts come
    /// early and stages go early.
    fn next(&self) -> Option<Work> {
        let mut state = lock(&self.state);
        loop {
            if self.stop.raised() {
                state.failed.get_or_insert(Error::Stopped);
            }
            if state.failed.is_some() {
                return None;
            }
            if state.running < self.options.running
                && let Some(turn) = state.to_run.pop_front()
            {
                state.running += 1;
                return Some(Work::Run(turn));
            }
            if state.compiling < self.options.compiling
                && let Some(answer) = state.to_compile.pop_front()
            {
                state.compiling += 1;
                return Some(Work::Compile(answer));
            }
            if state.compiling + state.running == 0
                && state.to_compile.is_empty()
                && state.to_run.is_empty()
            {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(|poisoned| poisoned.into_inner());
        }
    }

    /// Compiles an answer; its checks are then to be run. Where it does not compile, tells so for each.
    fn compile(&self, number: usize, tell: &Sender<Event>) -> Result<Vec<Turn>> {
        let answer = &self.answers[number];
        let exercise = &answer.exercise;
        let refused = |message: &str| {
            let message = self.shown(number, message);
            for check in 0..exercise.checks.len() {
                let found = Found {
                    status: Status::DidNotCompile,
                    message: message.clone(),
                    at: answer.shown.clone(),
                    timeline: String::new(),
                    seconds: 0.0,
                };
                self.tell(tell, number, check, found);
            }
            let _ = tell.send(Event::Done { answer: number });
            Ok(Vec::new())
        };
        let text = match text(&answer.source) {
            Ok(text) => text,
            Err(why) => return refused(&format!("{} {why}", answer.shown)),
        };
        self.plan.in_use()?;
        let stage = Stage::new(
            &self.plan.stages,
            &self.plan.root,
            exercise,
            &self.slugs[&exercise.chapter],
            &text,
        )?;
        let outcome = compile(
            &self.plan,
            &self.chapters[&exercise.chapter],
            &stage,
            self.launcher,
            self.options.compile_limit,
            &self.stop,
        )?;
        let built = match outcome {
            Outcome::Refused(errors) => return refused(&errors),
            Outcome::Built(built) => built,
        };
        let warnings = built
            .warnings
            .iter()
            .map(|w| self.shown(number, w))
            .collect();
        let _ = tell.send(Event::Compiled {
            answer: number,
            warnings,
        });
        let runs = exercise.checks.len() * self.options.repeat as usize;
        if runs == 0 {
            let _ = tell.send(Event::Done { answer: number });
        }
        let ready = Arc::new(Ready {
            stage,
            binary: built.binary,
            left: AtomicUsize::new(runs),
        });
        Ok((0..self.options.repeat)
            .flat_map(|_| 0..exercise.checks.len())
            .map(|check| Turn {
                answer: number,
                check,
                ready: Arc::clone(&ready),
            })
            .collect())
    }

    fn run(&self, turn: &Turn, tell: &Sender<Event>) -> Result<()> {
        let exercise = &self.answers[turn.answer].exercise;
        let check = &exercise.checks[turn.check];
        let mut found = run(
            &turn.ready.binary,
            &turn.ready.stage.package(),
            &format!("{}::{}", exercise.slug, check.name),
            self.launcher,
            // The watchdog's own bound comes first, or a hang would lose its diagnosis.
            self.options
                .check_limit
                .max(Duration::from_secs(check.seconds.unwrap_or(0)) + AFTER_WATCHDOG),
            &self.stop,
        )?;
        for text in [&mut found.message, &mut found.at, &mut found.timeline] {
            *text = with_slashes(text);
        }
        // Where the kit names files from the package, as `cargo test` runs its checks.
        if found.at.starts_with("tests/") || found.at.starts_with("src/") {
            found.at = format!("exercises/{}/{}", exercise.chapter, found.at);
        }
        if found.at.is_empty() && found.status != Status::Passed {
            found.at = format!("{}:{}", exercise.checks_file(), check.line);
        }
        for text in [&mut found.message, &mut found.at, &mut found.timeline] {
            *text = self.shown(turn.answer, text);
        }
        self.tell(tell, turn.answer, turn.check, found);
        if turn.ready.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let _ = tell.send(Event::Done {
                answer: turn.answer,
            });
        }
        Ok(())
    }

    /// `text` with the answer's file by the name that its author knows.
    fn shown(&self, answer: usize, text: &str) -> String {
        let answer = &self.answers[answer];
        let staged = answer.exercise.file();
        if answer.shown == staged {
            text.to_owned()
        } else {
            text.replace(&staged, &answer.shown)
        }
    }

    fn tell(&self, tell: &Sender<Event>, number: usize, check: usize, found: Found) {
        let exercise = &self.answers[number].exercise;
        let points = share(exercise.points, exercise.checks.len())[check];
        let verdict = Verdict {
            exercise: exercise.id.clone(),
            check: exercise.checks[check].name.clone(),
            status: found.status,
            message: found.message,
            at: found.at,
            timeline: found.timeline,
            seconds: found.seconds,
            points,
            earned: if found.status == Status::Passed {
                points
            } else {
                0
            },
        };
        // Nobody listens any more only where the judging is over.
        let _ = tell.send(Event::Verdict {
            answer: number,
            verdict,
        });
    }
}

fn text(source: &Source) -> std::result::Result<String, String> {
    match source {
        Source::Text(text) => Ok(text.clone()),
        Source::File(file) => {
            let unreadable = |error| format!("could not be read: {error}");
            let data = fs::metadata(file).map_err(unreadable)?;
            if !data.is_file() {
                return Err("is not a file: expected Rust source".to_owned());
            }
            if data.len() > LONGEST {
                return Err(format!(
                    "holds {} bytes: at most {LONGEST} are read",
                    data.len()
                ));
            }
            let bytes = fs::read(file).map_err(unreadable)?;
            String::from_utf8(bytes).map_err(|error| {
                format!(
                    "is not UTF-8 (byte {} of {}): save it as UTF-8, as Rust needs it",
                    error.utf8_error().valid_up_to() + 1,
                    error.as_bytes().len()
                )
            })
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
