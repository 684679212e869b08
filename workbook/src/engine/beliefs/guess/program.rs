//! What the program's text says: whether it holds what sets an entry's program apart.
//!
//! The words of a program, one by one and in pairs, without comments. Those that an entry's program has and its base has
//! not are the entry's own; those that right answers hold too say little, and so do those of many entries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::super::{Entry, reference};
use crate::engine::catalog::{Exercise, entries as files};
use crate::engine::ledger::Rejection;

type Grams = BTreeSet<String>;

/// How like an answer's text is to each entry's program.
pub struct Likeness {
    /// By entry: which share of its own words the answer holds, and which share of those that it dropped the answer
    /// lacks too. Nothing where it has none.
    pub shares: Vec<(Option<f64>, Option<f64>)>,
}

impl Likeness {
    pub fn new(
        root: &Path,
        exercise: &Exercise,
        entries: &[(&Entry, &Rejection)],
        answer: &str,
    ) -> Self {
        let right = right(root, exercise);
        let programs: Vec<Option<Grams>> = entries
            .iter()
            .map(|(entry, _)| Some(grams(&entry.program(root, exercise).ok()?)))
            .collect();
        let mut held_by: BTreeMap<&str, usize> = BTreeMap::new();
        for program in programs.iter().flatten() {
            for gram in program {
                *held_by.entry(gram).or_default() += 1;
            }
        }
        let share_of_right = |gram: &str| {
            let holds = right.values().filter(|program| program.contains(gram));
            holds.count() as f64 / right.len().max(1) as f64
        };
        let rare = |gram: &str| {
            let of = held_by.get(gram).copied().unwrap_or(0) as f64;
            ((entries.len() as f64 + 1.0) / (of + 0.5)).ln().max(0.0)
        };
        let answer = grams(answer);
        let shares = entries.iter().zip(&programs).map(|((entry, _), program)| {
            let (Some(program), Some(base)) = (program, right.get(&entry.base(exercise))) else {
                return (None, None);
            };
            let own = program.difference(base).map(|gram| {
                let weight = rare(gram) * (1.0 - share_of_right(gram)).powi(2);
                (weight, answer.contains(gram))
            });
            let dropped = base.difference(program).map(|gram| {
                let weight = share_of_right(gram).powi(2);
                (weight, !answer.contains(gram))
            });
            (share(own), share(dropped))
        });
        Self {
            shares: shares.collect(),
        }
    }
}

fn share(weighed: impl Iterator<Item = (f64, bool)>) -> Option<f64> {
    let (held, all) = weighed.fold((0.0, 0.0), |(held, all), (weight, is_held)| {
        (held + if is_held { weight } else { 0.0 }, all + weight)
    });
    (all > 0.0).then(|| held / all)
}

/// The words of the reference and of the right answers, by their files from the root.
fn right(root: &Path, exercise: &Exercise) -> BTreeMap<String, Grams> {
    let folder = format!("solutions/{}/right/{}", exercise.chapter, exercise.slug);
    let beside = files(&root.join(&folder)).unwrap_or_default();
    let names = beside.iter().filter_map(|path| {
        let name = path.file_name()?.to_str()?;
        name.ends_with(".rs").then(|| format!("{folder}/{name}"))
    });
    names
        .chain([reference(exercise)])
        .filter_map(|name| {
            let text = fs::read_to_string(root.join(&name)).ok()?;
            Some((name, grams(&text)))
        })
        .collect()
}

/// Comments first, so that what is in them is no word; a lifetime before a character.
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r#"(?s)//[^\n]*|/\*.*?\*/"#,
        r#"|(?P<word>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.[^']*)'|'?[A-Za-z_]\w*|\d[\w.]*"#,
        r#"|->|=>|::|&&|\|\||\.\.=?|[-+*/%<>=!|&^]=|\S)"#,
    ))
    .expect("the expression is tested")
});

/// The words of a program, and its pairs of words.
fn grams(text: &str) -> Grams {
    let words: Vec<&str> = WORD
        .captures_iter(text)
        .filter_map(|found| Some(found.name("word")?.as_str()))
        .filter(|word| !matches!(*word, "," | ";"))
        .collect();
    let is_name = |word: &&str| word.chars().any(|c| c.is_alphanumeric());
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    let alone = words.iter().filter(|word| is_name(word));
    alone.map(|word| (*word).to_owned()).chain(pairs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_hold_no_words() {
        let text = "fn a<'a>() { /* b\n c */ \"d // e\"; 'f' } // g\n";
        let grams = grams(text);
        for word in ["fn", "'a", "\"d // e\"", "'f'", "fn a", "( )"] {
            assert!(grams.contains(word), "{word} in {grams:?}");
        }
        for word in ["b", "c", "g", "{"] {
            assert!(!grams.contains(word), "{word} in {grams:?}");
        }
    }
}
