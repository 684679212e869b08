//! Grading: from submissions to results, one student after the other and several at once.
//!
//! Each student's answers are judged by a call of their own of the engine, so what goes wrong with one stops no other,
//! and what is remembered of one is forgotten with its result. A result is written whole or not at all; what is
//! written says what it depends on, and is kept as long as that stays the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use walkdir::WalkDir;

use super::assignment::{Assignment, Which};
use super::collect::{self, HandedIn};
use super::late::{self, Lateness, moment};
use super::results::{
    self, Checked, FORMAT, Graded, Planned, PlannedCheck, Run, Student, Submission, Word, file_name,
};
use super::shard::timeless;
use super::{scan, unpack};
use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::error::Error;
use crate::engine::plan::Plan;
use crate::engine::process::{Launcher, Stop};
use crate::engine::stubs::Stubs;
use crate::engine::verdict::{Status, share};
use crate::engine::verify::Digests;
use crate::engine::{Answer, Event, Inputs, Options, Source, judge};

/// How often grading a student is tried, run for run, before the result says that it cannot be graded.
pub const MOST_TRIES: u32 = 3;

/// What is graded: the exercises of an assignment, and all that a verdict on them depends on beside the answers.
pub struct Plans {
    pub exercises: Vec<Exercise>,
    assignment: Assignment,
    deadline: Option<Timestamp>,
    /// Of each exercise, what its verdicts depend on.
    checks: Vec<String>,
    toolchain: String,
    digest: String,
}

/// Reads an assignment; without a file, it is all exercises.
///
/// # Errors
/// If it is not as expected.
pub fn assignment(file: Option<&Path>) -> anyhow::Result<Assignment> {
    let Some(file) = file else {
        return Ok(Assignment::default());
    };
    let text = fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let assignment: Assignment =
        toml::from_str(&text).with_context(|| format!("{} is no assignment", file.display()))?;
    for (key, time) in [
        ("deadline", &assignment.deadline),
        ("hidden_after", &assignment.hidden_after),
    ] {
        if let Some(time) = time {
            moment(time).with_context(|| format!("{}: {key}", file.display()))?;
        }
    }
    Ok(assignment)
}

impl Plans {
    /// What `assignment` grades in the workbook of `catalog`, with the checks in the folder `hidden` too:
    /// `ch01/overlap.rs` there holds further checks of ch01/overlap.
    ///
    /// # Errors
    /// If a name stands for nothing, or a file cannot be read.
    pub fn new(
        catalog: &Catalog,
        assignment: Assignment,
        hidden: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let parts = assignment.exercises.iter().map(|part| part.id.clone());
        let names: Vec<String> = assignment.chapters.iter().cloned().chain(parts).collect();
        let mut exercises: Vec<Exercise> = catalog.select(&names)?.into_iter().cloned().collect();
        for part in &assignment.exercises {
            let id = &catalog.exercise(&part.id)?.id;
            let of_part = exercises.iter_mut().find(|exercise| exercise.id == *id);
            if let (Some(exercise), Some(points)) = (of_part, part.points) {
                exercise.points = points;
            }
        }
        for exercise in &mut exercises {
            exercise.read_checks(&catalog.root)?;
            if exercise.checks.is_empty() {
                bail!(
                    "{} cannot be graded: {} holds no #[check]",
                    exercise.id,
                    exercise.checks_file()
                );
            }
        }
        if exercises.is_empty() {
            bail!("{} holds no exercise", catalog.root.display());
        }
        if let Some(folder) = hidden {
            hide(catalog, &mut exercises, folder)?;
        }
        let rustc = Plan::open(&catalog.root)?.rustc;
        let said = Command::new(&rustc)
            .arg("-vV")
            .output()
            .with_context(|| format!("starting {}", rustc.display()))?;
        let toolchain = String::from_utf8_lossy(&said.stdout).into_owned();
        let digests = Digests::of(catalog)?;
        let checks = exercises
            .iter()
            .map(|exercise| Ok(digest(&[&toolchain, &digests.of_checks(exercise)?])))
            .collect::<anyhow::Result<Vec<String>>>()?;
        let said = serde_json::to_string(&assignment)?;
        let digest = digest(&[&said, &checks.join(" ")]);
        Ok(Self {
            deadline: assignment.deadline.as_deref().map(moment).transpose()?,
            exercises,
            assignment,
            checks,
            toolchain,
            digest,
        })
    }

