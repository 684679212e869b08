//! The verdicts on the reader's own answers, remembered for `list`, `hint`, `progress` and the page.

use std::path::Path;

use crate::engine::verdict::{Status, Verdict};
use crate::engine::{Answer, Event};
use crate::state::{self, Judged};

/// Collects what comes, by answer, and writes it down as soon as an answer has all its verdicts.
pub struct Remembered<'a> {
    root: &'a Path,
    answers: &'a [Answer],
    /// Of each answer as it was before it was judged: if it is edited meanwhile, it counts as changed.
    digests: Vec<Option<String>>,
    came: Vec<Vec<Verdict>>,
    /// Whether it was told that verdicts cannot be remembered.
    is_told: bool,
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
            is_told: false,
        }
    }

    pub fn take_in(&mut self, event: &Event) {
        match event {
            Event::Verdict { answer, verdict } => self.came[*answer].push(verdict.clone()),
            Event::Done { answer } => self.write(*answer),
            _ => {}
        }
    }

    /// That it cannot be written is no reason to withhold the verdicts.
    fn write(&mut self, answer: usize) {
        let (exercise, came) = (&self.answers[answer].exercise, &self.came[answer]);
        let Some(digest) = self.digests[answer].clone() else {
            return;
        };
        if came.len() != exercise.checks.len() {
            return;
        }
        let judged = Judged {
            digest,
            compiled: came.iter().all(|v| v.status != Status::DidNotCompile),
            passed: came.iter().filter(|v| v.passed()).count(),
            checks: came.len(),
            earned: came.iter().map(|v| v.earned).sum(),
        };
        let noted = state::update(self.root, |state| {
            state.record(&exercise.id).judged = Some(judged);
        });
        if let Err(error) = noted
            && !self.is_told
        {
            self.is_told = true;
            anstream::eprintln!(
                "note: `cargo workbook list` will not know of these verdicts: {error:#}"
            );
        }
    }
}
