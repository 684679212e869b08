//! Judging many answers at once.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use kit::failure::{self, Kind, MOST_HANGS};

use crate::classroom::scan::scan;

use super::catalog::{Catalog, Exercise};
use super::compile::{Compiler, with_slashes};
use super::error::{Error, Result};
use super::piece::{Compiled, Pieces};
use super::plan::{ChapterPlan, Plan};
use super::process::{Launcher, Stop};
use super::run::{Found, Manner, run, secret};
use super::source;
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
            let mut tell = |line: Option<&str>| {
                on_event(Event::Preparing {
                    chapter: chapter.clone(),
                    line: line.map(str::to_owned),
                })
            };
            chapters.insert(chapter.clone(), plan.chapter(chapter, stop, &mut tell)?);
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
            to_compile: pieces(answers, options.one_author),
            ..State::default()
        }),
        changed: Condvar::new(),
        runs: AtomicU64::new(0),
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
    /// How many runs of checks have begun.
    runs: AtomicU64,
}

#[derive(Default)]
struct State {
    /// Answers that are compiled together, by their numbers.
    to_compile: VecDeque<Vec<usize>>,
    /// The exercise of each piece that is being compiled.
    in_work: Vec<String>,
    to_run: VecDeque<Turn>,
    running: usize,
    failed: Option<Error>,
}

/// One run of one check.
struct Turn {
    answer: usize,
    /// `None`: the canary.
    check: Option<usize>,
    ready: Arc<Ready>,
}

/// A compiled answer, until its last check has run.
struct Ready {
    stage: Arc<Stage>,
    binary: PathBuf,
    left: AtomicUsize,
    /// How many of its checks have hung: the later ones are then not given their full time, or not run.
    hung: AtomicUsize,
    /// The name of each check in the program.
    names: Vec<String>,
    /// A check that no answer can pass. It runs before the others.
    canary: Option<String>,
    /// The answer's text.
    text: String,
    /// The checks that wait for the first one to end: an answer that hangs everywhere shows it there.
    later: Mutex<Vec<Option<usize>>>,
}

enum Work {
    Compile(Vec<usize>),
    Run(Turn),
}

/// What came of compiling a piece: runs of checks, or smaller pieces.
#[derive(Default)]
struct Next {
    turns: Vec<Turn>,
    pieces: Vec<Vec<usize>>,
}

/// The answers as they are compiled first: each alone, or those of a chapter in one piece.
fn pieces(answers: &[Answer], one_author: bool) -> VecDeque<Vec<usize>> {
    let mut pieces: VecDeque<Vec<usize>> = VecDeque::new();
    for (number, answer) in answers.iter().enumerate() {
        let chapter = &answer.exercise.chapter;
        match pieces.back_mut() {
            Some(piece) if one_author && answers[piece[0]].exercise.chapter == *chapter => {
                piece.push(number);
            }
            _ => pieces.push_back(vec![number]),
        }
    }
    pieces
}

