//! The catalogue of what people believe about an exercise: its wrong answers.
//!
//! `solutions/ch05/wrong/reactor.md` holds an entry for each belief: what its holder would say, what
//! is so instead and which page teaches it, the check that rejects it and words that the rejection
//! holds, and the program, as a diff against the reference (or a named right answer) or whole.

mod guess;
mod parse;
mod patch;
mod read;

use std::path::Path;

use super::catalog::Exercise;
use super::{Answer, Source};

pub use guess::{Guess, guess, guess_of};
pub use patch::make as diff;
pub use read::{read, right_answers};

/// In [`Entry::rejected_by`], for an answer that must not compile.
pub const COMPILER: &str = "the compiler";

/// A catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beliefs {
    pub entries: Vec<Entry>,
    /// What is wrong with the file outside its entries.
    pub faults: Vec<String>,
}

/// A belief, and the answer that it leads to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    pub slug: String,
    /// The line of its heading, from 1.
    pub line: usize,
    /// What its holder would say.
    pub belief: String,
    /// What is so instead, with the link to the page.
    pub instead: String,
    pub page: Option<Link>,
    /// The check that must reject it, or [`COMPILER`].
    pub rejected_by: String,
    /// Words that the rejection must hold.
    pub saying: String,
    /// The right answer that the diff is against; the reference if there is none.
    pub against: Option<String>,
    pub change: Option<Change>,
    /// What the entry lacks, or says in a form that cannot be read.
    pub faults: Vec<String>,
}

/// Where the book teaches what is right.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// From the root: `chapters/ch05/reactor.md`.
    pub file: String,
    /// The heading's id there; empty for the page as a whole.
    pub anchor: String,
}

/// How an entry gives its program.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Diff(Vec<patch::Hunk>),
    Whole(String),
}

/// The catalogue of an exercise, from the root: `solutions/ch05/wrong/reactor.md`.
pub fn file(exercise: &Exercise) -> String {
    format!("solutions/{}/wrong/{}.md", exercise.chapter, exercise.slug)
}

/// The reference answer of an exercise, from the root.
pub fn reference(exercise: &Exercise) -> String {
    format!("solutions/{}/src/{}.rs", exercise.chapter, exercise.slug)
}

impl Entry {
    /// What the entry's diff is against, from the root.
    pub fn base(&self, exercise: &Exercise) -> String {
        match &self.against {
            Some(name) => format!(
                "solutions/{}/right/{}/{name}.rs",
                exercise.chapter, exercise.slug
            ),
            None => reference(exercise),
        }
    }

    /// The entry's program.
    ///
    /// # Errors
    /// If the base cannot be read or the diff does not fit it: what was looked for, and what is there.
    pub fn program(&self, root: &Path, exercise: &Exercise) -> Result<String, String> {
        match &self.change {
            Some(Change::Whole(text)) => Ok(text.clone()),
            Some(Change::Diff(hunks)) => {
                let base = self.base(exercise);
                let text = std::fs::read_to_string(root.join(&base))
                    .map_err(|error| format!("its diff is against {base}: {error}"))?;
                patch::apply(&text, hunks).map_err(|what| format!("{what}\n(base: {base})"))
            }
            None => Err("it holds no program".to_owned()),
        }
    }

    /// The entry as an answer to judge.
    ///
    /// # Errors
    /// As [`Entry::program`].
    pub fn answer(&self, root: &Path, exercise: &Exercise) -> Result<Answer, String> {
        Ok(Answer {
            of: String::new(),
            exercise: exercise.clone(),
            source: Source::Text(self.program(root, exercise)?),
            shown: format!("{}#{}", file(exercise), self.slug),
        })
    }
}
