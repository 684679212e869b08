//! What a student may see of a check.

use crate::classroom::assignment::Reveal;
use crate::classroom::results::{Checked, Graded, Planned, Run};
use crate::engine::verdict::Status;

/// A check as a student sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen<'a> {
    /// `both jobs are in flight at once`
    pub name: String,
    /// Whether it is hidden still.
    pub hidden: bool,
    /// Why it did not pass, as much as is revealed; empty if it passed.
    pub output: String,
    /// What the answer printed, if everything is revealed.
    pub printed: String,
    pub of: &'a Checked,
}

impl Seen<'_> {
    pub fn passed(&self) -> bool {
        self.of.status == Status::Passed
    }
}

/// The checks of an exercise, as a student sees them. With `whole`, hidden ones too, for a format that hides them
/// itself.
pub fn of<'a>(run: &Run, graded: &'a Graded, open: bool, whole: bool) -> Vec<Seen<'a>> {
    let planned = run.exercises.iter().find(|one| one.id == graded.id);
    let reveal = planned.map_or(Reveal::Name, |planned| planned.reveal);
    let mut hidden = 0;
    let mut before = "";
    graded
        .checks
        .iter()
        .map(|check| {
            hidden += usize::from(check.hidden);
            let is_hidden = check.hidden && !open;
            if is_hidden && !whole {
                return Seen {
                    name: format!("hidden check {hidden}"),
                    hidden: true,
                    output: String::new(),
                    printed: String::new(),
                    of: check,
                };
            }
            // What a compiler says is the same for each check.
            let output = match check.message == before && !check.message.is_empty() {
                true if reveal != Reveal::Name => format!("{}: as above", check.status.words()),
                _ => output(check, reveal),
            };
            before = &check.message;
            let printed = match reveal {
                Reveal::Everything => clean(&check.printed),
                _ => String::new(),
            };
            Seen {
                name: in_words(&check.check),
                hidden: is_hidden,
                output,
                printed,
                of: check,
            }
        })
        .collect()
}

/// The title of an exercise of a run.
pub fn title<'a>(run: &'a Run, graded: &'a Graded) -> &'a str {
    let planned = run
        .exercises
        .iter()
        .find(|one: &&Planned| one.id == graded.id);
    planned.map_or(graded.id.as_str(), |planned| planned.title.as_str())
}

/// A check's name in words.
pub fn in_words(check: &str) -> String {
    let name = check.rsplit("::").next().unwrap_or(check);
    clean(&name.replace('_', " "))
}

fn output(check: &Checked, reveal: Reveal) -> String {
    if check.status == Status::Passed {
        return String::new();
    }
    let message = clean(&check.message);
    // A compiler's words are about the answer's own text, and hold no input.
    let told = match reveal {
        _ if check.status == Status::DidNotCompile => message,
        Reveal::Name => return String::new(),
        Reveal::Cause => without_input(&message),
        Reveal::Everything => {
            let timeline = clean(&check.timeline);
            [message, timeline]
                .into_iter()
                .filter(|part| !part.trim().is_empty())
                .collect::<Vec<_>>()
                .join("\n\n")
        }
    };
    format!("{}: {told}", check.status.words())
}

/// The first line of a message without its values, and its idea.
fn without_input(message: &str) -> String {
    let (cause, idea) = message.split_once("\n\n").unwrap_or((message, ""));
    let line = cause.lines().next().unwrap_or_default();
    let mut masked = String::new();
    let (mut quoted, mut number) = (false, false);
    for c in line.chars() {
        if c == '"' {
            quoted = !quoted;
            if quoted {
                masked.push_str("\"…\"");
            }
            number = false;
        } else if quoted {
        } else if c.is_ascii_digit() {
            if !number {
                masked.push('…');
            }
            number = true;
        } else {
            masked.push(c);
            number = false;
        }
    }
    match idea.trim() {
        "" => masked,
        idea => format!("{masked}\n\n{}", idea.lines().next().unwrap_or_default()),
    }
}

/// `text` without characters that control a terminal or the direction of writing.
pub fn clean(text: &str) -> String {
    // A whole escape sequence, not its first character alone.
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            if chars.peek() == Some(&'[') {
                chars.next();
                while chars.next_if(|c| !('@'..='~').contains(c)).is_some() {}
                chars.next();
            }
            continue;
        }
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}');
        if c == '\n' || c == '\t' || !(c.is_control() || turns) {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_told_without_the_values() {
        assert_eq!(
            without_input(
                "right with 12 friends, wrong with \"Eve\": asked `one`\nmore\n\nA future does nothing.\nB."
            ),
            "right with … friends, wrong with \"…\": asked `one`\n\nA future does nothing."
        );
    }

    #[test]
    fn nothing_moves_the_cursor_or_turns_the_text() {
        assert_eq!(
            clean("a\u{1b}[31mb\u{1b}c\u{7}d\u{202e}e\tf\ng\r"),
            "abcde\tf\ng"
        );
    }
}
