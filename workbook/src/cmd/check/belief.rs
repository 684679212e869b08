//! What an answer's failures look like, below them.

use std::path::Path;

use crate::cmd::text::wrapped;
use crate::engine::beliefs::Guess;
use crate::served;

/// The guess in lines of at most `width` characters: the belief, what is so instead, and where to read about it.
pub fn block(root: &Path, guess: &Guess, width: usize) -> String {
    let mut paragraphs = vec![
        format!("This looks like: \"{}\"", guess.belief_plain()),
        format!("What is so instead: {}", guess.instead_plain()),
    ];
    paragraphs.extend(place(root, guess).map(|place| format!("Read {place}")));
    let lines = paragraphs.iter().map(|text| wrapped(text, 4, width));
    lines.collect::<Vec<_>>().join("\n")
}

/// The heading's address if the book is being served, or else the page's name and what opens the book.
fn place(root: &Path, guess: &Guess) -> Option<String> {
    let link = guess.page.as_ref()?;
    Some(match served::address(root, link.page()) {
        Some(address) if !link.anchor.is_empty() => format!("{address}#{}", link.anchor),
        Some(address) => address,
        None => served::place(root, link.page()),
    })
}

#[cfg(test)]
mod tests {
    use crate::engine::beliefs::Link;

    use super::*;

    #[test]
    fn lines_keep_to_the_width() {
        let root = tempfile::tempdir().unwrap();
        let guess = Guess {
            slug: "created_is_started".to_owned(),
            belief: "\"Creating two futures starts both.\"".to_owned(),
            instead: "Polling starts it ([Order of things](../../../chapters/ch01/order.md#a))."
                .to_owned(),
            page: Some(Link {
                file: "chapters/ch01/order.md".to_owned(),
                anchor: "a".to_owned(),
            }),
        };
        assert_eq!(
            block(root.path(), &guess, 40),
            "    This looks like: \"Creating two\n    futures starts both.\"\n    What is so instead: Polling starts\n    \
             it (Order of things).\n    Read ch01/order: `cargo run` opens\n    the book"
        );
    }
}
