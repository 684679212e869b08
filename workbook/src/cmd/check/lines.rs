//! Verdicts for programs: a JSON object a line.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::json;

use crate::engine::verdict::Verdict;
use crate::engine::{Answer, Event, beliefs};

/// Writes verdicts as they come, and after an answer's last one what its failures look like.
pub struct Lines<'a> {
    root: &'a Path,
    answers: &'a [Answer],
    /// By answer.
    came: Vec<Vec<Verdict>>,
}

impl<'a> Lines<'a> {
    pub fn new(root: &'a Path, answers: &'a [Answer]) -> Self {
        Self {
            root,
            answers,
            came: vec![Vec::new(); answers.len()],
        }
    }

    /// # Errors
    /// If standard output cannot be written.
    pub fn take_in(&mut self, event: Event) -> io::Result<()> {
        match event {
            Event::Verdict { answer, verdict } => {
                line(&verdict)?;
                self.came[answer].push(verdict);
                Ok(())
            }
            Event::Done { answer } => {
                let verdicts = std::mem::take(&mut self.came[answer]);
                let answer = &self.answers[answer];
                match beliefs::guess_of(self.root, answer, &verdicts) {
                    Some(guess) => line(&json!({
                        "exercise": answer.exercise.id,
                        "answer": answer.shown,
                        "looks_like": guess.json(),
                    })),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

fn line(of: &impl Serialize) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer(&mut out, of)?;
    writeln!(out)?;
    out.flush()
}