    /// Each submission has inputs of its own.
    fn inputs(&self) -> Inputs {
        Inputs::OfEachSubmission(self.assignment.secret.clone())
    }

    /// The run that grades `students` by this.
    pub fn run(&self, students: Vec<String>, sandbox: &str) -> Run {
        let special: BTreeMap<&str, _> = self
            .assignment
            .exercises
            .iter()
            .filter_map(|part| Some((part.id.as_str(), part.reveal?)))
            .collect();
        let planned = |exercise: &Exercise| Planned {
            id: exercise.id.clone(),
            title: exercise.title.clone(),
            page: format!("{}/{}.md", exercise.chapter, exercise.page),
            points: exercise.points,
            reveal: *special
                .get(exercise.id.as_str())
                .unwrap_or(&self.assignment.reveal),
            checks: exercise
                .checks
                .iter()
                .zip(share(exercise.points, exercise.checks.len()))
                .map(|(check, points)| PlannedCheck {
                    name: check.name.clone(),
                    points,
                    hidden: is_hidden(&check.name),
                })
                .collect(),
        };
        Run {
            format: FORMAT,
            assignment: self.assignment.clone(),
            exercises: self.exercises.iter().map(planned).collect(),
            students,
            toolchain: self.toolchain.lines().next().unwrap_or_default().to_owned(),
            sandbox: sandbox.to_owned(),
            digest: self.digest.clone(),
        }
    }
}

fn is_hidden(check: &str) -> bool {
    check.starts_with("hidden::")
}

fn hide(catalog: &Catalog, exercises: &mut [Exercise], folder: &Path) -> anyhow::Result<()> {
    let mut some = false;
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.with_context(|| format!("reading {}", folder.display()))?;
        let file = entry.path();
        if file.extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        some = true;
        let name = file.strip_prefix(folder).unwrap_or(file).with_extension("");
        let id = name.to_string_lossy().replace('\\', "/");
        if !catalog.exercises().any(|exercise| exercise.id == id) {
            bail!(
                "{} belongs to no exercise: expected a file named like ch01/overlap.rs",
                file.display()
            );
        }
        if let Some(exercise) = exercises.iter_mut().find(|exercise| exercise.id == id) {
            let text =
                fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            exercise.hide(&text, file)?;
        }
    }
    if !some {
        bail!(
            "{} holds no hidden check: expected files named like ch01/overlap.rs",
            folder.display()
        );
    }
    Ok(())
}

/// Students and exercises that were named.
#[derive(Clone, Debug, Default)]
pub struct Named {
    nothing: bool,
    students: BTreeSet<String>,
    exercises: BTreeSet<String>,
}

impl Named {
    /// Everything.
    pub fn all() -> Self {
        Self::default()
    }

    pub fn nothing() -> Self {
        Self {
            nothing: true,
            ..Self::default()
        }
    }

    /// What `names` stand for among the students with these keys and the exercises that are graded.
    ///
    /// # Errors
    /// If one stands for nothing, or for both.
    pub fn of(
        names: &[String],
        students: &[String],
        catalog: &Catalog,
        exercises: &[Exercise],
    ) -> anyhow::Result<Self> {
        let mut named = Self::default();
        for name in names {
            let is_student = students.contains(name);
            let meant = catalog.resolve(std::slice::from_ref(name));
            match (is_student, meant) {
                (true, Ok(_)) => bail!(
                    "`{name}` names a student and an exercise: say which, by `ch01/{name}` for the exercise, or rename the submission"
                ),
                (true, Err(_)) => {
                    named.students.insert(name.clone());
                }
                (false, Ok(ids)) => {
                    let of_it: Vec<_> = exercises
                        .iter()
                        .filter(|exercise| {
                            ids.contains(&exercise.id) || ids.contains(&exercise.chapter)
                        })
                        .map(|exercise| exercise.id.clone())
                        .collect();
                    if of_it.is_empty() {
                        bail!("`{name}` is no part of the assignment");
                    }
                    named.exercises.extend(of_it);
                }
                (false, Err(error)) => {
                    bail!("`{name}` is no student of this class. As an exercise: {error}")
                }
            }
        }
        Ok(named)
    }