impl Pool<'_> {
    fn work(&self, tell: &Sender<Event>) {
        while let Some(work) = self.next() {
            let done = match &work {
                Work::Compile(piece) => self.compile(piece, tell),
                Work::Run(turn) => self.run(turn, tell),
            };
            let mut state = lock(&self.state);
            match &work {
                Work::Compile(piece) => {
                    let name = self.name(piece);
                    if let Some(at) = state.in_work.iter().position(|other| *other == name) {
                        state.in_work.swap_remove(at);
                    }
                }
                Work::Run(_) => state.running -= 1,
            }
            match done {
                Ok(next) => {
                    state.to_run.extend(next.turns);
                    for piece in next.pieces.into_iter().rev() {
                        state.to_compile.push_front(piece);
                    }
                }
                // The first is the cause; what fails after it, fails of it.
                Err(error) => {
                    state.failed.get_or_insert(error);
                }
            }
            drop(state);
            self.changed.notify_all();
        }
    }

    /// What a piece is known by: its exercise, or its chapter.
    fn name(&self, piece: &[usize]) -> String {
        match piece {
            [only] => self.answers[*only].exercise.id.clone(),
            several => self.answers[several[0]].exercise.chapter.clone(),
        }
    }

    /// The next thing to do; `None` if nothing is left. Checks come first, so that verdicts come
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
            if state.in_work.len() < self.options.compiling.max(1) {
                // Of another exercise than those in work: two answers to one need two places.
                let free = |piece: &Vec<usize>| !state.in_work.contains(&self.name(piece));
                let at = state.to_compile.iter().position(free).unwrap_or(0);
                if let Some(piece) = state.to_compile.remove(at) {
                    let name = self.name(&piece);
                    state.in_work.push(name);
                    return Some(Work::Compile(piece));
                }
            }
            if state.in_work.len() + state.running == 0
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

    /// Compiles a piece; its checks are then to be run. If an answer alone does not compile, reports that
    /// for each of its checks; several are taken apart.
    fn compile(&self, piece: &[usize], tell: &Sender<Event>) -> Result<Next> {
        let mut texts = Vec::new();
        let mut readable = Vec::new();
        for number in piece {
            match text(&self.answers[*number], self.options.guarded) {
                Ok(text) => {
                    texts.push(text);
                    readable.push(*number);
                }
                Err(why) if matches!(self.answers[*number].source, Source::Nothing) => {
                    self.all_alike(*number, Status::NotHandedIn, &why, tell);
                }
                Err(why) => self.refuse(*number, &why, tell),
            }
        }
        if self.options.guarded {
            let mut allowed = Vec::new();
            for (number, text) in readable.iter().zip(&texts) {
                match self.forbidden(*number, text)? {
                    Some(why) => self.refuse(*number, &why, tell),
                    None => allowed.push(*number),
                }
            }
            if allowed.len() < readable.len() {
                let mut of = readable.iter();
                texts.retain(|_| of.next().is_some_and(|number| allowed.contains(number)));
                readable = allowed;
            }
        }
        let piece = readable;
        if piece.is_empty() {
            return Ok(Next::default());
        }
        let chapter = &self.answers[piece[0]].exercise.chapter;
        let answers: Vec<_> = piece
            .iter()
            .zip(&texts)
            .map(|(number, text)| (&self.answers[*number].exercise, text.as_str()))
            .collect();
        let pieces = Pieces {
            compiler: Compiler {
                plan: &self.plan,
                launcher: self.launcher,
                limit: self.options.compile_limit,
                stop: &self.stop,
                guarded: self.options.guarded,
            },
            chapter: &self.chapters[chapter],
            all: &self.slugs[chapter],
        };
        let disguised = match self.options.guarded {
            true => Some(self.disguised(answers[0].0)?),
            false => None,
        };
        let alike = |answer: &&Answer| answer.exercise.id == self.answers[piece[0]].exercise.id;
        let compiled = if let Some(disguised) = &disguised {
            pieces.strangers(answers[0], &disguised.text)?
        } else if self.options.one_author {
            pieces.own(&answers)?
        } else {
            pieces.anyones(answers[0], self.answers.iter().filter(alike).count())?
        };
        // Answers that are compiled alone after this.
        let mut apart = Vec::new();
        let (stage, built) = match compiled {
            Compiled::Built(stage, built) => (Arc::from(stage), built),
            Compiled::InPart(stage, built, changed) => {
                apart = piece
                    .iter()
                    .copied()
                    .filter(|number| changed.contains(&self.answers[*number].exercise.slug))
                    .collect();
                (Arc::from(stage), built)
            }
            Compiled::Refused(errors) => match piece[..] {
                [only] => {
                    self.refuse(only, &errors, tell);
                    return Ok(Next::default());
                }
                _ => {
                    return Ok(Next {
                        turns: Vec::new(),
                        pieces: self.apart(&piece, &errors),
                    });
                }
            },
        };
        let mut turns = Vec::new();
        for (answer, text) in piece.iter().copied().zip(texts) {
            if apart.contains(&answer) {
                continue;
            }
            let exercise = &self.answers[answer].exercise;
            // Of a chapter in one piece, each answer gets the warnings that name its file.
            let warnings = built
                .warnings
                .iter()
                .filter(|warning| piece.len() == 1 || warning.contains(&exercise.file()))
                .map(|warning| self.shown(answer, warning))
                .collect();
            let _ = tell.send(Event::Compiled { answer, warnings });
            let runs = exercise.checks.len() * self.options.repeat as usize;
            if runs == 0 {
                let _ = tell.send(Event::Done { answer });
            }
            let ready = Arc::new(Ready {
                stage: Arc::clone(&stage),
                binary: built.binary.clone(),
                left: AtomicUsize::new(runs),
                hung: AtomicUsize::new(0),
                names: match &disguised {
                    Some(disguised) => disguised.names.clone(),
                    None => exercise
                        .checks
                        .iter()
                        .map(|check| check.name.clone())
                        .collect(),
                },
                canary: disguised.as_ref().map(|disguised| disguised.canary.clone()),
                text,
                later: Mutex::default(),
            });
            let mut checks: Vec<Option<usize>> = (0..self.options.repeat)
                .flat_map(|_| 0..exercise.checks.len())
                .map(Some)
                .collect();
            if ready.canary.is_some() {
                checks.insert(0, None);
            }
            if (self.options.hurry || ready.canary.is_some()) && !checks.is_empty() {
                *lock(&ready.later) = checks.split_off(1);
            }
            turns.extend(checks.into_iter().map(|check| Turn {
                answer,
                check,
                ready: Arc::clone(&ready),
            }));
        }
        Ok(Next {
            turns,
            pieces: apart.into_iter().map(|number| vec![number]).collect(),
        })
    }

    /// The checks of an exercise as an answer that is not trusted is compiled against.
    fn disguised(&self, exercise: &Exercise) -> Result<source::Disguised> {
        let file = self.plan.root.join(exercise.checks_file());
        let text = fs::read_to_string(&file).map_err(|error| Error::io("reading", &file, error))?;
        let text = format!("{text}{}", exercise.hidden);
        let pick = secret()?;
        let pick = |of: usize| usize::from_str_radix(&pick[..8], 16).unwrap_or(0) % of;
        // One for the canary.
        let mut names = (0..=exercise.checks.len())
            .map(|_| secret())
            .collect::<Result<Vec<_>>>()?
            .into_iter();
        source::disguise(&text, pick, || {
            format!("check_{}", names.next().unwrap_or_default())
        })
        .map_err(|what| Error::Metadata { file, what })
    }

    /// Why an answer that is not trusted is not even compiled, if so.
    fn forbidden(&self, number: usize, text: &str) -> Result<Option<String>> {
        let scan = scan(text);
        if !scan.refused.is_empty() {
            return Ok(Some(format!(
                "not allowed here: {}. Answers are safe Rust, without attributes for the linker; the word is not \
                 allowed in a macro either.",
                scan.refused.join(", ")
            )));
        }
        let exercise = &self.answers[number].exercise;
        let main = format!("exercises/{}/tests/checks/main.rs", exercise.chapter);
        let main = self.plan.root.join(main);
        let main = fs::read_to_string(&main).map_err(|error| Error::io("reading", &main, error))?;
        let twice = main.contains(&format!("src/{}.rs\"", exercise.slug));
        Ok((twice && !scan.telling.is_empty()).then(|| {
            format!(
                "not allowed in this exercise: {}. The checks run the answer twice, compiled in two ways, and both \
                 must be the same.",
                scan.telling.join(", ")
            )
        }))
    }

    /// A piece that did not compile, in smaller ones: the answers that rustc's `errors` name each alone,
    /// and the others together; if it names none, or all, each alone.
    fn apart(&self, piece: &[usize], errors: &str) -> Vec<Vec<usize>> {
        let is_named = |number: &&usize| errors.contains(&self.answers[**number].exercise.file());
        let (named, others): (Vec<usize>, Vec<usize>) = piece.iter().partition(is_named);
        if named.is_empty() || others.is_empty() {
            return piece.iter().map(|number| vec![*number]).collect();
        }
        let named = named.into_iter().map(|number| vec![number]);
        std::iter::once(others).chain(named).collect()
    }

    /// Tells for each check of an answer that it could not be compiled.
    fn refuse(&self, number: usize, message: &str, tell: &Sender<Event>) {
        self.all_alike(number, Status::DidNotCompile, message, tell);
    }

    /// Tells for each check of an answer the same.
    fn all_alike(&self, number: usize, status: Status, message: &str, tell: &Sender<Event>) {
        let answer = &self.answers[number];
        let message = self.shown(number, message);
        for check in 0..answer.exercise.checks.len() {
            let found = Found {
                status,
                kind: match status {
                    Status::Forged => Kind::Ended,
                    _ => Kind::Elsewhere,
                },
                message: message.clone(),
                at: answer.shown.clone(),
                timeline: String::new(),
                recording: String::new(),
                printed: String::new(),
                seconds: 0.0,
            };
            self.tell(tell, number, check, found);
        }
        let _ = tell.send(Event::Done { answer: number });
    }

    /// Runs a check; the checks that have waited for it are then to be run.
    fn run(&self, turn: &Turn, tell: &Sender<Event>) -> Result<Next> {
        let exercise = &self.answers[turn.answer].exercise;
        let Some(number) = turn.check else {
            return self.run_canary(turn, tell);
        };
        let check = &exercise.checks[number];
        let hung = turn.ready.hung.load(Ordering::SeqCst);
        let mut found = if hung < MOST_HANGS {
            run(
                &turn.ready.binary,
                &turn.ready.stage.scratch(),
                &format!("{}::{}", exercise.slug, turn.ready.names[number]),
                Manner {
                    hurry: hung > 0,
                    record: self.options.record,
                    seed: self.options.inputs.seed(
                        &self.answers[turn.answer],
                        &turn.ready.text,
                        self.runs.fetch_add(1, Ordering::Relaxed),
                    ),
                    // The watchdog's own bound comes first, or a hang would lose its diagnosis.
                    limit: self
                        .options
                        .check_limit
                        .max(Duration::from_secs(check.seconds.unwrap_or(0)) + AFTER_WATCHDOG),
                },
                self.launcher,
                &self.stop,
            )?
        } else {
            not_run()
        };
        if self.options.hurry && found.kind == Kind::Hung {
            turn.ready.hung.fetch_add(1, Ordering::SeqCst);
        }
        for text in [&mut found.message, &mut found.at, &mut found.timeline] {
            *text = with_slashes(text);
            // An answer's own panic could move a terminal's cursor, or colour what comes after.
            text.retain(|c| !c.is_control() || c == '\n' || c == '\t');
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
        self.tell(tell, turn.answer, number, found);
        if turn.ready.left.fetch_sub(1, Ordering::SeqCst) == 1 {
            let _ = tell.send(Event::Done {
                answer: turn.answer,
            });
        }
        Ok(later(turn))
    }

    /// Runs the check that no answer can pass. One that does pass has forged its receipt, so no other receipt of it
    /// can be believed.
    fn run_canary(&self, turn: &Turn, tell: &Sender<Event>) -> Result<Next> {
        let exercise = &self.answers[turn.answer].exercise;
        let canary = turn.ready.canary.as_deref().unwrap_or_default();
        let found = run(
            &turn.ready.binary,
            &turn.ready.stage.scratch(),
            &format!("{}::{canary}", exercise.slug),
            Manner {
                hurry: false,
                record: false,
                seed: None,
                limit: self.options.check_limit,
            },
            self.launcher,
            &self.stop,
        )?;
        match found.status {
            Status::Passed | Status::Forged => {
                let _ = tell.send(Event::Forged {
                    answer: turn.answer,
                });
                let why =
                    "the answer passed a check that always fails: it reported a pass by itself";
                self.all_alike(turn.answer, Status::Forged, why, tell);
                Ok(Next::default())
            }
            _ => Ok(later(turn)),
        }
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
            answer: match self.answers[number].source {
                Source::Nothing => String::new(),
                _ => self.answers[number].shown.clone(),
            },
            check: exercise.checks[check].name.clone(),
            status: found.status,
            kind: found.kind,
            message: found.message,
            at: found.at,
            timeline: found.timeline,
            recording: found.recording,
            printed: found.printed,
            seconds: found.seconds,
            points,
            earned: if found.status == Status::Passed {
                points
            } else {
                0
            },
        };
        // There is no receiver only once the judging is over.
        let _ = tell.send(Event::Verdict {
            answer: number,
            verdict,
        });
    }
}

