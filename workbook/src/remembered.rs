//! The verdicts on the reader's own answers, remembered for `list`, `hint`, `progress` and the page.

use std::path::Path;

use crate::engine::verdict::{Status, Verdict};
use crate::engine::{Answer, Event};
use crate::state::{self, Judged};

/// Collects what comes, by answer.
pub struct Remembered<'a> {
    root: &'a Path,
    answers: &'a [Answer],
    /// Of each answer as it was before it was judged: if it is edited meanwhile, it counts as changed.
    digests: Vec<Option<String>>,
    came: Vec<Vec<Verdict>>,
}

impl<'a> Remembered<'a> {
    /// For `answers`, which are about to be judged.
    pub fn new(root: &'a Path, answers: &'a [Answer]) -> Self {
        let digest = |answer: &Answer| state::digest(root, &answer.exercise);
        Self {
            root,
            answers,
            digests: answers.iter().map(digest).collect(),
            came: vec![Vec::new(); answers.len()],
        }
    }

    pub fn take_in(&mut self, event: &Event) {
        if let Event::Verdict { answer, verdict } = event {
            self.came[*answer].push(verdict.clone());
        }
    }

    /// Writes what is complete. That it cannot be written is no reason to withhold the verdicts.
    pub fn close(self) {
        let judged: Vec<(&str, Judged)> = self
            .answers
            .iter()
            .zip(self.digests)
            .zip(&self.came)
            .filter(|((answer, _), came)| came.len() == answer.exercise.checks.len())
            .filter_map(|((answer, digest), came)| {
                let judged = Judged {
                    digest: digest?,
                    compiled: came.iter().all(|v| v.status != Status::DidNotCompile),
                    passed: came.iter().filter(|v| v.passed()).count(),
                    checks: came.len(),
                    earned: came.iter().map(|v| v.earned).sum(),
                };
                Some((answer.exercise.id.as_str(), judged))
            })
            .collect();
        let noted = state::update(self.root, |state| {
            for (id, judged) in judged {
                state.record(id).judged = Some(judged);
            }
        });
        if let Err(error) = noted {
            anstream::eprintln!(
                "note: `cargo workbook list` will not know of these verdicts: {error:#}"
            );
        }
    }
}
