//! Running the reference's checks again and again while every core is busy.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use serde::Serialize;

use super::super::beliefs;
use super::super::error::Result;
use super::super::ledger::Ledger;
use super::super::process::{Direct, Stop};
use super::super::{Answer, Event, Inputs, Options, Source, judge};
use super::digest::Digests;
use super::{Progress, Scope, Wanted};

/// A check that did not pass every time. As JSON it is one object a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flake {
    pub exercise: String,
    pub check: String,
    /// How often it did not pass.
    pub failed: usize,
    pub runs: usize,
    /// What it said the first time that it did not.
    pub message: String,
}

/// What the repetition came to.
pub struct Flakes {
    pub flakes: Vec<Flake>,
    /// Checks, each run so many times.
    pub checks: usize,
    /// Checks that the ledger covers, which were not run.
    pub covered: usize,
    /// The exercises whose lines in the ledger were written.
    pub written: Vec<String>,
}

impl Scope {
    /// Runs each check of the reference `times` times, with one spinning thread a core beside it; of
    /// exercises that the ledger says passed so many times, a sample. What passed is written into
    /// the lines of the ledger that still hold.
    ///
    /// # Errors
    /// If judging is impossible: see [`judge`].
    pub fn repeat(
        mut self,
        times: u32,
        wanted: Wanted,
        options: &Options,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Flakes> {
        let all: usize = self.exercises.iter().map(|e| e.checks.len()).sum();
        let digests = self.leave_out_what_is_covered(times, wanted)?;
        let answers: Vec<Answer> = self
            .exercises
            .iter()
            .map(|exercise| {
                let file = beliefs::reference(exercise);
                Answer {
                    of: String::new(),
                    exercise: exercise.clone(),
                    source: Source::File(self.catalog.root.join(&file)),
                    shown: file,
                }
            })
            .collect();
        let checks: usize = self.exercises.iter().map(|e| e.checks.len()).sum();
        let total = checks * times as usize;
        let options = Options {
            repeat: times,
            inputs: Inputs::OfEachRun,
            ..options.clone()
        };
        let mut flakes: BTreeMap<(String, String), Flake> = BTreeMap::new();
        let mut spinners = None;
        let mut done = 0;
        judge(
            &self.catalog,
            &answers,
            &Direct,
            &options,
            stop,
            &mut |event| match event {
                Event::Preparing { chapter, .. } => on_progress(Progress {
                    done,
                    total,
                    what: &format!("building what {chapter}'s checks need"),
                }),
                Event::Compiled { .. } => {
                    spinners.get_or_insert_with(Spinners::start);
                }
                Event::Forged { .. } => {}
                Event::Verdict { verdict, .. } => {
                    done += 1;
                    if !verdict.passed() {
                        let key = (verdict.exercise.clone(), verdict.check.clone());
                        flakes
                            .entry(key)
                            .or_insert_with(|| Flake {
                                exercise: verdict.exercise.clone(),
                                check: verdict.check.clone(),
                                failed: 0,
                                runs: times as usize,
                                message: format!("{}: {}", verdict.status.words(), verdict.message),
                            })
                            .failed += 1;
                    }
                    let what = format!("{} {}", verdict.exercise, verdict.check);
                    on_progress(Progress {
                        done,
                        total,
                        what: &what,
                    });
                }
                Event::Done { .. } => {}
            },
        )?;
        drop(spinners);
        let flakes: Vec<Flake> = flakes.into_values().collect();
        let steady = digests
            .into_iter()
            .filter(|(id, _)| flakes.iter().all(|flake| flake.exercise != *id))
            .collect();
        let written = if wanted.locked {
            Vec::new()
        } else {
            self.write_repeated(times, steady)?
        };
        Ok(Flakes {
            flakes,
            checks,
            covered: all - checks,
            written,
        })
    }

    /// Keeps, of the exercises in scope, those that the ledger does not cover, and of the others so
    /// many checks as make up the sample. Digests of the former.
    fn leave_out_what_is_covered(
        &mut self,
        times: u32,
        wanted: Wanted,
    ) -> Result<Vec<(String, String)>> {
        let digests = Digests::of(&self.catalog)?;
        let mut open = Vec::new();
        let mut covered: Vec<(usize, usize)> = Vec::new();
        for (nth, exercise) in self.exercises.iter().enumerate() {
            let digest = digests.digest(exercise)?;
            let line = self.ledger.lines.get(&exercise.id);
            let steady = line.is_some_and(|line| line.digest == digest && line.repeated >= times);
            if steady && !wanted.all {
                covered.extend((0..exercise.checks.len()).map(|check| (nth, check)));
            } else {
                open.push((exercise.id.clone(), digest));
            }
        }
        fastrand::Rng::with_seed(wanted.seed).shuffle(&mut covered);
        let sample = &covered[..covered.len().min(wanted.sample)];
        let is_open = |id: &str| open.iter().any(|(other, _)| other == id);
        for (nth, exercise) in self.exercises.iter_mut().enumerate() {
            if !is_open(&exercise.id) {
                let mut check = 0..;
                exercise.checks.retain(|_| {
                    check
                        .next()
                        .is_some_and(|check| sample.contains(&(nth, check)))
                });
            }
        }
        self.exercises
            .retain(|exercise| !exercise.checks.is_empty());
        Ok(open)
    }

    fn write_repeated(&self, times: u32, steady: Vec<(String, String)>) -> Result<Vec<String>> {
        let root = &self.catalog.root;
        let mut ledger = Ledger::read(root)?;
        let mut written = Vec::new();
        for (id, digest) in steady {
            // What is not proven yet is not covered by having been repeated.
            let line = ledger.lines.get_mut(&id);
            if let Some(line) = line.filter(|l| l.digest == digest && l.repeated < times) {
                line.repeated = times;
                written.push(id);
            }
        }
        if !written.is_empty() {
            ledger.write(root)?;
        }
        Ok(written)
    }
}

/// One thread a core that does nothing but keep it busy, until this is dropped.
struct Spinners {
    enough: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl Spinners {
    fn start() -> Self {
        let enough = Arc::new(AtomicBool::new(false));
        let threads = (0..thread::available_parallelism().map_or(1, usize::from))
            .map(|_| {
                let enough = Arc::clone(&enough);
                thread::spawn(move || {
                    while !enough.load(Ordering::Relaxed) {
                        std::hint::spin_loop();
                    }
                })
            })
            .collect();
        Self { enough, threads }
    }
}

impl Drop for Spinners {
    fn drop(&mut self) {
        self.enough.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
