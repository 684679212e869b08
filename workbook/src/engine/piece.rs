//! What is compiled together, and with what rustc may remember.

use std::fs;
use std::path::{Path, PathBuf};

use super::again::{self, Found};
use super::catalog::Exercise;
use super::compile::{Built, Compiler, Outcome, compile};
use super::error::{Error, Result};
use super::place::{Place, copy_session};
use super::plan::ChapterPlan;
use super::stage::{Piece, Stage};

/// To make a session costs about two compiles: only so many answers are worth it.
const WORTH_A_SESSION: usize = 8;

/// How the answers of one chapter are compiled.
pub struct Pieces<'a> {
    pub compiler: Compiler<'a>,
    pub chapter: &'a ChapterPlan,
    /// The slugs of the chapter's exercises.
    pub all: &'a [String],
}

/// If so many answers of a chapter have changed, or fewer, they are compiled apart from the others.
const FEW: usize = 2;

/// A piece after rustc.
pub enum Compiled {
    Built(Box<Stage>, Built),
    /// A program of before, which judges the answers that have not changed, and the slugs of those that have: each
    /// of these is to be compiled alone.
    InPart(Box<Stage>, Built, Vec<String>),
    /// rustc's errors in its own words.
    Refused(String),
}

impl Pieces<'_> {
    /// Compiles the answers of the person whose tree this is, all in one piece. rustc goes on from what
    /// it knows of the last time. If few answers of a chapter have changed since, these are left to be
    /// compiled alone, which takes less time than the whole chapter.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn own(&self, answers: &[(&Exercise, &str)]) -> Result<Compiled> {
        let exercise = answers[0].0;
        let name = match answers {
            [_] => format!("{}.{}", exercise.chapter, exercise.slug),
            _ => exercise.chapter.clone(),
        };
        let mut stage = self.stage(&name, answers)?;
        let Some(place) = stage.place() else {
            return self.finish(stage, None, false);
        };
        let slugs: Vec<(&str, &str)> = answers
            .iter()
            .map(|(exercise, text)| (exercise.slug.as_str(), *text))
            .collect();
        let may_be_kept = !answers.iter().any(|(_, text)| looks_elsewhere(text));
        if may_be_kept
            && let Some(Found { mut built, changed }) = again::find(place.folder(), &stage.laid())
            && stands_alone(&exercise.chapter, &slugs, &changed)
        {
            built.binary = stage.borrow(&built.binary)?;
            stage.leave_place();
            let stage = Box::new(stage);
            return Ok(match changed.is_empty() {
                true => Compiled::Built(stage, built),
                false => Compiled::InPart(stage, built, changed),
            });
        }
        let own = place.own();
        self.finish(stage, Some(&own), may_be_kept)
    }

    /// Compiles an answer that may be anyone's, one of `like_this` to the same exercise. rustc goes on
    /// from a copy of what it knows of the reference.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn anyones(&self, answer: (&Exercise, &str), like_this: usize) -> Result<Compiled> {
        let exercise = answer.0;
        let name = format!("{}.{}", exercise.chapter, exercise.slug);
        let stage = self.stage(&name, &[answer])?;
        let known = match stage.place() {
            Some(place) => self.session(&stage, place, answer, like_this)?,
            None => None,
        };
        self.finish(stage, known.as_deref(), false)
    }

    /// Compiles an answer that is not trusted, against `checks`: in a folder of its own, from nothing.
    ///
    /// # Errors
    /// As [`compile`].
    pub fn strangers(&self, answer: (&Exercise, &str), checks: &str) -> Result<Compiled> {
        let plan = self.compiler.plan;
        plan.in_use()?;
        self.finish(self.lay_out(None, &[answer], Some(checks))?, None, false)
    }

    fn stage(&self, name: &str, answers: &[(&Exercise, &str)]) -> Result<Stage> {
        let plan = self.compiler.plan;
        plan.in_use()?;
        self.lay_out(Place::take(&plan.places, name)?, answers, None)
    }

    fn lay_out(
        &self,
        place: Option<Place>,
        answers: &[(&Exercise, &str)],
        checks: Option<&str>,
    ) -> Result<Stage> {
        let plan = self.compiler.plan;
        let piece = Piece {
            chapter: &answers[0].0.chapter,
            answers: answers
                .iter()
                .map(|(exercise, text)| (exercise.slug.as_str(), *text))
                .collect(),
            all: self.all,
            checks,
        };
        Stage::new(&plan.stages, place, &plan.root, &piece)
    }

    /// Compiles what is staged. With `keep`, the place keeps what was built for the same again.
    fn finish(&self, mut stage: Stage, remembered: Option<&Path>, keep: bool) -> Result<Compiled> {
        let mut outcome = compile(self.compiler, self.chapter, &stage, remembered)?;
        if let Outcome::Built(built) = &mut outcome {
            built.binary = stage.keep(&built.binary)?;
            if let (true, Some(place)) = (keep, stage.place()) {
                again::keep(place.folder(), stage.laid(), built);
            }
        }
        stage.leave_place();
        let copied = stage.session();
        if copied.is_dir() {
            fs::remove_dir_all(&copied).map_err(|error| Error::io("removing", &copied, error))?;
        }
        Ok(match outcome {
            Outcome::Built(built) => Compiled::Built(Box::new(stage), built),
            Outcome::Refused(errors) => Compiled::Refused(errors),
        })
    }

    /// A copy, for this stage, of the session that knows the reference. It is made where that is worth
    /// it; `None` if there is none.
    fn session(
        &self,
        stage: &Stage,
        place: &Place,
        (exercise, text): (&Exercise, &str),
        like_this: usize,
    ) -> Result<Option<PathBuf>> {
        let Some(reference) = reference(&self.compiler.plan.root, exercise) else {
            return Ok(None);
        };
        let session = place.session();
        let of = session.join("reference.rs");
        if !fs::read_to_string(&of).is_ok_and(|there| there == reference) {
            if like_this < WORTH_A_SESSION {
                return Ok(None);
            }
            if session.is_dir() {
                fs::remove_dir_all(&session)
                    .map_err(|error| Error::io("removing", &session, error))?;
            }
            stage.replace(&reference)?;
            let made = stage.session();
            let outcome = compile(self.compiler, self.chapter, stage, Some(&made))?;
            stage.replace(text)?;
            if !matches!(outcome, Outcome::Built(_)) {
                return Ok(None);
            }
            let of = made.join("reference.rs");
            fs::write(&of, reference).map_err(|error| Error::io("writing", &of, error))?;
            fs::rename(&made, &session).map_err(|error| Error::io("making", &session, error))?;
        }
        let copy = stage.session();
        copy_session(&session, &copy)?;
        Ok(Some(copy))
    }
}

