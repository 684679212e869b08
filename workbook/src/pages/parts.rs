//! The parts of a page: what stays hidden until a prediction is answered, and what folds away.
//!
//! A prediction begins a part that reaches to the next heading, or to the end of the page. It is an
//! element around Markdown, which the script `predict.js` hides; without scripts it is plain text.
//! The section that shows the same in Python is put into a fold, which the script `folds.js` closes.

use std::fmt::Write as _;

use super::words;
use crate::pictures::escape;

/// Around text that no teaser of the search shows. mdBook puts a page's whole text into its search
/// index, hidden or not; `predict.js` leaves out of the teasers what is between these two, so
/// that a search finds the page and does not give its answers away. Neither occurs in text.
const CUT: &str = "<span hidden>&#x2063;</span>";
const CUT_END: &str = "<span hidden>&#x2064;</span>";

/// `html`, left out of the search's teasers.
pub fn without_teaser(html: &str) -> String {
    format!("{CUT}{html}{CUT_END}")
}

/// What is open at a line of a page.
#[derive(Default)]
pub struct Parts {
    /// One for each prediction since the last heading, each within the one before.
    hidden: usize,
    folded: bool,
}

impl Parts {
    /// What comes below the question whose element is called `question`.
    pub fn hide(&mut self, question: &str) -> String {
        self.hidden += 1;
        format!(
            "\n<div class=\"withheld\" id=\"{question}-withheld\" data-of=\"{question}\">\n{CUT}\n\n"
        )
    }

    /// What ends before a heading of `level`, and before the end of the page (at level 1).
    pub fn before_heading(&mut self, level: usize) -> String {
        let mut out = String::new();
        for _ in 0..std::mem::take(&mut self.hidden) {
            let _ = write!(out, "\n{CUT_END}\n</div>\n\n");
        }
        if level <= 2 && std::mem::take(&mut self.folded) {
            out.push_str("\n</details>\n\n");
        }
        out
    }

    /// What begins after the heading `text`.
    pub fn after_heading(&mut self, text: &str) -> String {
        let Some((_, summary)) = words::FOLDED.iter().find(|(heading, _)| *heading == text) else {
            return String::new();
        };
        self.folded = true;
        // Open, as it is to be without scripts.
        format!(
            "\n<details class=\"folded\" open>\n<summary>{}</summary>\n\n",
            escape(summary)
        )
    }
}

/// The level and the text of a heading such as `## To take home`.
pub fn heading(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is_one = (1..=6).contains(&level) && (text.is_empty() || text.starts_with(' '));
    is_one.then(|| (level, text.trim()))
}

/// A question without options, `{{#predict how long does it take?}}`: its name, and its Markdown.
pub fn question(asked: &str, number: usize) -> (String, String) {
    let words = asked
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let slug = words.take(6).collect::<Vec<_>>().join("-").to_lowercase();
    let id = format!("question-{number}-{slug}");
    let element = format!(
        "<div class=\"question\" id=\"{id}\">\n\n**{}** {asked}\n\n</div>",
        words::PREDICT
    );
    (id, element)
}

/// The terms that a page explains, in a line that readers see and the search finds.
pub fn terms(named: &str) -> String {
    format!(
        "<p class=\"terms\">{} {}</p>\n",
        words::TERMS,
        escape(named)
    )
}

/// Follows a tip line by line: each is a rule, and a paragraph of its own.
#[derive(Default)]
pub struct Tip {
    within: bool,
    /// Whether the line before was one of its lines.
    follows: bool,
}

impl Tip {
    /// What to put before `line`.
    pub fn before(&mut self, line: &str) -> &'static str {
        let Some(rule) = line.strip_prefix('>') else {
            *self = Self::default();
            return "";
        };
        let rule = rule.trim();
        if rule == "[!TIP]" {
            *self = Self {
                within: true,
                follows: false,
            };
        } else if rule.is_empty() {
            self.follows = false;
        } else if self.within && std::mem::replace(&mut self.follows, true) {
            return ">\n";
        }
        ""
    }
}