    fn student(&self, key: &str) -> bool {
        !self.nothing && (self.students.is_empty() || self.students.contains(key))
    }

    pub fn exercise(&self, id: &str) -> bool {
        !self.nothing && (self.exercises.is_empty() || self.exercises.contains(id))
    }
}

/// Grades students.
pub struct Grader<'a> {
    pub catalog: &'a Catalog,
    pub plans: &'a Plans,
    pub run: &'a Run,
    pub out: &'a Path,
    pub launcher: &'a dyn Launcher,
    /// What is graded at all; the rest stays as it was.
    pub only: Named,
    /// What is judged again though nothing has changed.
    pub regrade: Named,
    /// How many answers are compiled at once.
    pub jobs: usize,
    pub stop: &'a Stop,
    /// When an untouched stub was last seen to compile.
    pub sound: Mutex<Option<Instant>>,
}

/// For how long that holds.
const SOUND: Duration = Duration::from_secs(60);

/// What became of a student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The result that was there holds.
    Kept,
    Graded {
        earned: u32,
        max: u32,
        /// Per cent of the points that lateness costs.
        percent_off: u32,
    },
    /// For the reason given. The next run tries again, unless this was the last time.
    NotGraded(String),
    /// It could not even be written that there is no grade.
    Lost(String),
}

/// What is told while students are graded.
#[derive(Clone, Debug)]
pub struct Progress {
    pub student: String,
    pub outcome: Outcome,
    pub done: usize,
    pub of: usize,
    /// Of those, how many were not kept; and the time since the first began.
    pub judged: usize,
    pub since: Duration,
}

/// A submission, read.
struct Candidate<'s> {
    handed_in: Option<&'s HandedIn>,
    read: collect::Read,
    lateness: Lateness,
    exercises: Vec<Graded>,
}

impl Candidate<'_> {
    fn earned(&self) -> u32 {
        self.exercises.iter().map(|exercise| exercise.points).sum()
    }

    fn score(&self) -> f64 {
        late::score(self.earned(), self.lateness.percent_off)
    }
}

