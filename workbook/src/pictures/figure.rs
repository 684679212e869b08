//! The figure around a picture: its caption, its drawings, and the same in words.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::svg::{Svg, escape};
use super::{Kind, legend};

/// What a kind of picture has drawn.
pub struct Drawn {
    /// One sentence: what is to be seen. It is the caption, and the drawing's accessible name.
    pub says: String,
    /// For screens that are wide enough: at most 750 pixels.
    pub wide: Svg,
    /// For 360 pixels: at most 320. Without it, the words replace it.
    pub narrow: Option<Svg>,
    /// The same in words.
    pub words: Words,
}

/// The same in words, in the form that fits the kind.
pub enum Words {
    /// A numbered list: a step a sentence.
    Steps(Vec<Step>),
    /// A table: its head and its rows.
    Table(Vec<String>, Vec<Vec<String>>),
    /// A nested list: the depth and the text of each item, the first at depth 0.
    Nested(Vec<(usize, String)>),
}

/// A step of a picture, and what a stepper shows beside it.
#[derive(Default)]
pub struct Step {
    pub says: String,
    /// The listing's line, where the step has one.
    pub line: Option<u32>,
    /// The lines of those that are suspended after the step.
    pub suspended: Vec<u32>,
    /// The event of the recording, which the drawing carries as `data-event`.
    pub event: Option<usize>,
    /// What is to be told of the state after the step: each recorded future and what it is doing, or
    /// each thing that a coroutine keeps and its value.
    pub states: Vec<(String, Cow<'static, str>)>,
    /// Who is due to be polled, first in line first.
    pub ready: Vec<String>,
    /// The virtual clock, in words. Empty if the kind knows neither a clock nor ready futures.
    pub clock: String,
}

/// A figure, ready to be shown.
pub struct Figure {
    kind: &'static Kind,
    /// Unique within a page.
    pub id: String,
    drawn: Drawn,
}

impl Figure {
    pub(super) fn new(kind: &'static Kind, listing: &str, number: usize, drawn: Drawn) -> Self {
        Self {
            kind,
            id: format!("{listing}-{}-{number}", kind.word),
            drawn,
        }
    }

    /// The steps, where the kind has steps.
    pub fn steps(&self) -> &[Step] {
        match &self.drawn.words {
            Words::Steps(steps) => steps,
            _ => &[],
        }
    }

    /// The element, without an empty line: Markdown would take one for the end of the HTML. `inside`
    /// is between the drawing and the words, and `gallery` leads to the gallery's pages.
    pub fn element(&self, words: &str, inside: &str, gallery: Option<&str>) -> String {
        let (id, says) = (&self.id, &self.drawn.says);
        let wide = &self.drawn.wide;
        // The style sheet leaves the program beside a stepper's drawing the height that is left.
        let mut out = format!(
            "<figure class=\"ran ran-{}\" id=\"{id}\" style=\"--drawing: {}px\">\n",
            self.kind.word,
            wide.height().ceil()
        );
        let alone = if self.drawn.narrow.is_some() {
            "wide"
        } else {
            "wide alone"
        };
        // If it is too wide and scrolls, the page's script makes it a stop of the keyboard.
        let _ = writeln!(
            out,
            "<div class=\"drawing\">{}",
            wide.element(alone, &format!("{id}-wide"), says)
        );
        if let Some(narrow) = &self.drawn.narrow {
            out.push_str(&narrow.element("narrow", &format!("{id}-narrow"), says));
        }
        out.push_str("</div>\n");
        out.push_str(&legend::element(
            self.kind,
            wide,
            self.drawn.narrow.as_ref(),
            gallery,
        ));
        let _ = writeln!(out, "<figcaption>{}</figcaption>", escape(says));
        out.push_str(inside);
        let _ = writeln!(
            out,
            "<details class=\"words\"><summary>{}</summary>\n{}</details>\n</figure>",
            escape(words),
            self.drawn.words.element(id)
        );
        out
    }
}

impl Words {
    fn element(&self, id: &str) -> String {
        match self {
            Words::Steps(steps) => {
                let mut out = String::from("<ol>\n");
                for (number, step) in steps.iter().enumerate() {
                    let _ = writeln!(
                        out,
                        "<li id=\"{id}-{}\">{}</li>",
                        number + 1,
                        escape(&step.says)
                    );
                }
                out + "</ol>\n"
            }
            Words::Table(head, rows) => {
                let row = |cells: &[String], open: &str, close: &str| {
                    let cells: String = cells
                        .iter()
                        .map(|cell| format!("{open}{}{close}", escape(cell)))
                        .collect();
                    format!("<tr>{cells}</tr>\n")
                };
                let body: String = rows
                    .iter()
                    .map(|cells| row(cells, "<td>", "</td>"))
                    .collect();
                format!(
                    "<div class=\"table-wrapper\"><table><thead>{}</thead><tbody>\n{body}</tbody></table></div>\n",
                    row(head, "<th scope=\"col\">", "</th>")
                )
            }
            Words::Nested(items) => nested(items),
        }
    }
}

fn nested(items: &[(usize, String)]) -> String {
    let (mut out, mut depth) = (String::new(), None);
    for (own, text) in items {
        match depth {
            None => out.push_str("<ul>\n"),
            Some(last) if *own > last => out.push_str("\n<ul>\n"),
            Some(last) => {
                out.push_str("</li>\n");
                out.push_str(&"</ul></li>\n".repeat(last - own));
            }
        }
        let _ = write!(out, "<li>{}", escape(text));
        depth = Some(*own);
    }
    if let Some(last) = depth {
        out.push_str("</li>\n");
        out.push_str(&"</ul></li>\n".repeat(last));
        out.push_str("</ul>\n");
    }
    out
}
