//! How a failure reads, in `cargo test` and in `cargo workbook check`.
//!
//! A failure's message is its cause and then, after a blank line, the idea of this diagnosis, if it has
//! one. Failures of one exercise are ordered from the cause to its consequences. Those that seem to have
//! one cause are grouped, and only the first failure of all is written in full: see [`Page`].

mod page;

pub use page::Page;

/// How a check failed, in the order in which failures are told: what is nearest to the cause first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The answer panicked.
    Answer,
    /// The process ended before the check did.
    Ended,
    /// An assertion in the checks' own files failed.
    Assertion,
    /// Something else panicked: the kit, std or another crate.
    #[default]
    Elsewhere,
    /// The check did not come to its end.
    Hung,
    /// The answer came to a stub's `todo!`.
    NotBegun,
    /// The check was not run, or stopped, because others of its exercise had hung.
    NotRun,
}

impl Kind {
    const ALL: [Self; 7] = [
        Self::Answer,
        Self::Ended,
        Self::Assertion,
        Self::Elsewhere,
        Self::Hung,
        Self::NotBegun,
        Self::NotRun,
    ];

    /// The word by which a receipt tells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Ended => "ended",
            Self::Assertion => "assertion",
            Self::Elsewhere => "elsewhere",
            Self::Hung => "hung",
            Self::NotBegun => "not_begun",
            Self::NotRun => "not_run",
        }
    }

    /// The kind that has this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Assertions and panics elsewhere are told in the order of the file.
    fn rank(self) -> Self {
        match self {
            Self::Elsewhere => Self::Assertion,
            kind => kind,
        }
    }
}

/// Whether a line of standard error is shuttle's, about a panic or a deadlock that it hands on to the
/// check, which has its own words for it.
pub fn is_expected(line: &str) -> bool {
    line.starts_with("test panicked in task '") || line.starts_with("Test deadlocked, and SHUTTLE_")
}

/// So many checks of an exercise hang before the rest of them is not run.
pub const MOST_HANGS: usize = 3;

/// Says that a check was not run because `MOST_HANGS` of its exercise have hung.
pub fn not_run() -> String {
    format!(
        "not run, and so not passed: {MOST_HANGS} checks of this exercise have hung. Run it alone to \
         judge it"
    )
}

/// How a `todo!` begins its panic message.
pub const TODO: &str = "not yet implemented";

/// Whether `message` is that of a stub's `todo!`.
pub fn is_todo(message: &str) -> bool {
    message.contains(TODO)
}

/// A check that did not pass.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// What the check promises, in words.
    pub promise: String,
    /// How it failed.
    pub kind: Kind,
    /// The cause and, after a blank line, the idea of this diagnosis.
    pub message: String,
    /// The idea of the requirement: the check's doc comment, a line a paragraph.
    pub why: String,
    /// What the answer did, drawn in text.
    pub timeline: String,
    /// `file:line` of the check.
    pub at: String,
    /// The command that runs this check alone; empty if none does.
    pub command: String,
}

impl Failure {
    /// What was so, in one to three lines as a rule.
    pub fn cause(&self) -> &str {
        parts(&self.message).0
    }

    /// What is so in general: the diagnosis's own words, or else the requirement's, if an assertion of
    /// the checks failed. A hang, and a panic in the answer, have little to do with the requirement.
    pub fn idea(&self) -> &str {
        match parts(&self.message).1 {
            "" if self.kind == Kind::Assertion => &self.why,
            own => own,
        }
    }

    /// What another failure of the same cause has too: the first line, digits aside, the idea of the
    /// diagnosis, or the line of the answer that panicked.
    fn keys(&self) -> Vec<String> {
        let (cause, idea) = parts(&self.message);
        let first = cause.lines().next().unwrap_or_default();
        let mut keys = Vec::new();
        if is_said_of_anything(first) {
            keys.push(format!("check {}", self.at));
        } else {
            keys.push(format!("first {}", without_numbers(first)));
        }
        if !idea.is_empty() {
            keys.push(format!("idea {idea}"));
        }
        if let Some(place) = place_in_answer(cause) {
            keys.push(format!("place {place}"));
        }
        keys
    }
}

/// Failures that seem to have one cause.
#[derive(Clone, Debug)]
pub struct Group {
    /// The one that is nearest to the cause.
    pub first: Failure,
    /// The others.
    pub same: Vec<Failure>,
}

