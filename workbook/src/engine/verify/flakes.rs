//! Running the reference's checks again and again while every core is busy.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};

use serde::Serialize;

use super::super::error::Result;
use super::super::process::{Direct, Stop};
use super::super::{Answer, Event, Options, Source, judge};
use super::{Progress, Scope};

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
}

impl Scope {
    /// Runs each check of the reference `times` times, with one spinning thread a core beside it.
    ///
    /// # Errors
    /// Where judging is impossible: see [`judge`].
    pub fn repeat(
        self,
        times: u32,
        options: &Options,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Flakes> {
        let answers: Vec<Answer> = self
            .exercises
            .iter()
            .map(|exercise| {
                let file = format!("solutions/{}/src/{}.rs", exercise.chapter, exercise.slug);
                Answer {
                    exercise: exercise.clone(),
                    source: Source::File(self.catalog.root.join(&file)),
                    shown: file,
                }
            })
            .collect();
        let checks: usize = self
            .exercises
            .iter()
            .map(|exercise| exercise.checks.len())
            .sum();
        let total = checks * times as usize;
        let options = Options {
            repeat: times,
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
        Ok(Flakes {
            flakes: flakes.into_values().collect(),
            checks,
        })
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
