//! The page of a trace: one HTML file that needs no other.

use std::fmt::Write as _;

use super::{Traced, words};
use crate::engine::beliefs::Guess;
use crate::engine::catalog::Exercise;
use crate::engine::verdict::Verdict;
use crate::failures::promise;
use crate::pictures::escape;

/// The book's styles that pictures and their steppers need, and what mdBook's own would say beside them.
const STYLES: [&str; 5] = [
    include_str!("../../theme/colours.css"),
    include_str!("../../theme/page.css"),
    include_str!("../../theme/pictures.css"),
    include_str!("../../theme/steppers.css"),
    include_str!("page.css"),
];

/// The words come before the scripts that say them.
const SCRIPTS: [&str; 4] = [
    include_str!("../../theme/strings.js"),
    include_str!("../../theme/scrolls.js"),
    include_str!("../../theme/stepper.js"),
    include_str!("page.js"),
];

/// The page for what the checks of `exercise` have recorded. `asked` is the check that it is about: its part is open
/// and brought into view. Parts of failing checks are open too.
pub fn document(
    exercise: &Exercise,
    verdicts: &[Verdict],
    traced: &[Traced<'_>],
    asked: &str,
    belief: Option<&Guess>,
) -> String {
    let title = format!("{}: {}", exercise.id, exercise.title);
    let mut out = String::from("<!DOCTYPE html>\n");
    let _ = write!(
        out,
        "<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n",
        words::LANGUAGE,
        escape(&title)
    );
    for style in STYLES {
        let _ = writeln!(out, "<style>\n{style}</style>");
    }
    out.push_str("</head>\n<body>\n<div class=\"content\">\n<main>\n");
    let passed = verdicts.iter().filter(|verdict| verdict.passed()).count();
    let _ = writeln!(
        out,
        "<h1>{}</h1>\n<p>{} {}</p>",
        escape(&title),
        escape(&words::lead(&exercise.file())),
        words::score(passed, verdicts.len())
    );
    if let Some(belief) = belief {
        let _ = writeln!(
            out,
            "<div class=\"belief\">\n<p><strong>{}</strong> {}</p>\n<p><strong>{}</strong> {}</p>\n</div>",
            words::LOOKS_LIKE,
            escape(belief.belief_plain()),
            words::INSTEAD,
            escape(&belief.instead_plain())
        );
    }
    let mut said = Vec::new();
    for traced in traced {
        out.push_str(&part(traced, asked, &mut said));
    }
    out.push_str(&not_recorded(exercise, verdicts));
    let _ = writeln!(
        out,
        "<p class=\"again\">{}</p>\n</main>\n</div>",
        escape(&words::again(&exercise.id))
    );
    for script in SCRIPTS {
        // Each says 'use strict' for itself, and shares no name with the others but `window.workbook`.
        let _ = writeln!(out, "<script>\n{script}</script>");
    }
    out.push_str("</body>\n</html>\n");
    out
}

/// A check: its verdict, the cause, the picture, and the timeline as text. `said` holds the paragraphs of causes
/// above it: several checks fail for the same one.
fn part<'a>(traced: &Traced<'a>, asked: &str, said: &mut Vec<&'a str>) -> String {
    let verdict = traced.verdict;
    let is_asked = verdict.check == asked;
    let class = if is_asked { "check asked" } else { "check" };
    let open = if is_asked || !verdict.passed() {
        " open"
    } else {
        ""
    };
    let mut out = format!(
        "<details class=\"{class}\"{open}>\n<summary><h2>{} {}: <span class=\"status\">{}</span></h2></summary>\n",
        words::mark(verdict.status),
        escape(&traced.promise),
        verdict.status.words(),
    );
    let mut fresh = Vec::new();
    for paragraph in verdict.message.trim().split("\n\n") {
        if !said.contains(&paragraph) {
            said.push(paragraph);
            fresh.push(paragraph);
        }
    }
    let message = match verdict.message.trim() {
        "" => "",
        _ if fresh.is_empty() => words::AS_ABOVE,
        _ => &fresh.join("\n\n"),
    };
    if !message.is_empty() {
        let _ = writeln!(out, "<p class=\"message\">{}</p>", escape(message));
    }
    if !traced.why.is_empty() {
        let _ = writeln!(
            out,
            "<p class=\"why\"><strong>{}</strong> {}</p>",
            words::WHY,
            escape(traced.why)
        );
    }
    match &traced.figure {
        Ok(figure) => out.push_str(figure),
        Err(why) => {
            let _ = writeln!(
                out,
                "<p><strong>{}</strong> {}</p>",
                words::NO_PICTURE,
                escape(why)
            );
        }
    }
    if !verdict.timeline.trim().is_empty() {
        let open = if traced.figure.is_err() { " open" } else { "" };
        let _ = writeln!(
            out,
            "<details class=\"timeline\"{open}><summary>{}</summary>\n<pre><code class=\"language-text\">{}</code></pre></details>",
            words::TIMELINE,
            escape(verdict.timeline.trim_end())
        );
    }
    out + "</details>\n"
}

fn not_recorded(exercise: &Exercise, verdicts: &[Verdict]) -> String {
    let of = |name: &str| {
        let mut verdicts = verdicts.iter();
        verdicts.find(|verdict| verdict.check == name)
    };
    let without: Vec<&Verdict> = exercise
        .checks
        .iter()
        .filter_map(|check| of(&check.name))
        .filter(|verdict| verdict.recording.trim().is_empty())
        .collect();
    if without.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "<h2>{}</h2>\n<p>{}</p>\n<ul>\n",
        words::NOT_RECORDED,
        words::NOT_RECORDED_WHY
    );
    for verdict in without {
        let _ = writeln!(
            out,
            "<li>{} {}: {}</li>",
            words::mark(verdict.status),
            escape(&promise(verdict)),
            verdict.status.words()
        );
    }
    out + "</ul>\n"
}