/// Whether an answer may depend on more than its tree: another file, or a variable.
fn looks_elsewhere(answer: &str) -> bool {
    ["include", "env!"].iter().any(|word| answer.contains(word))
}

/// Whether the answers that have `changed`, of those of a chapter, are few, and no other answer can depend on one of
/// them, nor they on it. They can through a path, which names the other's module and how to get there, or through a
/// macro that is exported. `answers` has slugs and texts.
fn stands_alone(chapter: &str, answers: &[(&str, &str)], changed: &[String]) -> bool {
    if changed.is_empty() {
        return true;
    }
    let is_changed = |slug: &str| changed.iter().any(|changed| changed == slug);
    let names = |text: &str, name: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .any(|word| word == name)
    };
    let is_apart = |(slug, text): &(&str, &str)| {
        let other_is_named = answers.iter().any(|(other, _)| {
            other != slug && (is_changed(other) || is_changed(slug)) && names(text, other)
        });
        let reaches = ["crate", "super", chapter]
            .iter()
            .any(|word| names(text, word));
        !(text.contains("macro_export") || reaches && other_is_named)
    };
    changed.len() <= FEW && changed.len() < answers.len() && answers.iter().all(is_apart)
}

/// The reference answer; in a tree without solutions, what this tree has as the answer.
fn reference(root: &Path, exercise: &Exercise) -> Option<String> {
    let solution = format!("solutions/{}/src/{}.rs", exercise.chapter, exercise.slug);
    [solution, exercise.file()]
        .iter()
        .find_map(|file| fs::read_to_string(root.join(file)).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_changed_answers_are_compiled_apart_unless_another_can_depend_on_them() {
        let apart = |answers: &[(&str, &str)], changed: &[&str]| {
            let changed: Vec<String> = changed.iter().map(|slug| (*slug).to_owned()).collect();
            stands_alone("ch01", answers, &changed)
        };
        let others = [("c", ""), ("d", ""), ("e", "")];
        let with = |a: &'static str, b: &'static str| [&[("a", a), ("b", b)], &others[..]].concat();
        let plain = with("fn a() {}", "use crate::sync; // and not as in a");
        assert!(apart(&plain, &[]));
        assert!(
            !apart(&plain, &["a"]),
            "a comment counts: it costs time only"
        );
        assert!(apart(&plain, &["c"]));
        assert!(apart(&plain, &["c", "d"]));
        assert!(!apart(&plain, &["c", "d", "e"]), "many");
        assert!(!apart(&[("a", "")], &["a"]), "all");
        for path in [
            "use crate::{a::one, sync};",
            "use super::*; fn b() { a::one() }",
            "extern crate self as ch01; use ch01::a;",
        ] {
            let answers = with("fn one() {}", path);
            assert!(!apart(&answers, &["a"]), "{path}");
            assert!(!apart(&answers, &["b"]), "{path}");
            assert!(apart(&answers, &["c"]), "{path}");
        }
        let exported = with("#[macro_export] macro_rules! one { () => {} }", "");
        assert!(!apart(&exported, &["a"]));
    }
}