/// `failures` of one exercise, given in the order of its file, by their causes: the nearest first.
pub fn grouped(mut failures: Vec<Failure>) -> Vec<Group> {
    failures.sort_by_key(|failure| failure.kind.rank());
    let mut groups: Vec<(Vec<String>, Group)> = Vec::new();
    for failure in failures {
        let keys = failure.keys();
        let known = groups
            .iter_mut()
            .find(|(known, _)| keys.iter().any(|key| known.contains(key)));
        match known {
            Some((known, group)) => {
                known.extend(keys);
                group.same.push(failure);
            }
            None => groups.push((
                keys,
                Group {
                    first: failure,
                    same: Vec::new(),
                },
            )),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// What stands before a place in the answer at which it panicked.
pub(crate) const PANICKED: &str = "(panicked in your answer, ";
/// What stands before the place and the message of a panic that did not end the check.
pub(crate) const BEFORE: &str = "Before that, a panic at ";

/// `file:line` at which the answer panicked, if `message` tells one.
pub fn place_in_answer(message: &str) -> Option<&str> {
    if let Some((_, place)) = message.rsplit_once(PANICKED) {
        return Some(place.split(')').next().unwrap_or(place));
    }
    let before = message.lines().find_map(|line| line.strip_prefix(BEFORE))?;
    let (place, _) = before.split_once(": ")?;
    crate::current::is_answer(place.rsplit_once(':')?.0).then_some(place)
}

/// The cause and the idea of a message.
fn parts(message: &str) -> (&str, &str) {
    let (cause, idea) = message.split_once("\n\n").unwrap_or((message, ""));
    (cause.trim_end(), idea.trim())
}

/// Whether std says this of one failure as of the next.
fn is_said_of_anything(line: &str) -> bool {
    let line = line.trim_end();
    line.is_empty()
        || line.starts_with("called `")
        || line == "a panic without a message"
        || (line.starts_with("assertion `left ") && line.ends_with("` failed"))
}

/// `line` without its numbers: `after 1.5 s` is `after 0.3 s`.
fn without_numbers(line: &str) -> String {
    let chars: Vec<char> = line.chars().collect();
    let digit = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(char::is_ascii_digit)
    };
    let part_of_number = |at: usize| {
        chars[at].is_ascii_digit()
            || (matches!(chars[at], '.' | ',')
                && digit(at.checked_sub(1))
                && digit(at.checked_add(1)))
    };
    (0..chars.len())
        .filter(|at| !part_of_number(*at))
        .map(|at| chars[at])
        .collect()
}

/// std's words about two values that are not equal, with the check's own words first, if it has any.
pub(crate) fn own_words_first(message: &str) -> String {
    let own = ["==", "!="].iter().find_map(|operator| {
        message.strip_prefix(&format!("assertion `left {operator} right` failed: "))
    });
    let Some((words, values)) = own.and_then(|own| {
        let at = own.rfind("\n  left: ")?;
        Some(own.split_at(at))
    }) else {
        return message.to_owned();
    };
    match words.split_once("\n\n") {
        None => format!("{words}{values}"),
        Some((cause, idea)) => format!("{cause}{values}\n\n{idea}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(kind: Kind, message: &str) -> Failure {
        Failure {
            promise: message.to_owned(),
            kind,
            message: message.to_owned(),
            why: "what the check requires".to_owned(),
            ..Failure::default()
        }
    }

    #[test]
    fn what_is_nearest_to_the_cause_comes_first() {
        let groups = grouped(vec![
            failure(Kind::Hung, "it spins"),
            failure(Kind::NotBegun, "not yet implemented"),
            failure(Kind::Assertion, "right with 3, wrong with 0"),
            failure(Kind::Elsewhere, "polled again"),
            failure(Kind::Answer, "attempt to subtract with overflow"),
        ]);
        let order: Vec<&str> = groups.iter().map(|g| g.first.message.as_str()).collect();
        assert_eq!(
            order,
            [
                "attempt to subtract with overflow",
                "right with 3, wrong with 0",
                "polled again",
                "it spins",
                "not yet implemented"
            ]
        );
    }

    #[test]
    fn one_cause_is_told_by_its_first_line_its_idea_or_its_place() {
        let same = |a: &str, b: &str| {
            grouped(vec![
                failure(Kind::Assertion, a),
                failure(Kind::Assertion, b),
            ])
            .len()
                == 1
        };
        assert!(same("polled 3 times\nfirst", "polled 2,500 times\nsecond"));
        assert!(same("after 1.5 s it spins", "after 0 s it spins"));
        assert!(same("one\n\nthe idea", "another\n\nthe idea"));
        assert!(same(
            "one\n(panicked in your answer, src/a.rs:9)",
            "two\n(panicked in your answer, src/a.rs:9)"
        ));
        assert!(same(
            "one\nBefore that, a panic at exercises/ch01/src/a.rs:9: x",
            "two\n(panicked in your answer, exercises/ch01/src/a.rs:9)"
        ));
        assert!(!same("one", "another"));
        assert!(!same(
            "one\n(panicked in your answer, src/a.rs:9)",
            "two\n(panicked in your answer, src/a.rs:8)"
        ));
    }

    #[test]
    fn words_of_std_that_fit_everything_are_no_cause() {
        let bare = "assertion `left == right` failed\n  left: 1\n right: 2";
        let at = |at: &str| Failure {
            at: at.to_owned(),
            ..failure(Kind::Assertion, bare)
        };
        assert_eq!(grouped(vec![at("a.rs:1"), at("a.rs:2")]).len(), 2);
        assert_eq!(grouped(vec![at("a.rs:1"), at("a.rs:1")]).len(), 1);
    }

    #[test]
    fn the_idea_of_a_requirement_is_told_with_a_failed_assertion_only() {
        let idea = |kind, message| failure(kind, message).idea().to_owned();
        assert_eq!(idea(Kind::Assertion, "a\nb"), "what the check requires");
        assert_eq!(idea(Kind::Assertion, "a\n\nthe diagnosis"), "the diagnosis");
        for kind in [Kind::Answer, Kind::Ended, Kind::Elsewhere, Kind::Hung] {
            assert_eq!(idea(kind, "a"), "");
        }
        assert_eq!(idea(Kind::Hung, "a\n\nthe diagnosis"), "the diagnosis");
        assert_eq!(failure(Kind::Assertion, "a\n\nb").cause(), "a");
    }

    #[test]
    fn the_words_of_an_assertion_come_before_its_values() {
        let bare = "assertion `left == right` failed\n  left: 1\n right: 2";
        assert_eq!(own_words_first(bare), bare);
        assert_eq!(
            own_words_first("assertion `left == right` failed: twice\n  left: 1\n right: 2"),
            "twice\n  left: 1\n right: 2"
        );
        assert_eq!(
            own_words_first("assertion `left == right` failed: a\n\nb\n  left: 1\n right: 2"),
            "a\n  left: 1\n right: 2\n\nb"
        );
    }

    #[test]
    fn every_kind_has_a_word() {
        for kind in Kind::ALL {
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
        }
    }
}
