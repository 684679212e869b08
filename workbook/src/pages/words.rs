//! What the workbook itself writes into pages, apart from pictures: what a translation replaces.

/// Before a question without options.
pub const PREDICT: &str = "Predict:";
/// The summary of a prediction's explanations.
pub const ANSWER: &str = "The answer, and why";
/// An output that is empty.
pub const NOTHING: &str = "nothing";
/// After an option's letter.
pub const RIGHT: &str = "is what ran.";
pub const WRONG: &str = "is not what ran.";
/// Before the terms of a page.
pub const TERMS: &str = "Terms:";

/// The headings of sections that readers skip if they do not know the other language, and the summary
/// under which each is folded.
pub const FOLDED: [(&str, &str); 2] = [
    (
        "The same in asyncio",
        "For readers who know asyncio: the same program, and where the two differ",
    ),
    (
        "The same in Python",
        "For readers who know Python: the same program, and where the two differ",
    ),
];
