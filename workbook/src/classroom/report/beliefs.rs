//! Which wrong beliefs an answer may come from.
//!
//! The catalogue of an exercise holds programs that a belief leads to, with the check that rejects each and words of
//! the rejection; the ledger knows which checks reject it. An answer that fails with the same words is likely of the
//! same belief, the more the checks that fail are the same. Likely: another mistake can look alike.

use std::collections::{BTreeMap, BTreeSet};

use crate::classroom::results::{Checked, Graded, Planned, Run, Word};
use crate::engine::beliefs::{self, COMPILER, Entry};
use crate::engine::catalog::Catalog;
use crate::engine::ledger::{Ledger, Rejection};
use crate::engine::verdict::{Status, collapse};

/// What is known of the exercises of a run.
#[derive(Default)]
pub struct Beliefs {
    by_exercise: BTreeMap<String, Vec<Known>>,
}

/// A belief, and what rejects the program that it leads to.
#[derive(Clone)]
struct Known {
    entry: Entry,
    rejection: Rejection,
}

/// A belief that an answer may come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likely {
    pub exercise: String,
    pub slug: String,
    pub belief: String,
    /// The page that teaches what is so: `chapters/ch01/order.md#what-starts-a-future`. Empty if it names none.
    pub page: String,
}

/// How alike the sets of checks must be: from 0, nothing in common, to 1, the same.
const ALIKE: f64 = 0.5;
/// At most so many beliefs for an answer.
const MOST: usize = 4;

impl Beliefs {
    /// Reads what the workbook knows; nothing in a tree without solutions.
    ///
    /// # Errors
    /// If a catalogue or the ledger is there and cannot be read.
    pub fn read(catalog: &Catalog, run: &Run) -> anyhow::Result<Self> {
        let ledger = Ledger::read(&catalog.root)?;
        let mut by_exercise = BTreeMap::new();
        for planned in &run.exercises {
            let exercise = catalog.exercises().find(|one| one.id == planned.id);
            let (Some(exercise), Some(line)) = (exercise, ledger.lines.get(&planned.id)) else {
                continue;
            };
            // Another number of checks: the ledger's places would mean others.
            if line.checks != planned.checks.iter().filter(|one| !one.hidden).count() {
                continue;
            }
            let known = beliefs::read(&catalog.root, exercise)?.entries.into_iter();
            let known = known.filter_map(|entry| {
                let rejection = line.rejected.get(&entry.slug)?.clone();
                Some(Known { entry, rejection })
            });
            by_exercise.insert(planned.id.clone(), known.collect());
        }
        Ok(Self { by_exercise })
    }

    /// Whether anything is known.
    pub fn is_empty(&self) -> bool {
        self.by_exercise.is_empty()
    }

    /// The beliefs of which an answer likely comes from one: all for which as much speaks as for any other.
    pub fn likely(&self, run: &Run, graded: &Graded) -> Vec<Likely> {
        let planned = run.exercises.iter().find(|one| one.id == graded.id);
        let (Some(planned), Some(known)) = (planned, self.by_exercise.get(&graded.id)) else {
            return Vec::new();
        };
        let mut found: Vec<(f64, Likely)> = known
            .iter()
            .filter_map(|known| {
                let alike = known.alike(planned, graded)?;
                let page = known
                    .entry
                    .page
                    .as_ref()
                    .map(|page| match page.anchor.as_str() {
                        "" => page.file.clone(),
                        anchor => format!("{}#{anchor}", page.file),
                    });
                let likely = Likely {
                    exercise: graded.id.clone(),
                    slug: known.entry.slug.clone(),
                    belief: collapse(&known.entry.belief),
                    page: page.unwrap_or_default(),
                };
                Some((alike, likely))
            })
            .collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        // A worse match beside a better one is noise.
        let best = found.first().map_or(0.0, |(alike, _)| *alike);
        found.retain(|(alike, _)| *alike >= best);
        found.truncate(MOST);
        found.into_iter().map(|(_, likely)| likely).collect()
    }
}

impl Known {
    /// How alike the failing checks are, if the words are the same; `None` if this belief is not likely.
    fn alike(&self, planned: &Planned, graded: &Graded) -> Option<f64> {
        let saying = collapse(&self.entry.saying);
        let says = |check: &Checked| {
            collapse(&format!("{} {}", check.message, check.timeline)).contains(&saying)
        };
        if saying.is_empty() {
            return None;
        }
        match &self.rejection {
            Rejection::Compiler(_) => {
                let refused = self.entry.rejected_by == COMPILER
                    && graded.status == Word::DidNotCompile
                    && graded.checks.first().is_some_and(says);
                refused.then_some(1.0)
            }
            Rejection::Checks(places) => {
                if graded.status == Word::DidNotCompile {
                    return None;
                }
                let failed = |check: &&Checked| check.status != Status::Passed && !check.hidden;
                let rejects = |check: &&Checked| check.check == self.entry.rejected_by;
                let mut failing = graded.checks.iter().filter(failed);
                failing.clone().find(rejects).filter(|check| says(check))?;
                let place = |check: &Checked| {
                    planned
                        .checks
                        .iter()
                        .position(|one| one.name == check.check)
                };
                let theirs: BTreeSet<usize> = failing.by_ref().filter_map(place).collect();
                let own: BTreeSet<usize> = places.iter().copied().collect();
                let both = own.intersection(&theirs).count() as f64;
                let alike = both / own.union(&theirs).count().max(1) as f64;
                (alike >= ALIKE).then_some(alike)
            }
        }
    }
}
