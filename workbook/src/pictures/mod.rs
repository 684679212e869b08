//! Pictures of what ran: from a recording to a figure of HTML with its SVG and the same in words.
//!
//! A page asks for one in a line of its own, `{{#picture poll-and-wake ch01-two-awaits}}`: a kind of
//! [`KINDS`] and the name of a listing, whose recording lies beside it as `NAME.jsonl`. Nothing is
//! drawn that the recording does not say. Layouts are computed here, once, when the book is built: a
//! wide one, and a narrow one for small screens; the browser only shows one of them.

mod cancellation_tree;
mod figure;
mod interleaving;
mod lanes;
mod level;
mod lock_queue;
mod loop_anatomy;
mod poll_and_wake;
#[cfg(test)]
mod probe;
mod read;
mod state_machine;
mod stepper;
mod svg;
mod threads_and_tasks;
mod time_axis;
mod words;

use figure::Drawn;
pub use figure::Figure;
pub use read::{Recording, read};
pub use stepper::stepper;
pub use svg::escape;
pub use words::{SAME_IN_WORDS, time};

/// A kind of picture.
pub struct Kind {
    /// The word by which pages ask for it.
    pub word: &'static str,
    draw: fn(&Recording) -> Result<Drawn, String>,
}

/// All kinds, in the order of the gallery.
pub const KINDS: &[Kind] = &[
    Kind {
        word: "poll-and-wake",
        draw: poll_and_wake::draw,
    },
    Kind {
        word: "threads-and-tasks",
        draw: threads_and_tasks::draw,
    },
    Kind {
        word: "state-machine",
        draw: state_machine::draw,
    },
    Kind {
        word: "loop-anatomy",
        draw: loop_anatomy::draw,
    },
    Kind {
        word: "level",
        draw: level::draw,
    },
    Kind {
        word: "interleaving",
        draw: interleaving::draw,
    },
    Kind {
        word: "cancellation-tree",
        draw: cancellation_tree::draw,
    },
    Kind {
        word: "lock-queue",
        draw: lock_queue::draw,
    },
];

/// The figure of `kind` for the recording of `listing`. `number` counts the figures of the page: it
/// keeps their ids apart.
///
/// # Errors
/// A sentence where there is no such kind, or the recording does not hold what the kind shows.
pub fn figure(
    kind: &str,
    listing: &str,
    recording: &Recording,
    number: usize,
) -> Result<Figure, String> {
    let Some(found) = KINDS.iter().find(|known| known.word == kind) else {
        let known: Vec<&str> = KINDS.iter().map(|known| known.word).collect();
        return Err(format!(
            "asks for a picture of the kind {kind}; the kinds are {}.",
            known.join(", ")
        ));
    };
    let drawn = (found.draw)(recording)
        .map_err(|why| format!("asks for a {kind} picture of {listing}, but {why}"))?;
    Ok(Figure::new(found.word, listing, number, drawn))
}
