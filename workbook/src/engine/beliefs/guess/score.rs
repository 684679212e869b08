//! What the evidence for each entry adds up to.

use super::super::Entry;
use super::failures::{Seen, Words, rejects};
use super::program::Likeness;
use crate::engine::ledger::Rejection;

/// How much each kind of evidence counts. Chosen with one half of the answers in `workbook/tests/beliefs/`; the other
/// half measures them.
#[derive(Clone, Debug)]
pub struct Weights {
    /// How likely a check fails that the entry's own program fails.
    pub fails_too: f64,
    /// How likely a check fails that the entry's own program passes.
    pub fails_beside: f64,
    /// Checks fail together, so each counts for less than a whole one.
    pub checks: f64,
    /// By how well the words fit.
    pub same_words: f64,
    pub other_numbers: f64,
    pub other_words: f64,
    pub passed: f64,
    /// For a whole share of the words that an entry's program adds, and of those that it drops.
    pub own: f64,
    pub dropped: f64,
    /// For holding none of those that it adds; less for a few, nothing from the share [`FEW`] on.
    pub none_of_its_own: f64,
    /// The score of an answer that holds no belief of the catalogue.
    pub none: f64,
    /// How likely the first entry must be.
    pub sure: f64,
}

pub const TUNED: Weights = Weights {
    fails_too: 0.9,
    fails_beside: 0.07,
    checks: 0.7,
    same_words: 2.0,
    other_numbers: 1.0,
    other_words: -1.0,
    passed: -1.5,
    own: 5.0,
    dropped: 0.5,
    none_of_its_own: -3.0,
    none: 4.5,
    sure: 0.65,
};

/// See [`Weights::none_of_its_own`].
const FEW: f64 = 0.3;

/// The score of each entry: how much more the evidence speaks for it than for any answer that is wrong.
pub fn scores(
    seen: &Seen,
    entries: &[(&Entry, &Rejection)],
    programs: Option<&Likeness>,
    weights: &Weights,
) -> Vec<f64> {
    let mut scores = Vec::new();
    for (nth, (entry, rejection)) in entries.iter().enumerate() {
        let by_compiler = matches!(rejection, Rejection::Compiler(_));
        if by_compiler != seen.refused.is_some() {
            scores.push(f64::NEG_INFINITY);
            continue;
        }
        let mut score = weights.checks * checks(seen, entries, rejection, weights);
        score += match seen.words(entry) {
            Words::Same => weights.same_words,
            Words::OtherNumbers => weights.other_numbers,
            Words::Others => weights.other_words,
            Words::Passed => weights.passed,
            Words::Unknown => 0.0,
        };
        if let Some(programs) = programs {
            let (own, dropped) = programs.shares[nth];
            score += weights.own * own.unwrap_or(0.0) + weights.dropped * dropped.unwrap_or(0.0);
            score += weights.none_of_its_own * own.map_or(0.0, |own| (1.0 - own / FEW).max(0.0));
        }
        scores.push(score);
    }
    scores
}

/// What the checks that failed and those that passed say for an entry that is rejected by those of `rejection`: against
/// what is usual among the entries.
fn checks(
    seen: &Seen,
    entries: &[(&Entry, &Rejection)],
    rejection: &Rejection,
    weights: &Weights,
) -> f64 {
    let known = seen.checks.iter().enumerate();
    known
        .filter_map(|(place, failed)| Some((place, (*failed)?)))
        .map(|(place, failed)| {
            let rejected = entries.iter().filter(|(_, other)| rejects(other, place));
            let usual = (rejected.count() as f64 + 1.0) / (entries.len() as f64 + 2.0);
            let here = match rejects(rejection, place) {
                true => weights.fails_too,
                false => weights.fails_beside,
            };
            match failed {
                true => (here / usual).ln(),
                false => ((1.0 - here) / (1.0 - usual)).ln(),
            }
        })
        .sum()
}

/// The entry that is clearly ahead of all others and of none.
pub fn ahead(scores: &[f64], weights: &Weights) -> Option<usize> {
    let (first, best) = (0..scores.len())
        .map(|nth| (nth, scores[nth]))
        .max_by(|(_, a), (_, b)| a.total_cmp(b))?;
    let all: f64 = scores.iter().chain([&weights.none]).map(|s| s.exp()).sum();
    (best.is_finite() && best.exp() / all >= weights.sure).then_some(first)
}
