//! Lines and blocks of a page that are the workbook's own.

use std::path::Path;

use super::parts::{self, Parts, Tip};
use super::{Listings, predict, words};
use crate::pictures::{self, SAME_IN_WORDS};

/// `text` with its pictures, steppers, predictions and folds put in.
///
/// # Errors
/// A line number and a sentence for each that cannot be.
pub fn expand(text: &str, listings: &Listings) -> Result<String, Vec<String>> {
    let (mut out, mut faults) = (String::with_capacity(text.len()), Vec::new());
    let mut lines = text.lines().enumerate();
    let (mut fence, mut count) = (None, 0);
    let (mut parts, mut tip) = (Parts::default(), Tip::default());
    while let Some((number, line)) = lines.next() {
        let trimmed = line.trim();
        let put = if let Some(open) = &fence {
            if Fence::of(trimmed).is_some_and(|close| close.ends(open, trimmed)) {
                fence = None;
            }
            None
        } else if trimmed == "```predict" {
            let block: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| line.trim() != "```")
                .collect();
            count += 1;
            let form = predict::element(&block.join("\n"), listings, count);
            Some(form.map(|(id, form)| form + "\n" + &parts.hide(&id)))
        } else if let Some((level, heading)) = parts::heading(line) {
            let before = parts.before_heading(level);
            Some(Ok(format!(
                "{before}{line}\n{}",
                parts.after_heading(heading)
            )))
        } else if line.contains(&format!("**{}**", words::PREDICT)) {
            Some(Err(format!(
                "has a bold \"{}\", which hides no answer: write the question in a line of its own, \
                 {{{{#predict how long does it take?}}}}, and the rest of the section stays hidden \
                 until readers ask for it.",
                words::PREDICT
            )))
        } else {
            fence = Fence::of(trimmed);
            asked(trimmed).map(|asked| {
                count += 1;
                asked.element(listings, count, &mut parts)
            })
        };
        match put {
            None => {
                out.push_str(if fence.is_some() {
                    ""
                } else {
                    tip.before(line)
                });
                out.push_str(line);
                out.push('\n');
            }
            Some(Ok(element)) => {
                out.push_str(&element);
                out.push('\n');
            }
            Some(Err(fault)) => faults.push(format!("{} {fault}", number + 1)),
        }
    }
    out.push_str(&parts.before_heading(1));
    if faults.is_empty() {
        Ok(out)
    } else {
        Err(faults)
    }
}

/// The marks with which a code block begins: nothing within it is the workbook's.
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn of(line: &str) -> Option<Self> {
        let mark = line
            .chars()
            .next()
            .filter(|mark| ['`', '~'].contains(mark))?;
        let length = line.chars().take_while(|c| *c == mark).count();
        (length >= 3).then_some(Self { mark, length })
    }

    /// Whether this, alone in its line, ends the block that `open` began.
    fn ends(&self, open: &Self, line: &str) -> bool {
        self.mark == open.mark && self.length >= open.length && self.length == line.len()
    }
}

/// A line that asks for something.
enum Asked<'a> {
    Picture(Picture<'a>),
    Prediction(&'a str),
    Terms(&'a str),
}

/// A line that asks for a picture.
struct Picture<'a> {
    /// Whether it is to be stepped through.
    stepper: bool,
    kind: &'a str,
    listing: &'a str,
}

fn asked(line: &str) -> Option<Asked<'_>> {
    let inner = line.strip_prefix("{{#")?.strip_suffix("}}")?;
    let (what, rest) = inner.split_once(' ').unwrap_or((inner, ""));
    let rest = rest.trim();
    let stepper = match what {
        "predict" => return Some(Asked::Prediction(rest)),
        "terms" => return Some(Asked::Terms(rest)),
        "picture" => false,
        "stepper" => true,
        _ => return None,
    };
    let mut words = rest.split_whitespace();
    Some(Asked::Picture(Picture {
        stepper,
        kind: words.next().unwrap_or(""),
        listing: words.next().unwrap_or(""),
    }))
}

impl Asked<'_> {
    fn element(
        &self,
        listings: &Listings,
        number: usize,
        parts: &mut Parts,
    ) -> Result<String, String> {
        match self {
            Self::Picture(picture) => picture.element(listings, number),
            Self::Prediction("") => Err(
                "asks for a prediction of nothing: expected a question, as in {{#predict how long \
                 does it take?}}."
                    .to_owned(),
            ),
            Self::Prediction(asked) => {
                let (id, question) = parts::question(asked, number);
                Ok(question + "\n" + &parts.hide(&id))
            }
            Self::Terms("") => Err(
                "names no terms: expected some, as in {{#terms starvation, fairness}}.".to_owned(),
            ),
            Self::Terms(named) => Ok(parts::terms(named)),
        }
    }
}

impl Picture<'_> {
    fn element(&self, listings: &Listings, number: usize) -> Result<String, String> {
        if self.listing.is_empty() {
            return Err(
                "asks for a picture without saying of what: expected a line such as \
                        {{#picture poll-and-wake ch01-two-awaits}}, a kind and a listing."
                    .to_owned(),
            );
        }
        let recording = listings.recording(self.listing)?;
        let figure = pictures::figure(self.kind, self.listing, &recording, number)?;
        let inside = if self.stepper {
            if let Some(other) = of_another_file(&recording, self.listing) {
                return Err(format!(
                    "asks for a stepper of {}, whose recording speaks of lines of {other}: a stepper \
                     shows the listing's own file. Ask for a picture, or take those steps in the \
                     listing itself.",
                    self.listing
                ));
            }
            pictures::stepper(&figure, &listings.program(self.listing)?)?
        } else {
            String::new()
        };
        Ok(figure.element(SAME_IN_WORDS, &inside, listings.gallery()))
    }
}

/// A file other than the listing's own whose lines the recording speaks of.
fn of_another_file<'a>(recording: &'a pictures::Recording, listing: &str) -> Option<&'a str> {
    let own = format!("{listing}.rs");
    let mut files = recording.events.iter().filter_map(|event| {
        let (file, _) = event.place.as_ref()?;
        Some(&**file)
    });
    files.find(|file| Path::new(file).file_name().is_none_or(|name| name != &*own))
}
