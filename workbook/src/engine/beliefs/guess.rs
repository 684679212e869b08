//! Which belief an answer's failures look like.
//!
//! Each entry of the exercise's catalogue gets a score, in natural logarithms of odds: from the checks that failed
//! ([`failures`]), from what they said, and from the program's text ([`program`]). An answer that holds no belief of the
//! catalogue has a score too. Only an entry that is clearly ahead of all others is told.

mod failures;
#[cfg(test)]
mod held_back;
mod program;
mod score;

use std::fs;
use std::path::Path;

use super::{Entry, Link, file, parse};
use crate::engine::catalog::Exercise;
use crate::engine::ledger::Ledger;
use crate::engine::verdict::Verdict;
use crate::engine::{Answer, Source};

use score::{TUNED, Weights};

/// A belief that an answer's failures look like.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// The entry of the catalogue.
    pub slug: String,
    /// What its holder would say.
    pub belief: String,
    /// What is so instead, in Markdown.
    pub instead: String,
    /// The page that teaches it.
    pub page: Option<Link>,
}

/// The belief that `verdicts`, all those of the reader's own answer to `exercise`, look like. Nothing if they look like
/// none, or like several: silent rather than wrong. Nothing either in a tree without the catalogue, such as a student's.
pub fn guess(root: &Path, exercise: &Exercise, verdicts: &[Verdict]) -> Option<Guess> {
    let own = exercise.file();
    let is_own = verdicts.first()?.answer == own;
    let text = is_own.then(|| read(&root.join(own))).flatten();
    told(root, exercise, verdicts, text.as_deref(), &TUNED)
}

/// [`guess`] for any answer, wherever its text is.
pub fn guess_of(root: &Path, answer: &Answer, verdicts: &[Verdict]) -> Option<Guess> {
    let text = match &answer.source {
        Source::File(file) => read(file),
        Source::Text(text) => Some(text.clone()),
        Source::Nothing => return None,
    };
    told(root, &answer.exercise, verdicts, text.as_deref(), &TUNED)
}

/// The longest answer whose text is compared, in bytes.
const LONGEST: u64 = 256 * 1024;

fn read(file: &Path) -> Option<String> {
    let length = fs::metadata(file).ok()?.len();
    (length <= LONGEST).then(|| fs::read_to_string(file).ok())?
}

fn told(
    root: &Path,
    exercise: &Exercise,
    verdicts: &[Verdict],
    text: Option<&str>,
    weights: &Weights,
) -> Option<Guess> {
    let seen = failures::Seen::new(exercise, verdicts)?;
    let ledger = Ledger::line(root, &exercise.id)?;
    if ledger.checks != seen.checks.len() {
        // Of other checks than these.
        return None;
    }
    let catalogue = fs::read_to_string(root.join(file(exercise))).ok()?;
    let entries: Vec<Entry> = parse::parse(&catalogue).entries;
    let entries: Vec<_> = entries
        .iter()
        .filter_map(|entry| Some((entry, ledger.rejected.get(&entry.slug)?)))
        .collect();
    let programs = text.map(|text| program::Likeness::new(root, exercise, &entries, text));
    let scores = score::scores(&seen, &entries, programs.as_ref(), weights);
    let (entry, _) = entries[score::ahead(&scores, weights)?];
    Some(Guess {
        slug: entry.slug.clone(),
        belief: entry.belief.clone(),
        instead: entry.instead.clone(),
        page: entry.page.clone(),
    })
}

impl Link {
    /// The page as the book names it: `ch05/reactor`.
    pub fn page(&self) -> &str {
        let file = self.file.strip_prefix("chapters/").unwrap_or(&self.file);
        file.strip_suffix(".md").unwrap_or(file)
    }
}

impl Guess {
    /// The belief without the quotation marks that its catalogue may give it.
    pub fn belief_plain(&self) -> &str {
        self.belief.trim_matches('"')
    }

    /// What is so instead, without Markdown's links: each is its title.
    pub fn instead_plain(&self) -> String {
        let mut plain = String::new();
        let mut rest = self.instead.as_str();
        while let Some((before, link)) = rest.split_once('[') {
            let parts = link.split_once("](").and_then(|(title, address)| {
                let (_, after) = address.split_once(')')?;
                (!title.contains('[')).then_some((title, after))
            });
            plain.push_str(before);
            rest = match parts {
                Some((title, after)) => {
                    plain.push_str(title);
                    after
                }
                None => {
                    plain.push('[');
                    link
                }
            };
        }
        plain + rest
    }

    /// For programs: `{"belief": …, "instead": …, "page": "ch03/delay", "anchor": "…"}`, in plain text.
    pub fn json(&self) -> serde_json::Value {
        let (page, anchor) = self
            .page
            .as_ref()
            .map_or(("", ""), |link| (link.page(), link.anchor.as_str()));
        serde_json::json!({
            "belief": self.belief_plain(),
            "instead": self.instead_plain(),
            "page": page,
            "anchor": anchor,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess() -> Guess {
        Guess {
            slug: "created_is_started".to_owned(),
            belief: "Creating two futures starts both.".to_owned(),
            instead:
                "Polling starts `a[0]` ([Order of\nthings](../../../chapters/ch01/order.md#a))."
                    .to_owned(),
            page: Some(Link {
                file: "chapters/ch01/order.md".to_owned(),
                anchor: "a".to_owned(),
            }),
        }
    }

    #[test]
    fn a_link_is_told_by_its_title() {
        assert_eq!(
            guess().instead_plain(),
            "Polling starts `a[0]` (Order of\nthings)."
        );
    }

    #[test]
    fn programs_get_the_page_and_its_heading() {
        assert_eq!(
            guess().json(),
            serde_json::json!({
                "belief": "Creating two futures starts both.",
                "instead": "Polling starts `a[0]` (Order of\nthings).",
                "page": "ch01/order",
                "anchor": "a",
            })
        );
    }
}
