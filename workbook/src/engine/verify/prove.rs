//! Proving what the ledger does not cover, and a sample of what it does.

use std::collections::BTreeSet;
use std::fs;

use super::super::error::Result;
use super::super::ledger::{self, Line};
use super::super::process::{Direct, Stop};
use super::super::{Event, Options, judge};
use super::digest::Digests;
use super::proofs::Outcome;
use super::shelf::Proof;
use super::{Counts, Fault, Progress, Scope, listings, proofs, shelf, stubs, tree};

/// What to prove again, and what to do about the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Everything, whatever the ledger covers.
    pub all: bool,
    /// A ledger that is out of date is a fault, and is not written.
    pub locked: bool,
    /// How many answers to exercises that the ledger covers are proven again.
    pub sample: usize,
    /// Which ones.
    pub seed: u64,
}

/// What proving came to.
#[derive(Debug)]
pub struct Proven {
    pub faults: Vec<Fault>,
    pub counts: Counts,
    /// The exercises whose lines in the ledger were written.
    pub written: Vec<String>,
    /// The files of stubs that were written.
    pub stubs: Vec<String>,
}

/// An exercise's proofs, and whether all of them are judged.
struct Shelf {
    digest: String,
    /// The stub's text as the digest covers it, if it could be read.
    stub: Option<String>,
    whole: bool,
    proofs: Vec<Proof>,
    outcomes: Vec<Option<Outcome>>,
}

