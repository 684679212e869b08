//! What the checks say: which failed, and with which words.

use std::sync::LazyLock;

use regex::Regex;

use super::super::{COMPILER, Entry};
use crate::engine::catalog::Exercise;
use crate::engine::ledger::Rejection;
use crate::engine::verdict::{Status, Verdict, collapse};

/// What is known of an answer from its verdicts.
pub struct Seen {
    /// By place in the file of checks: whether the check failed. `None` where it did not run, or met a `todo!`.
    pub checks: Vec<Option<bool>>,
    /// By place: what a failed check said.
    said: Vec<String>,
    /// The checks' names, by place.
    names: Vec<String>,
    /// What rustc said, if it refused the answer.
    pub refused: Option<String>,
}

impl Seen {
    /// Nothing if no check failed of which one could tell why.
    pub fn new(exercise: &Exercise, verdicts: &[Verdict]) -> Option<Self> {
        // Those of a grader come last, and the ledger does not know them.
        let own = |name: &str| !name.starts_with("hidden::");
        let names: Vec<String> = exercise
            .checks
            .iter()
            .map(|check| check.name.clone())
            .filter(|name| own(name))
            .collect();
        let mut seen = Self {
            checks: vec![None; names.len()],
            said: vec![String::new(); names.len()],
            names,
            refused: None,
        };
        for verdict in verdicts {
            let Some(place) = seen.names.iter().position(|name| *name == verdict.check) else {
                continue;
            };
            match verdict.status {
                Status::Forged => return None,
                Status::DidNotCompile => seen.refused = Some(collapse(&verdict.message)),
                Status::NotHandedIn | Status::Missing | Status::NotRun => {}
                _ if verdict.untouched() => {}
                Status::Passed => {
                    seen.checks[place].get_or_insert(false);
                }
                _ => {
                    seen.checks[place] = Some(true);
                    seen.said[place] = collapse(&verdict.message);
                }
            }
        }
        let failed = seen.checks.contains(&Some(true));
        (failed || seen.refused.is_some()).then_some(seen)
    }

    /// How well an entry's words fit.
    pub fn words(&self, entry: &Entry) -> Words {
        let looked_for = collapse(&entry.saying);
        let fit = |said: &str| {
            if said.contains(&looked_for) {
                Words::Same
            } else if masked(said).contains(&masked(&looked_for)) {
                Words::OtherNumbers
            } else {
                Words::Others
            }
        };
        if entry.rejected_by == COMPILER {
            return self.refused.as_deref().map_or(Words::Passed, fit);
        }
        let place = self
            .names
            .iter()
            .position(|name| *name == entry.rejected_by);
        match place.and_then(|place| Some((place, self.checks[place]?))) {
            Some((place, true)) => fit(&self.said[place]),
            Some((_, false)) => Words::Passed,
            None => Words::Unknown,
        }
    }
}

/// How what the entry's check says fits the words that the entry quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    Same,
    /// The same, but for the numbers in them.
    OtherNumbers,
    Others,
    /// The check passed.
    Passed,
    /// The check did not run.
    Unknown,
}

/// Whether `rejection` holds the check at `place`.
pub fn rejects(rejection: &Rejection, place: usize) -> bool {
    match rejection {
        Rejection::Checks(places) => places.contains(&place),
        Rejection::Compiler(_) => false,
    }
}

static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\d+(\.\d+)?").expect("the expression is tested"));

fn masked(text: &str) -> String {
    NUMBER.replace_all(text, "0").into_owned()
}
