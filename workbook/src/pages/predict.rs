//! Predictions: a question, options, and the run that decides.
//!
//! ````text
//! ```predict
//! listing = "ch01-two-awaits"
//! asks = "time"
//! question = "How long does it take?"
//! [[option]]
//! says = "100 ms"
//! why = "Both futures exist, but the second one is not polled before the first is ready."
//! [[option]]
//! says = "200 ms"
//! why = "…"
//! ```
//! ````
//!
//! `asks` is one of: `output` (an option is the whole output, or with `from` and `to` those lines of
//! it), `order` (an option names the recorded futures in the order in which they become ready),
//! `time` (the virtual time at which the recording ends), `ends` (`yes` where every recorded future
//! becomes ready, else `no`). Which option is right is not written anywhere: it is the one that
//! matches the run, and there must be exactly one.

use std::fmt::Write as _;

use kit::record::What;
use serde::Deserialize;

use super::words::{ANSWER, NOTHING, RIGHT, WRONG};
use super::{Listings, parts};
use crate::pictures::{self, Recording, escape};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Prediction {
    listing: String,
    asks: Asks,
    question: String,
    from: Option<usize>,
    to: Option<usize>,
    option: Vec<Choice>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Asks {
    Output,
    Order,
    Time,
    Ends,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    says: String,
    why: String,
}

/// The name and the element of the block `text`. `number` keeps the ids of a page apart.
///
/// # Errors
/// A sentence where the block cannot be read, an option lacks its explanation, or none or several
/// options match the run.
pub fn element(text: &str, listings: &Listings, number: usize) -> Result<(String, String), String> {
    let asked: Prediction = toml::from_str(text)
        .map_err(|error| format!("holds a prediction that cannot be read: {error}"))?;
    if let Some(mute) = asked
        .option
        .iter()
        .find(|option| option.why.trim().is_empty())
    {
        return Err(format!(
            "asks for a prediction whose option {:?} has no explanation: every option needs its `why`.",
            mute.says
        ));
    }
    let ran = asked.what_ran(listings)?;
    let matching: Vec<usize> = (0..asked.option.len())
        .filter(|option| asked.matches(&asked.option[*option].says, &ran))
        .collect();
    match matching[..] {
        [right] => Ok(asked.draw(right, number)),
        [] => Err(format!(
            "asks for a prediction of {}, and none of its options is what ran: {ran:?}.",
            asked.listing
        )),
        _ => Err(format!(
            "asks for a prediction of {}, and {} of its options are what ran: {ran:?}.",
            asked.listing,
            matching.len()
        )),
    }
}

impl Prediction {
    fn what_ran(&self, listings: &Listings) -> Result<String, String> {
        let recording = || listings.recording(&self.listing);
        Ok(match self.asks {
            Asks::Output => {
                let output = listings.output(&self.listing)?;
                let from = self.from.unwrap_or(1).max(1);
                let to = self.to.unwrap_or(usize::MAX);
                let lines = output
                    .lines()
                    .skip(from - 1)
                    .take(to.saturating_sub(from - 1));
                lines.collect::<Vec<_>>().join("\n")
            }
            Asks::Order => order(&recording()?).join(", "),
            Asks::Time => pictures::time(kit::model::end(&recording()?.events)),
            Asks::Ends => if ends(&recording()?) { "yes" } else { "no" }.to_owned(),
        })
    }

    fn matches(&self, says: &str, ran: &str) -> bool {
        match self.asks {
            Asks::Output => says.trim_end() == ran.trim_end(),
            _ => says.trim() == ran,
        }
    }

    fn draw(&self, right: usize, number: usize) -> (String, String) {
        let id = format!("predict-{}-{number}", self.listing);
        let mut form = format!(
            "<form class=\"predict\" id=\"{id}\" data-right=\"{right}\">\n<fieldset><legend>{}</legend>\n",
            inline(&self.question)
        );
        let mut answers = String::new();
        for (option, choice) in self.option.iter().enumerate() {
            let letter = letter(option);
            let says = shown(&choice.says);
            let _ = writeln!(
                form,
                "<label><input type=\"radio\" name=\"{id}\" value=\"{option}\"> {letter} {says}</label>",
            );
            let verdict = if option == right { RIGHT } else { WRONG };
            // The letter refers to the option, which is shown above.
            let _ = writeln!(
                answers,
                "<li data-option=\"{option}\">{letter} <strong>{verdict}</strong> {}</li>",
                inline(choice.why.trim())
            );
        }
        let answers = parts::without_teaser(&format!("\n<ul>\n{answers}</ul>\n"));
        let details = format!("<details><summary>{ANSWER}</summary>\n{answers}\n</details>");
        (id, format!("{form}</fieldset>\n{details}\n</form>"))
    }
}

/// The letter by which an option is named.
fn letter(option: usize) -> String {
    let letter = u8::try_from(option).map_or('?', |option| char::from(b'A' + option % 26));
    format!("<b class=\"letter\">{letter}</b>")
}

fn order(recording: &Recording) -> Vec<String> {
    let ready = recording
        .events
        .iter()
        .filter(|event| event.what == What::Ready);
    let lanes = ready.filter_map(|event| event.lane);
    lanes
        .map(|lane| recording.lanes[lane].name.clone())
        .collect()
}

fn ends(recording: &Recording) -> bool {
    order(recording).len() == recording.lanes.len()
}

/// An option as it is shown: code, over several lines if it has them. An empty line would end
/// the HTML within Markdown.
fn shown(says: &str) -> String {
    let text = escape(says.trim_end());
    if text.is_empty() {
        // An option must have a name for screen readers.
        format!("<em>{NOTHING}</em>")
    } else if text.contains('\n') {
        format!(
            "<code class=\"lines\">{}</code>",
            text.replace("\n\n", "\n\u{a0}\n")
        )
    } else {
        format!("<code>{text}</code>")
    }
}

/// A sentence with `code` in it.
fn inline(text: &str) -> String {
    let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let parts = one_line.split('`').enumerate();
    let code = |(number, part): (usize, &str)| {
        let part = escape(part);
        if number % 2 == 1 {
            format!("<code>{part}</code>")
        } else {
            part
        }
    };
    parts.map(code).collect()
}