impl Scope {
    /// Proves what is wanted.
    ///
    /// # Errors
    /// If judging is impossible: see [`judge`].
    pub fn prove(
        mut self,
        wanted: Wanted,
        options: &Options,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Proven> {
        let mut faults = self.faults.clone();
        let mut counts = Counts {
            chapters: self.chapters().len(),
            exercises: self.exercises.len(),
            checks: self.exercises.iter().map(|e| e.checks.len()).sum(),
            ..Counts::default()
        };
        for chapter in &self.catalog.chapters {
            if self.whole.contains(&chapter.name) {
                tree::strays(&self.catalog.root, chapter, &mut faults)?;
            }
        }
        listings::look(&self.catalog.root, &self.whole, &mut faults, &mut counts)?;

        let mut shelves = self.gather(wanted, &mut faults, &mut counts)?;
        sample(&mut shelves, wanted, &mut counts);
        self.judge(&mut shelves, options, stop, on_progress)?;

        let mut lines = Vec::new();
        let mut proven = Vec::new();
        for (exercise, shelf) in self.exercises.iter().zip(shelves) {
            let (proofs, outcomes) = (shelf.proofs, shelf.outcomes);
            let judged: Vec<(Proof, Outcome)> = proofs
                .into_iter()
                .zip(outcomes)
                .filter_map(|(proof, outcome)| Some((proof, outcome?)))
                .collect();
            proofs::weigh(exercise, &judged, shelf.whole, &mut faults);
            let faultless = !faults.iter().any(|fault| fault.about == exercise.id);
            // The ledger's digest covers the stub too.
            if let Some(stub) = shelf.stub.filter(|_| faultless) {
                proven.push((exercise, stub));
            }
            if shelf.whole && faultless {
                lines.push(proofs::line(exercise, shelf.digest, &judged));
            }
        }
        let stubs = stubs::settle(&self.catalog, &proven, wanted.locked, &mut faults)?;
        let written = self.settle(lines, wanted, &mut faults)?;
        faults.sort();
        faults.dedup();
        Ok(Proven {
            faults,
            counts,
            written,
            stubs,
        })
    }

    fn gather(
        &self,
        wanted: Wanted,
        faults: &mut Vec<Fault>,
        counts: &mut Counts,
    ) -> Result<Vec<Shelf>> {
        let root = &self.catalog.root;
        let digests = Digests::of(&self.catalog)?;
        let mut shelves = Vec::new();
        for exercise in &self.exercises {
            tree::metadata(root, exercise, faults);
            let proofs = shelf::gather(root, exercise, faults, counts)?;
            let digest = digests.digest(exercise)?;
            // Read now: an edit while the proofs run is not what they prove.
            let stub = fs::read_to_string(root.join(exercise.file())).ok();
            let whole = wanted.all || !self.ledger.covers(&exercise.id, &digest);
            counts.proven += usize::from(whole);
            shelves.push(Shelf {
                digest,
                stub,
                whole,
                outcomes: vec![whole.then(Outcome::default); proofs.len()],
                proofs,
            });
        }
        Ok(shelves)
    }

    /// Judges every proof that has a place for its outcome.
    fn judge(
        &self,
        shelves: &mut [Shelf],
        options: &Options,
        stop: &Stop,
        on_progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<()> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        for (nth, shelf) in shelves.iter().enumerate() {
            let judged = (0..shelf.proofs.len()).filter(|proof| shelf.outcomes[*proof].is_some());
            places.extend(judged.map(|proof| (nth, proof)));
        }
        let answers: Vec<_> = places
            .iter()
            .map(|(shelf, proof)| shelves[*shelf].proofs[*proof].answer.clone())
            .collect();
        let mut done = 0;
        judge(
            &self.catalog,
            &answers,
            &Direct,
            options,
            stop,
            &mut |event| {
                let what = match event {
                    Event::Preparing { chapter, .. } => {
                        format!("building what {chapter}'s checks need")
                    }
                    Event::Compiled { answer, warnings } => {
                        came(&mut *shelves, places[answer]).warnings = warnings;
                        return;
                    }
                    Event::Forged { .. } => return,
                    Event::Verdict { answer, verdict } => {
                        came(&mut *shelves, places[answer]).verdicts.push(verdict);
                        return;
                    }
                    Event::Done { answer } => {
                        done += 1;
                        answers[answer].shown.clone()
                    }
                };
                on_progress(Progress {
                    done,
                    total: answers.len(),
                    what: &what,
                });
            },
        )
    }

    /// Writes the ledger's new lines, or, if it is locked, names those that are out of date.
    fn settle(
        &mut self,
        lines: Vec<Line>,
        wanted: Wanted,
        faults: &mut Vec<Fault>,
    ) -> Result<Vec<String>> {
        let root = self.catalog.root.clone();
        // A chapter that cannot be read has lost its exercises only for now.
        let everything = self.faults.is_empty() && self.whole.len() == self.catalog.chapters.len();
        let known: BTreeSet<&str> = self.catalog.exercises().map(|e| e.id.as_str()).collect();
        let gone: Vec<String> = self
            .ledger
            .lines
            .keys()
            .filter(|id| everything && !known.contains(id.as_str()))
            .cloned()
            .collect();
        if wanted.locked {
            for fault in &self.ledger.faults {
                let what = format!("{fault}. {REWRITE}");
                faults.push(Fault::new("ledger", ledger::FILE, what));
            }
            for line in &lines {
                let before = self.ledger.lines.get(&line.exercise);
                let what = match before {
                    Some(before) if before.digest == line.digest => continue,
                    Some(_) => "was proven now, and is not what the ledger covers",
                    None => "was proven now, and is not in the ledger",
                };
                let what = format!("{what}. {REWRITE}");
                faults.push(Fault::new(&line.exercise, ledger::FILE, what));
            }
            for id in gone {
                let what = format!("is in the ledger, and there is no such exercise. {REWRITE}");
                faults.push(Fault::new(&id, ledger::FILE, what));
            }
            return Ok(Vec::new());
        }
        let mut written = gone;
        for id in &written {
            self.ledger.lines.remove(id);
        }
        // What another run has written in the meantime stays.
        let mut ledger = ledger::Ledger::read(&root)?;
        for id in &written {
            ledger.lines.remove(id);
        }
        for mut line in lines {
            let before = ledger.lines.get(&line.exercise);
            if let Some(before) = before.filter(|before| before.digest == line.digest) {
                line.repeated = before.repeated;
            }
            if before != Some(&line) {
                written.push(line.exercise.clone());
                ledger.lines.insert(line.exercise.clone(), line);
            }
        }
        if !written.is_empty() || !ledger.faults.is_empty() {
            ledger.write(&root)?;
        }
        Ok(written)
    }
}

/// The outcome at a place, which is there.
fn came(shelves: &mut [Shelf], (shelf, proof): (usize, usize)) -> &mut Outcome {
    shelves[shelf].outcomes[proof].get_or_insert_default()
}

const REWRITE: &str = "Run `cargo workbook verify`, read what it says, and commit the ledger.";

/// Chooses answers to exercises that the ledger covers.
fn sample(shelves: &mut [Shelf], wanted: Wanted, counts: &mut Counts) {
    let mut covered: Vec<(usize, usize)> = Vec::new();
    for (nth, shelf) in shelves.iter().enumerate().filter(|(_, shelf)| !shelf.whole) {
        covered.extend((0..shelf.proofs.len()).map(|proof| (nth, proof)));
    }
    let mut random = fastrand::Rng::with_seed(wanted.seed);
    random.shuffle(&mut covered);
    for (shelf, proof) in covered.into_iter().take(wanted.sample) {
        shelves[shelf].outcomes[proof] = Some(Outcome::default());
        counts.sampled += 1;
    }
}
