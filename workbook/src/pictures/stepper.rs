//! The stepper: the listing beside its picture, and each step's state for the script to show.
//!
//! Without the script the program, the picture and the words are shown as they are.

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

/// What is between the picture and its words: the program by lines, and the steps as data.
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
/// What indents all of it is left out.
fn program_lines(program: &str, spoken_of: &[u32]) -> String {
    let first = spoken_of
        .iter()
        .min()
        .map_or(1, |line| line.saturating_sub(3).max(1));
    let last = spoken_of.iter().max().map_or(u32::MAX, |line| line + 3);
    let shown: Vec<(u32, &str)> = (1u32..)
        .zip(program.lines())
        .filter(|(number, line)| (first..=last).contains(number) && !line.contains("ANCHOR"))
        .collect();
    let indents = shown
        .iter()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(_, line)| line.len() - line.trim_start().len());
    let indent = indents.min().unwrap_or(0);
    let mut out = String::from("<ol class=\"program\" tabindex=\"0\">\n");
    for (number, line) in shown {
        // An empty line would end the HTML within Markdown.
        let text = match line.get(indent..) {
            Some(text) if !text.trim().is_empty() => escape(text),
            _ => "\u{a0}".to_owned(),
        };
        let _ = writeln!(out, "<li value=\"{number}\"><code>{text}</code></li>");
    }
    out + "</ol>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_begins_near_the_first_step_without_its_common_indent() {
        let program = "mod m {\n\n\n    fn f() {\n\n        g(1 < 2);\n    }\n}\n";
        assert_eq!(
            program_lines(program, &[6, 4]),
            "<ol class=\"program\" tabindex=\"0\">\n\
             <li value=\"1\"><code>mod m {</code></li>\n\
             <li value=\"2\"><code>\u{a0}</code></li>\n\
             <li value=\"3\"><code>\u{a0}</code></li>\n\
             <li value=\"4\"><code>    fn f() {</code></li>\n\
             <li value=\"5\"><code>\u{a0}</code></li>\n\
             <li value=\"6\"><code>        g(1 &lt; 2);</code></li>\n\
             <li value=\"7\"><code>    }</code></li>\n\
             <li value=\"8\"><code>}</code></li>\n</ol>\n"
        );
        let inner = program_lines(&program.replace("mod m {", "    mod m {"), &[6, 4]);
        assert!(inner.contains("<code>}</code>"), "{inner}");
        let inner = program_lines(program.trim_end_matches("}\n"), &[7]);
        assert!(
            inner.contains("<li value=\"4\"><code>fn f() {</code></li>"),
            "{inner}"
        );
        assert!(inner.contains("<code>    g(1 &lt; 2);</code>"), "{inner}");
    }
}
