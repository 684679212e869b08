//! How far a reader is: each exercise's state, from its file and the last verdicts. Nothing is judged.

use std::fs;
use std::path::Path;

use serde::Serialize;
use serde_json::{Value, json};

use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::error::Result;
use crate::engine::stubs::Stubs;
use crate::state::{self, Judged, State};

/// How far an exercise is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Every check has passed on the answer as it is now.
    Done,
    /// The answer was judged as it is now, and not every check has passed.
    Begun,
    /// The answer was judged as it is now: it does not compile.
    DoesNotCompile,
    /// The answer, or a check, has changed since it was judged.
    Changed,
    /// The answer is no stub, and was never judged.
    NotJudged,
    /// The file holds the stub.
    NotBegun,
    /// There is no such file, or it cannot be read.
    NoFile,
}

/// An exercise, and how far it is.
pub struct Row<'a> {
    pub exercise: &'a Exercise,
    pub standing: Standing,
    /// How many hints were given.
    pub hints: usize,
    /// The last verdicts, of the answer as it was then.
    pub judged: Option<Judged>,
}

impl Row<'_> {
    /// Points of the answer as it is now; `None` if it was not judged.
    pub fn earned(&self) -> Option<u32> {
        match self.standing {
            Standing::Done | Standing::Begun => self.judged.as_ref().map(|judged| judged.earned),
            Standing::DoesNotCompile | Standing::NotBegun | Standing::NoFile => Some(0),
            Standing::Changed | Standing::NotJudged => None,
        }
    }

    /// The row for programs, as `list --json` describes it.
    pub fn json(&self, is_next: bool) -> Value {
        let exercise = self.exercise;
        json!({
            "exercise": exercise.id,
            "chapter": exercise.chapter,
            "title": exercise.title,
            "page": format!("{}/{}", exercise.chapter, exercise.page),
            "file": exercise.file(),
            "state": self.standing,
            "passed": self.judged.as_ref().map(|judged| judged.passed),
            "checks": self.judged.as_ref().map(|judged| judged.checks),
            "points": exercise.points,
            "earned": self.earned(),
            "stars": exercise.stars,
            "minutes": exercise.minutes,
            "hints": exercise.hints.len(),
            "given": self.hints,
            "next": is_next,
        })
    }
}

/// How far the `chosen` exercises are.
///
/// # Errors
/// If the stubs of a chapter cannot be read.
pub fn rows<'a>(catalog: &Catalog, chosen: &[&'a Exercise], state: &State) -> Result<Vec<Row<'a>>> {
    let mut rows = Vec::new();
    let (mut chapter, mut stubs) = ("", Stubs::default());
    for exercise in chosen {
        if chapter != exercise.chapter {
            chapter = &exercise.chapter;
            stubs = Stubs::read(&catalog.root, chapter)?;
        }
        let record = state.of(&exercise.id);
        rows.push(Row {
            exercise,
            standing: standing(&catalog.root, exercise, &stubs, record.judged.as_ref()),
            hints: record.hints.min(exercise.hints.len()),
            judged: record.judged,
        });
    }
    Ok(rows)
}

/// The place in `rows` of what to do next: the first that is begun, or else the first that is not.
pub fn next(rows: &[Row<'_>]) -> Option<usize> {
    let first = |wanted: fn(Standing) -> bool| rows.iter().position(|row| wanted(row.standing));
    first(|standing| !matches!(standing, Standing::Done | Standing::NotBegun))
        .or_else(|| first(|standing| standing == Standing::NotBegun))
}

fn standing(root: &Path, exercise: &Exercise, stubs: &Stubs, judged: Option<&Judged>) -> Standing {
    let Ok(answer) = fs::read(root.join(exercise.file())) else {
        return Standing::NoFile;
    };
    if stubs.is_stub(exercise, &answer) {
        return Standing::NotBegun;
    }
    let Some(judged) = judged else {
        return Standing::NotJudged;
    };
    if state::digest(root, exercise).as_ref() != Some(&judged.digest) {
        Standing::Changed
    } else if !judged.compiled {
        Standing::DoesNotCompile
    } else if judged.passed == judged.checks {
        Standing::Done
    } else {
        Standing::Begun
    }
}