impl Grader<'_> {
    /// Builds what the checks need, once for all: the students then find it.
    ///
    /// # Errors
    /// If that fails.
    pub fn prepare(&self, on_event: &mut dyn FnMut(Event)) -> Result<(), Error> {
        let mut chapters = BTreeSet::new();
        let first = |exercise: &&Exercise| chapters.insert(exercise.chapter.clone());
        let nothing = self
            .plans
            .exercises
            .iter()
            .filter(first)
            .map(|exercise| Answer {
                exercise: exercise.clone(),
                source: Source::Nothing,
                of: String::new(),
                shown: exercise.file(),
            });
        let nothing: Vec<Answer> = nothing.collect();
        let options = Options::default();
        judge(
            self.catalog,
            &nothing,
            self.launcher,
            &options,
            self.stop,
            on_event,
        )
    }

    /// Grades `students`, as far as they are chosen.
    ///
    /// # Errors
    /// If it was stopped.
    pub fn grade(
        &self,
        students: &[collect::Student],
        on_progress: &mut dyn FnMut(Progress),
    ) -> Result<(), Error> {
        let chosen: Vec<&collect::Student> = students
            .iter()
            .filter(|student| self.only.student(&student.person.key))
            .collect();
        let workers = self.jobs.clamp(1, chosen.len().max(1));
        let next = AtomicUsize::new(0);
        let (tell, told) = mpsc::channel();
        let started = Instant::now();
        thread::scope(|scope| {
            for _ in 0..workers {
                let (tell, next, chosen): (Sender<_>, _, _) = (tell.clone(), &next, &chosen);
                scope.spawn(move || {
                    while let Some(student) = chosen.get(next.fetch_add(1, Ordering::SeqCst)) {
                        match self.one(student, workers) {
                            // What was begun is not written: the next run begins it again.
                            None => return,
                            Some(outcome) => {
                                let _ = tell.send((student.person.key.clone(), outcome));
                            }
                        }
                    }
                });
            }
            drop(tell);
            let (mut done, mut judged) = (0, 0);
            for (student, outcome) in told {
                done += 1;
                judged += usize::from(outcome != Outcome::Kept);
                on_progress(Progress {
                    student,
                    outcome,
                    done,
                    of: chosen.len(),
                    judged,
                    since: started.elapsed(),
                });
            }
        });
        match self.stop.raised() {
            true => Err(Error::Stopped),
            false => Ok(()),
        }
    }

    /// Grades one student, and writes the result. `None` if it was stopped.
    fn one(&self, student: &collect::Student, workers: usize) -> Option<Outcome> {
        if self.stop.raised() {
            return None;
        }
        // A fault of the grader's own costs this student's grade, until it is repaired, and no other's.
        let ended = catch_unwind(AssertUnwindSafe(|| self.try_one(student, workers)));
        if self.stop.raised() {
            return None;
        }
        Some(match ended {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(error)) => self.not_graded(student, &format!("{error:#}")),
            Err(_) => self.not_graded(student, "the grader panicked"),
        })
    }

    /// Writes that there is no grade, and why.
    fn not_graded(&self, student: &collect::Student, why: &str) -> Outcome {
        let old = self.old(&student.person.key);
        let mut new = self.student(student, String::new());
        new.not_graded = why.to_owned();
        new.tries = 1 + old
            .as_ref()
            .filter(|old| old.key.is_empty())
            .map_or(0, |old| old.tries);
        new.exercises = self.run.exercises.iter().map(nothing_known).collect();
        match self.write(&new, old.as_ref(), false) {
            Ok(()) => Outcome::NotGraded(why.to_owned()),
            Err(error) => Outcome::Lost(format!("{why}; {error:#}")),
        }
    }

    /// The result that is there. One that cannot be read counts as none.
    fn old(&self, key: &str) -> Option<Student> {
        results::read_student(self.out, key).ok().flatten()
    }

    fn student(&self, student: &collect::Student, key: String) -> Student {
        let person = &student.person;
        Student {
            format: FORMAT,
            student: person.key.clone(),
            name: person.name.clone(),
            email: person.email.clone(),
            roster: person.more.clone(),
            key,
            submission: None,
            sandbox: self.run.sandbox.clone(),
            earned: 0,
            max: self
                .run
                .exercises
                .iter()
                .map(|exercise| exercise.points)
                .sum(),
            score: 0.0,
            not_graded: String::new(),
            tries: 1,
            exercises: Vec::new(),
            flags: Vec::new(),
            graded_at: Timestamp::now().to_string(),
            seconds: 0.0,
        }
    }

    fn try_one(&self, student: &collect::Student, workers: usize) -> anyhow::Result<Outcome> {
        let started = Instant::now();
        let key = &student.person.key;
        let mut candidates = self.read(student)?;
        let student_key = self.key(student, &candidates)?;
        let old = self.old(key);
        let again = |id: &str| self.regrade.student(key) && self.regrade.exercise(id);
        let regraded = self
            .run
            .exercises
            .iter()
            .any(|exercise| self.only.exercise(&exercise.id) && again(&exercise.id));
        let mut tries = 1;
        if let Some(old) = old.as_ref().filter(|old| old.key == student_key) {
            if old.not_graded.is_empty() && !regraded {
                return Ok(Outcome::Kept);
            }
            if old.tries >= MOST_TRIES && !regraded {
                return Ok(Outcome::NotGraded(format!(
                    "tried {} times (--regrade {key} tries again): {}",
                    old.tries, old.not_graded
                )));
            }
            tries += old.tries;
        }
        let failed = self.judge(key, &mut candidates, old.as_ref(), &again, workers)?;
        let unknown = |candidate: &Candidate<'_>| {
            candidate
                .exercises
                .iter()
                .filter(|exercise| exercise.status == Word::NotGraded)
                .map(|exercise| exercise.id.clone())
                .collect::<Vec<String>>()
        };
        let left_out: BTreeSet<String> = candidates.iter().flat_map(unknown).collect();
        let of = candidates.len();
        // The first of the best: it is the least late.
        let best = candidates
            .into_iter()
            .reduce(|best, next| {
                if next.score() > best.score() {
                    next
                } else {
                    best
                }
            })
            .context("no submission, and not even that there is none")?;

        let mut new = self.student(student, student_key);
        new.seconds = started.elapsed().as_secs_f64();
        new.tries = tries;
        new.flags = self.flags(student, &best, of);
        new.earned = best.earned();
        new.score = best.score();
        new.submission = best.handed_in.map(|one| Submission {
            from: one.from.clone(),
            commit: best.read.commit.clone(),
            digest: answers_digest(&best.read),
            collected_at: one.collected_at.clone(),
            days_late: best.lateness.days,
            tokens: best.lateness.tokens,
            percent_off: best.lateness.percent_off,
            of: u32::try_from(student.handed_in.len()).unwrap_or(u32::MAX),
        });
        if let Some(error) = &failed {
            new.not_graded = error.to_string();
        } else if !left_out.is_empty() {
            let names: Vec<String> = left_out.into_iter().collect();
            new.not_graded = format!("--only left out {}", names.join(", "));
            new.tries = 0;
        }
        let mut best = best;
        self.keep_answers(key, &mut best)?;
        new.exercises = best.exercises;
        self.write(&new, old.as_ref(), regraded)?;
        Ok(match new.not_graded {
            why if failed.is_some() => Outcome::NotGraded(why),
            _ => Outcome::Graded {
                earned: new.earned,
                max: new.max,
                percent_off: new.submission.map_or(0, |one| one.percent_off),
            },
        })
    }

    /// The submissions that may count.
    fn read<'s>(&self, student: &'s collect::Student) -> anyhow::Result<Vec<Candidate<'s>>> {
        let counted = match (self.plans.assignment.which, &student.handed_in[..]) {
            (Which::Latest, [.., last]) => std::slice::from_ref(last),
            (_, all) => all,
        };
        let person = &student.person;
        let own = person.deadline.as_deref().map(moment).transpose()?;
        let deadline = own.or(self.plans.deadline);
        let mut candidates = Vec::new();
        for handed_in in counted {
            let read = collect::read(handed_in, &self.plans.exercises, self.stop)?;
            let collected = match handed_in.collected_at.as_str() {
                "" => None,
                time => Some(moment(time)?),
            };
            let lateness = match (deadline, collected) {
                (Some(deadline), Some(collected)) => late::lateness(
                    self.plans.assignment.late,
                    deadline,
                    collected,
                    person.tokens,
                ),
                _ => Lateness::default(),
            };
            candidates.push(Candidate {
                handed_in: Some(handed_in),
                read,
                lateness,
                exercises: Vec::new(),
            });
        }
        if candidates.is_empty() {
            candidates.push(Candidate {
                handed_in: None,
                read: collect::Read {
                    answers: self.plans.exercises.iter().map(|_| None).collect(),
                    ..collect::Read::default()
                },
                lateness: Lateness::default(),
                exercises: Vec::new(),
            });
        }
        Ok(candidates)
    }

    /// Of everything that a student's result depends on.
    fn key(
        &self,
        student: &collect::Student,
        candidates: &[Candidate<'_>],
    ) -> anyhow::Result<String> {
        let person = &student.person;
        let mut parts = vec![
            self.run.digest.clone(),
            self.run.sandbox.clone(),
            person.name.clone(),
            person.email.clone(),
            format!(
                "{:?} {:?} {:?}",
                person.more, person.deadline, person.tokens
            ),
            student.handed_in.len().to_string(),
        ];
        for candidate in candidates {
            let Some(handed_in) = candidate.handed_in else {
                continue;
            };
            parts.extend([
                handed_in.from.clone(),
                handed_in.collected_at.clone(),
                candidate.read.commit.clone(),
                candidate.read.flags.join("\n"),
                answers_digest(&candidate.read),
            ]);
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        Ok(digest(&parts))
    }

    /// Fills in the exercises of each candidate: from `old` if nothing has changed, else from the engine. Returns what
    /// went wrong with that; the exercises that it has cost are then not graded.
    fn judge(
        &self,
        student: &str,
        candidates: &mut [Candidate<'_>],
        old: Option<&Student>,
        again: &dyn Fn(&str) -> bool,
        workers: usize,
    ) -> anyhow::Result<Option<Error>> {
        let mut answers: Vec<Answer> = Vec::new();
        // Whose exercise each answer is: the candidate's number and the exercise's.
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut files = Vec::new();
        for (of, candidate) in candidates.iter_mut().enumerate() {
            for (number, exercise) in self.plans.exercises.iter().enumerate() {
                let planned = &self.run.exercises[number];
                let answer = candidate.read.answers[number].as_ref();
                let text = answer.map(|(_, bytes)| bytes.as_slice());
                let key = digest_bytes(&[
                    self.plans.checks[number].as_bytes(),
                    self.run.sandbox.as_bytes(),
                    self.plans.assignment.secret.as_bytes(),
                    text.map_or(&b"none"[..], |_| &b"some"[..]),
                    text.unwrap_or_default(),
                ]);
                let mut graded = nothing_known(planned);
                graded.file = answer.map_or_else(String::new, |(file, _)| file.clone());
                let same = old
                    .into_iter()
                    .flat_map(|old| &old.exercises)
                    .find(|own| own.id == planned.id && own.key == key && fits(own, planned));
                let chosen = self.only.exercise(&planned.id);
                if let Some(same) = same.filter(|_| !chosen || !again(&planned.id)) {
                    graded.key = key;
                    graded.checks = same.checks.clone();
                    graded.flags = same.flags.clone();
                    settle(&mut graded, planned);
                } else if chosen {
                    graded.key = key;
                    let source = match text {
                        None => Source::Nothing,
                        Some(bytes) => match std::str::from_utf8(bytes) {
                            Ok(text) if (bytes.len() as u64) < unpack::MOST_KEPT => {
                                let found = scan::scan(text);
                                graded.flags = found
                                    .flagged
                                    .iter()
                                    .map(|word| format!("names {word}"))
                                    .collect();
                                if !found.refused.is_empty() {
                                    // The engine says so in the verdicts.
                                    let words = found.refused.join(", ");
                                    graded.flags.push(format!("not allowed here: {words}"));
                                }
                                Source::Text(text.to_owned())
                            }
                            // The engine says why this is no answer; it does so of files.
                            _ => {
                                let mut file = tempfile::NamedTempFile::new()?;
                                file.write_all(bytes)?;
                                let path = file.path().to_owned();
                                files.push(file);
                                Source::File(path)
                            }
                        },
                    };
                    answers.push(Answer {
                        exercise: exercise.clone(),
                        source,
                        of: student.to_owned(),
                        // As at home, so that what is said of it is the same.
                        shown: exercise.file(),
                    });
                    places.push((of, number));
                }
                candidate.exercises.push(graded);
            }
        }
        if answers.is_empty() {
            return Ok(None);
        }
        let options = Options {
            guarded: true,
            hurry: true,
            compiling: (self.jobs / workers).max(1),
            inputs: self.plans.inputs(),
            ..Options::default()
        };
        let mut done = BTreeSet::new();
        let judged = judge(
            self.catalog,
            &answers,
            self.launcher,
            &options,
            self.stop,
            &mut |event| match event {
                Event::Verdict { answer, verdict } => {
                    let (of, number) = places[answer];
                    candidates[of].exercises[number].checks.push(Checked {
                        hidden: is_hidden(&verdict.check),
                        check: verdict.check,
                        status: verdict.status,
                        points: 0,
                        max: 0,
                        message: verdict.message,
                        at: verdict.at,
                        timeline: verdict.timeline,
                        printed: verdict.printed,
                        seconds: verdict.seconds,
                    });
                }
                Event::Forged { answer } => {
                    let (of, number) = places[answer];
                    let flag = "passed a check that cannot be passed: it reports passes by itself";
                    candidates[of].exercises[number].flags.push(flag.to_owned());
                }
                Event::Done { answer } => {
                    done.insert(answer);
                }
                Event::Preparing { .. } | Event::Compiled { .. } => {}
            },
        );
        let mut failed = judged.err();
        let mut sound = true;
        for (answer, (of, number)) in places.into_iter().enumerate() {
            let graded = &mut candidates[of].exercises[number];
            if done.contains(&answer) {
                settle(graded, &self.run.exercises[number]);
            }
            // Is it the answer that does not compile, or is it this machine that cannot compile any more?
            if failed.is_none() && graded.status == Word::DidNotCompile && sound {
                // What is wrong with an answer has a place in it.
                let placed = graded
                    .checks
                    .iter()
                    .all(|check| check.message.contains("-->"));
                failed = self.no_stub_compiles(&self.plans.exercises[number], placed)?;
                sound = failed.is_none();
            }
            if !done.contains(&answer) || (!sound && graded.status == Word::DidNotCompile) {
                *graded = nothing_known(&self.run.exercises[number]);
            }
        }
        Ok(failed)
    }

    /// Why the stub of `exercise`, which compiled when it was handed out, does not compile now; `None` if it does, is
    /// not known, or, if that will do, `lately` did.
    fn no_stub_compiles(&self, exercise: &Exercise, lately: bool) -> anyhow::Result<Option<Error>> {
        let mut seen = self.sound.lock().unwrap_or_else(PoisonError::into_inner);
        if lately && seen.is_some_and(|seen| seen.elapsed() < SOUND) {
            return Ok(None);
        }
        let stubs = Stubs::read(&self.catalog.root, &exercise.chapter)?;
        let Some(stub) = stubs.get(exercise) else {
            return Ok(None);
        };
        let answer = Answer {
            exercise: exercise.clone(),
            source: Source::Text(stub.to_owned()),
            of: String::new(),
            shown: exercise.file(),
        };
        let options = Options {
            guarded: true,
            hurry: true,
            ..Options::default()
        };
        let mut refused = None;
        let judged = judge(
            self.catalog,
            &[answer],
            self.launcher,
            &options,
            self.stop,
            &mut |event| match event {
                Event::Verdict { verdict, .. } if verdict.status == Status::DidNotCompile => {
                    refused = Some(verdict.message);
                }
                _ => {}
            },
        );
        if let Err(error) = judged {
            return Ok(Some(error));
        }
        if refused.is_none() {
            *seen = Some(Instant::now());
        }
        Ok(refused.map(|said| {
            Error::Broken(format!(
                "the untouched stub of {} does not compile on this machine: {said}",
                exercise.id
            ))
        }))
    }

    fn flags(&self, student: &collect::Student, best: &Candidate<'_>, of: usize) -> Vec<String> {
        let mut flags = best.read.flags.clone();
        let has_deadline = self.plans.deadline.is_some() || student.person.deadline.is_some();
        if let Some(one) = best.handed_in
            && one.collected_at.is_empty()
            && has_deadline
        {
            flags.push(
                "when it was collected is not known, so it counts as in time: --collected-at or the roster's \
                 column collected_at says it"
                    .to_owned(),
            );
        }
        let unknown = student
            .handed_in
            .iter()
            .any(|one| one.collected_at.is_empty());
        if student.handed_in.len() > 1 && of == 1 && unknown {
            flags.push(format!(
                "which of {} submissions is the latest is not known: the last by name was taken",
                student.handed_in.len()
            ));
        }
        flags
    }

    /// Writes the answers that were judged, and removes those of an earlier submission.
    fn keep_answers(&self, key: &str, best: &mut Candidate<'_>) -> anyhow::Result<()> {
        let folder = format!("answers/{}", file_name(key));
        for (number, exercise) in self.plans.exercises.iter().enumerate() {
            let name = format!("{folder}/{}.rs", exercise.id);
            let file = self.out.join(&name);
            match &best.read.answers[number] {
                Some((_, bytes)) => {
                    if !fs::read(&file).is_ok_and(|there| there == *bytes) {
                        results::write_bytes(&file, bytes)?;
                    }
                    best.exercises[number].kept = name;
                }
                None => match fs::remove_file(&file) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(error).with_context(|| format!("removing {}", file.display()));
                    }
                    _ => {}
                },
            }
        }
        Ok(())
    }

    /// Writes a result, and the one that was there beside it if that was a grade and said something else.
    fn write(&self, new: &Student, old: Option<&Student>, regraded: bool) -> anyhow::Result<()> {
        let file = results::student_file(self.out, &new.student);
        if let Some(old) = old
            && old.not_graded.is_empty()
            && (regraded || content(old) != content(new))
        {
            results::write(&beside(&file), old)?;
        }
        results::write(&file, new)
    }
}

