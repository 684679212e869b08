//! One exercise judged in the background.

use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::thread::{self, JoinHandle};

use super::Input;
use crate::engine::catalog::Catalog;
use crate::engine::error::Error;
use crate::engine::process::Stop;
use crate::engine::verdict::Verdict;
use crate::engine::{Answer, Event};
use crate::own;

/// What a judging tells.
pub enum Told {
    /// Packages are being built that the checks need, and what cargo last said of that.
    Preparing(Option<String>),
    Ended(Outcome),
}

/// How a judging ended.
pub enum Outcome {
    Judged(Box<Judged>),
    /// It was stopped.
    Stopped,
    /// It was not possible.
    Failed(String),
}

/// An answer with its verdicts.
pub struct Judged {
    pub answer: Answer,
    /// In the order of the exercise's checks.
    pub verdicts: Vec<Verdict>,
    /// rustc's.
    pub warnings: Vec<String>,
}

impl Judged {
    pub fn passed(&self) -> bool {
        self.verdicts.iter().all(Verdict::passed)
    }
}

/// A judging under way. Dropping it stops it, and waits until its processes are ended.
pub struct Judging {
    stop: Stop,
    thread: Option<JoinHandle<()>>,
}

impl Judging {
    /// Judges the reader's answer to the exercise `id`, and remembers the verdicts.
    pub fn begin(catalog: Arc<Catalog>, id: String, tell: Sender<Input>) -> Self {
        let stop = Stop::default();
        let raised = stop.clone();
        let thread = thread::spawn(move || {
            // A panic in there is a fault of the tool; the loop must not wait for an end that never comes.
            let mut end = End(tell.clone(), None);
            end.1 = Some(judge(&catalog, &id, &raised, &tell));
        });
        Self {
            stop,
            thread: Some(thread),
        }
    }

    pub fn stop(&self) {
        self.stop.raise();
    }
}

impl Drop for Judging {
    fn drop(&mut self) {
        self.stop.raise();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Tells how it ended, whatever happens.
struct End(Sender<Input>, Option<Outcome>);

impl Drop for End {
    fn drop(&mut self) {
        let fault = || Outcome::Failed("the tool has panicked while judging".to_owned());
        let outcome = self.1.take().unwrap_or_else(fault);
        // Nothing listens any more where the program is about to end.
        let _ = self.0.send(Input::Judging(Told::Ended(outcome)));
    }
}

fn judge(catalog: &Catalog, id: &str, stop: &Stop, tell: &Sender<Input>) -> Outcome {
    let answers = match own::answers(catalog, &[id.to_owned()]) {
        Ok(answers) => answers,
        Err(error) => return Outcome::Failed(format!("{error:#}")),
    };
    let [answer] = &answers[..] else {
        return Outcome::Failed(format!("{id} is no exercise of this workbook any more"));
    };
    let mut judged = Judged {
        answer: answer.clone(),
        verdicts: Vec::new(),
        warnings: Vec::new(),
    };
    let mut take_in = |event: Event| match event {
        Event::Preparing { line, .. } => {
            let _ = tell.send(Input::Judging(Told::Preparing(line)));
        }
        Event::Compiled { warnings, .. } => judged.warnings = warnings,
        Event::Verdict { verdict, .. } => judged.verdicts.push(verdict),
        Event::Forged { .. } | Event::Done { .. } => {}
    };
    match own::judge(catalog, &answers, &own::options(), stop, &mut take_in) {
        Err(Error::Stopped) => return Outcome::Stopped,
        Err(_) if stop.raised() => return Outcome::Stopped,
        Err(error) => return Outcome::Failed(error.to_string()),
        Ok(()) => {}
    }
    let checks = &answer.exercise.checks;
    judged
        .verdicts
        .sort_by_key(|verdict| checks.iter().position(|check| check.name == verdict.check));
    Outcome::Judged(Box::new(judged))
}