/// What has waited for `turn` to end.
fn later(turn: &Turn) -> Next {
    let later = std::mem::take(&mut *lock(&turn.ready.later));
    let turns = later.into_iter().map(|check| Turn {
        answer: turn.answer,
        check,
        ready: Arc::clone(&turn.ready),
    });
    Next {
        turns: turns.collect(),
        pieces: Vec::new(),
    }
}

/// What is told of a check of an answer of which too many have hung.
fn not_run() -> Found {
    Found {
        status: Status::NotRun,
        kind: Kind::NotRun,
        message: failure::not_run(),
        at: String::new(),
        timeline: String::new(),
        recording: String::new(),
        printed: String::new(),
        seconds: 0.0,
    }
}

/// The text of an answer, or why it cannot be judged.
fn text(answer: &Answer, guarded: bool) -> std::result::Result<String, String> {
    let shown = &answer.shown;
    // The file to restore is the workbook's own, wherever this answer is.
    let restored = format!(
        "To begin anew: `git restore {}` in the workbook.",
        answer.exercise.file()
    );
    let text = match &answer.source {
        Source::Text(text) => text.clone(),
        Source::Nothing => {
            return Err(format!("no answer to {} was handed in", answer.exercise.id));
        }
        Source::File(file) => {
            let unreadable = |error: io::Error| match error.kind() {
                io::ErrorKind::NotFound => {
                    format!("{shown} is missing: this exercise has no answer. {restored}")
                }
                _ => format!("{shown} could not be read: {error}"),
            };
            let data = match guarded {
                // A link could name a file of the judge's.
                true => fs::symlink_metadata(file),
                false => fs::metadata(file),
            };
            let data = data.map_err(unreadable)?;
            if !data.is_file() {
                return Err(format!("{shown} is not a file: expected Rust source"));
            }
            if data.len() > LONGEST {
                return Err(format!(
                    "{shown} holds {} bytes: at most {LONGEST} are read",
                    data.len()
                ));
            }
            let bytes = fs::read(file).map_err(unreadable)?;
            String::from_utf8(bytes).map_err(|error| {
                format!(
                    "{shown} is not UTF-8 (byte {} of {}): save it as UTF-8, as Rust needs it",
                    error.utf8_error().valid_up_to() + 1,
                    error.as_bytes().len()
                )
            })?
        }
    };
    if text.trim().is_empty() {
        return Err(format!(
            "{shown} is empty: this exercise has no answer. {restored}"
        ));
    }
    Ok(text)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
}
