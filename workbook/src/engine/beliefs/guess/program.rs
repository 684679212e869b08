//! What the program's text says: whether it holds what sets an entry's program apart.
//!
//! A program's words are taken one by one and in pairs, without its comments. Those that an entry's change adds and that
//! its base has not are the entry's own; those that right answers hold too say little, and so do those of many entries.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use super::super::{Change, Entry, reference};
use crate::engine::catalog::{Exercise, entries as files};
use crate::engine::ledger::Rejection;

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
        let changes: Vec<Option<Changed>> = entries
            .iter()
            .map(|(entry, _)| Changed::new(entry, right.get(&entry.base(exercise))?))
            .collect();
        let mut owned_by: HashMap<u64, usize> = HashMap::new();
        for gram in changes.iter().flatten().flat_map(|change| &change.own) {
            *owned_by.entry(*gram).or_default() += 1;
        }
        let share_of_right = |gram: u64| {
            let holds = right.values().filter(|program| program.holds(gram));
            holds.count() as f64 / right.len().max(1) as f64
        };
        let rare = |gram: u64| {
            let of = owned_by.get(&gram).copied().unwrap_or(0) as f64;
            ((entries.len() as f64 + 1.0) / (of + 0.5)).ln().max(0.0)
        };
        let answer = Grams::of(answer);
        let shares = changes.iter().map(|change| {
            let Some(change) = change else {
                return (None, None);
            };
            let own = change.own.iter().map(|gram| {
                let weight = rare(*gram) * (1.0 - share_of_right(*gram)).powi(2);
                (weight, answer.holds(*gram))
            });
            let dropped = change.dropped.iter().map(|gram| {
                let weight = share_of_right(*gram).powi(2);
                (weight, !answer.holds(*gram))
            });
            (share(own), share(dropped))
        });
        Self {
            shares: shares.collect(),
        }
    }
}

/// The weight of what is held, of the weight of all.
fn share(weighed: impl Iterator<Item = (f64, bool)>) -> Option<f64> {
    let (held, all) = weighed.fold((0.0, 0.0), |(held, all), (weight, is_held)| {
        (held + if is_held { weight } else { 0.0 }, all + weight)
    });
    (all > 0.0).then(|| held / all)
}

/// The words of the reference and of the right answers, by their files from the root.
fn right(root: &Path, exercise: &Exercise) -> HashMap<String, Grams> {
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
            Some((name, Grams::of(&text)))
        })
        .collect()
}

/// What an entry's change makes of its base.
struct Changed {
    /// What its program has and the base has not.
    own: Vec<u64>,
    /// What the base has and its program has not.
    dropped: Vec<u64>,
}

impl Changed {
    fn new(entry: &Entry, base: &Grams) -> Option<Self> {
        let (before, after) = match entry.change.as_ref()? {
            Change::Whole(text) => (base.clone(), Grams::of(text)),
            Change::Diff(hunks) => {
                let (mut before, mut after) = (Grams::default(), Grams::default());
                for hunk in hunks {
                    before.add(&hunk.before().join("\n"));
                    after.add(&hunk.after().collect::<Vec<_>>().join("\n"));
                }
                (before, after)
            }
        };
        let own = after.0.keys().filter(|gram| !base.holds(**gram));
        // A word may stand elsewhere in the base too.
        let dropped = before.0.iter().filter(|(gram, count)| {
            let in_base = base.0.get(gram).copied().unwrap_or(0);
            !after.holds(**gram) && in_base <= **count
        });
        Some(Self {
            own: own.copied().collect(),
            dropped: dropped.map(|(gram, _)| *gram).collect(),
        })
    }
}

/// Words and pairs of words, by their hashes, and how often each occurs.
#[derive(Clone, Debug, Default)]
struct Grams(HashMap<u64, usize>);

impl Grams {
    fn of(text: &str) -> Self {
        let mut grams = Self::default();
        grams.add(text);
        grams
    }

    fn add(&mut self, text: &str) {
        let mut last = None;
        for word in words(text) {
            let is_name = word.starts_with(|c: char| c.is_alphanumeric() || "_\"'".contains(c));
            let hash = hash(START, word);
            if is_name {
                *self.0.entry(hash).or_default() += 1;
            }
            if let Some(last) = last {
                *self.0.entry(self::hash(last, word)).or_default() += 1;
            }
            last = Some(hash);
        }
    }

    fn holds(&self, gram: u64) -> bool {
        self.0.contains_key(&gram)
    }
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a, going on from `from`.
fn hash(from: u64, word: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.bytes().fold(from, step)
}

/// Names, numbers, strings and signs. No comments, and none of the signs that only separate. The text need not be Rust.
fn words(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut words = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let length = match rest[0] {
            b'/' if rest.starts_with(b"//") => line(rest),
            b'/' if rest.starts_with(b"/*") => {
                let end = rest.windows(2).position(|two| two == b"*/");
                end.map_or(rest.len(), |end| end + 2)
            }
            b'"' => string(rest),
            b'\'' if rest.get(1) == Some(&b'\\') => {
                let end = rest.iter().skip(3).position(|byte| *byte == b'\'');
                end.map_or(rest.len(), |end| end + 4)
            }
            b'\'' if rest.get(2) == Some(&b'\'') => 3,
            byte if is_of_a_name(byte) => {
                let end = rest.iter().position(|byte| !is_of_a_name(*byte));
                end.unwrap_or(rest.len())
            }
            _ => 1,
        };
        let is_word = !rest[0].is_ascii_whitespace() && !matches!(rest[0], b',' | b';');
        let is_comment = rest.starts_with(b"//") || rest.starts_with(b"/*");
        if is_word
            && !is_comment
            && let Some(word) = text.get(at..at + length)
        {
            words.push(word);
        }
        at += length;
    }
    words
}

fn is_of_a_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

fn line(rest: &[u8]) -> usize {
    let end = rest.iter().position(|byte| *byte == b'\n');
    end.unwrap_or(rest.len())
}

/// The length of the string at the front.
fn string(rest: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_hold_no_words() {
        let text = "fn a<'a>() { /* b\n c */ \"d // \\\" e\"; ('f', '\\n') } // g\n";
        assert_eq!(
            words(text),
            [
                "fn",
                "a",
                "<",
                "'",
                "a",
                ">",
                "(",
                ")",
                "{",
                "\"d // \\\" e\"",
                "(",
                "'f'",
                "'\\n'",
                ")",
                "}"
            ]
        );
    }

    #[test]
    fn any_text_has_words() {
        for text in ["\"", "'", "'\\", "'\\'", "/*", "/", "é'é'", "\"\\", "//"] {
            assert!(words(text).len() <= 4, "{text}");
        }
    }
}
