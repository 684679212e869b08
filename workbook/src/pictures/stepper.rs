//! The stepper: the listing beside its picture, and each step's state for the script to show.
//!
//! Without the script the program, the picture and the words stand as they are.

use std::borrow::Cow;
use std::fmt::Write as _;

use serde::Serialize;

use super::figure::Figure;
use super::svg::escape;

#[derive(Serialize)]
struct Shown<'a> {
    says: &'a str,
    line: Option<u32>,
    suspended: &'a [u32],
    event: Option<usize>,
    states: &'a [(String, Cow<'static, str>)],
    ready: &'a [String],
    clock: &'a str,
}

/// What stands between the picture and its words: the program by lines, and the steps as data.
///
/// # Errors
/// A sentence where the picture has no steps.
pub fn stepper(figure: &Figure, program: &str) -> Result<String, String> {
    let steps = figure.steps();
    if steps.is_empty() {
        return Err(
            "asks for a stepper of a kind that has no steps: ask for a picture.".to_owned(),
        );
    }
    let lines: Vec<u32> = steps.iter().filter_map(|step| step.line).collect();
    let shown: Vec<Shown<'_>> = steps
        .iter()
        .map(|step| Shown {
            says: &step.says,
            line: step.line,
            suspended: &step.suspended,
            event: step.event,
            states: &step.states,
            ready: &step.ready,
            clock: &step.clock,
        })
        .collect();
    let data = serde_json::to_string(&shown).map_err(|error| error.to_string())?;
    let mut out = String::from("<div class=\"stepper\">\n");
    out.push_str(&program_lines(program, &lines));
    // `</` would end the script: no JSON needs it unescaped.
    let _ = writeln!(
        out,
        "<script type=\"application/json\" class=\"steps\">{}</script>\n</div>",
        data.replace("</", "<\\/")
    );
    Ok(out)
}

/// The part of the program that the steps speak of, a line an element, with a little before and behind.
fn program_lines(program: &str, spoken_of: &[u32]) -> String {
    let first = spoken_of
        .iter()
        .min()
        .map_or(1, |line| line.saturating_sub(3).max(1));
    let last = spoken_of.iter().max().map_or(u32::MAX, |line| line + 3);
    let mut out = String::from("<ol class=\"program\" tabindex=\"0\">\n");
    for (number, line) in (1u32..).zip(program.lines()) {
        if (first..=last).contains(&number) && !line.contains("ANCHOR") {
            // An empty line would end the HTML within Markdown.
            let text = if line.trim().is_empty() {
                "\u{a0}".to_owned()
            } else {
                escape(line)
            };
            let _ = writeln!(out, "<li value=\"{number}\"><code>{text}</code></li>");
        }
    }
    out + "</ol>\n"
}