/// What a result says.
fn content(student: &Student) -> Student {
    let mut student = timeless(student);
    student.key.clear();
    for exercise in &mut student.exercises {
        exercise.key.clear();
    }
    student
}

/// The first free name for an earlier result.
fn beside(file: &Path) -> PathBuf {
    let name = |number: u32| file.with_extension(format!("{number}.json"));
    let free = (1..).map(name).find(|name| !name.exists());
    free.unwrap_or_else(|| name(u32::MAX))
}

/// An exercise of which nothing is known.
fn nothing_known(planned: &Planned) -> Graded {
    Graded {
        id: planned.id.clone(),
        status: Word::NotGraded,
        points: 0,
        max: planned.points,
        key: String::new(),
        file: String::new(),
        kept: String::new(),
        checks: Vec::new(),
        flags: Vec::new(),
    }
}

/// Whether what is known of an exercise is of these checks.
fn fits(own: &Graded, planned: &Planned) -> bool {
    let names = planned.checks.iter().map(|check| &check.name);
    !own.key.is_empty() && own.checks.iter().map(|check| &check.check).eq(names)
}

/// Puts the checks in their order, and gives points and a word.
fn settle(graded: &mut Graded, planned: &Planned) {
    let place = |check: &Checked| {
        planned
            .checks
            .iter()
            .position(|one| one.name == check.check)
    };
    graded.checks.sort_by_key(place);
    for (check, planned) in graded.checks.iter_mut().zip(&planned.checks) {
        check.max = planned.points;
        check.points = match check.status {
            Status::Passed => planned.points,
            _ => 0,
        };
    }
    graded.points = graded.checks.iter().map(|check| check.points).sum();
    graded.status = Word::of(graded.checks.iter().map(|check| check.status));
}

fn answers_digest(read: &collect::Read) -> String {
    let mut parts: Vec<&[u8]> = Vec::new();
    for answer in &read.answers {
        match answer {
            Some((file, bytes)) => parts.extend([file.as_bytes(), bytes]),
            None => parts.extend([&b""[..], &b""[..]]),
        }
    }
    digest_bytes(&parts)
}

fn digest(parts: &[&str]) -> String {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    digest_bytes(&parts)
}

fn digest_bytes(parts: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // With their lengths, so that no two lists look alike.
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hash.finalize()[..16]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}
