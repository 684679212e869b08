//! What the workbook adds to mdBook's Markdown: pictures of runs, steppers, predictions,
//! and what stays hidden or folded until a reader asks for it.
//!
//! One preprocessor serves both ways of building: the tool runs it within itself, and a stock
//! `mdbook build` runs `workbook preprocess`, as book.toml says. Everything it puts in is taken from
//! listings that ran: their outputs and recordings, kept beside them and compared by a test.

mod directive;
mod listing;
mod parts;
mod predict;
#[cfg(test)]
mod tests;
mod words;

use mdbook_preprocessor::book::{Book, BookItem};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

pub use directive::expand;
pub use listing::Listings;

/// What cannot be put into the pages: a page, a line and a sentence each.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct PageFaults(pub Vec<String>);

/// The preprocessor; `NAME` is its entry in book.toml.
pub struct Pages;

pub const NAME: &str = "workbook";

impl Preprocessor for Pages {
    fn name(&self) -> &str {
        NAME
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> anyhow::Result<Book> {
        let listings = Listings::below(&context.root.join(&context.config.book.src));
        let mut faults = Vec::new();
        book.for_each_mut(|item| {
            let BookItem::Chapter(chapter) = item else {
                return;
            };
            let Some(page) = &chapter.source_path else {
                return;
            };
            match expand(&chapter.content, &listings.seen_from(page)) {
                Ok(text) => chapter.content = text,
                Err(found) => {
                    let page = context.config.book.src.join(page);
                    faults.extend(
                        found
                            .into_iter()
                            .map(|fault| format!("{}:{fault}", page.display())),
                    );
                }
            }
        });
        if faults.is_empty() {
            Ok(book)
        } else {
            Err(PageFaults(faults).into())
        }
    }

    fn supports_renderer(&self, renderer: &str) -> anyhow::Result<bool> {
        Ok(renderer == "html")
    }
}
