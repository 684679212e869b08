//! Pictures of what ran: from a recording to a figure of HTML with its SVG and the same in words.
//!
//! A page asks for one in a line of its own, `{{#picture poll-and-wake ch01-two-awaits}}`: a kind of
//! [`KINDS`] and the name of a listing, whose recording is beside it as `NAME.jsonl`. Nothing is
//! drawn that the recording does not say. Layouts are computed here, once, when the book is built: a
//! wide one, and a narrow one for small screens; the browser only shows one of them.

mod cancellation_tree;
mod figure;
mod interleaving;
mod lanes;
mod legend;
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
mod waits;
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
    /// The page of the gallery that explains it, and the section there.
    section: (&'static str, &'static str),
    /// What its marks mean.
    legend: &'static [words::legend::Entry],
    draw: fn(&Recording) -> Result<Drawn, String>,
}

/// All kinds, in the order of the gallery.
pub const KINDS: &[Kind] = &[
    Kind {
        word: "waits",
        section: ("machine", "waits-to-scale"),
        legend: words::legend::WAITS_TO_SCALE,
        draw: waits::draw,
    },
    Kind {
        word: "poll-and-wake",
        section: ("polls", "which-future-is-polled-when-and-what-woke-it"),
        legend: words::legend::POLL_AND_WAKE,
        draw: poll_and_wake::draw,
    },
    Kind {
        word: "threads-and-tasks",
        section: ("machine", "threads-against-tasks"),
        legend: words::legend::THREADS_AND_TASKS,
        draw: threads_and_tasks::draw,
    },
    Kind {
        word: "state-machine",
        section: ("machine", "a-state-machine"),
        legend: words::legend::STATE_MACHINE,
        draw: state_machine::draw,
    },
    Kind {
        word: "loop-anatomy",
        section: ("machine", "the-anatomy-of-a-loop"),
        legend: words::legend::LOOP_ANATOMY,
        draw: loop_anatomy::draw,
    },
    Kind {
        word: "level",
        section: ("many", "how-full-it-is"),
        legend: words::legend::LEVEL,
        draw: level::draw,
    },
    Kind {
        word: "interleaving",
        section: ("many", "what-happened-in-between"),
        legend: words::legend::INTERLEAVING,
        draw: interleaving::draw,
    },
    Kind {
        word: "cancellation-tree",
        section: ("many", "what-a-cancellation-takes-with-it"),
        legend: words::legend::CANCELLATION_TREE,
        draw: cancellation_tree::draw,
    },
    Kind {
        word: "lock-queue",
        section: ("many", "which-futures-wait-for-a-lock"),
        legend: words::legend::LOCK_QUEUE,
        draw: lock_queue::draw,
    },
];

/// The picture of a reader's own run: which future was polled when, and what woke it. `recording` is in JSON lines; of
/// the lines that it names, those of `file` are told, the answer that is read beside it. `name` is unique on the page.
///
/// # Errors
/// A sentence if the recording holds nothing that can be drawn.
pub fn of_run(recording: &str, file: &str, name: &str) -> Result<Figure, String> {
    let recording = read(recording)?.with_lines_of(file);
    let kind = KINDS.iter().find(|kind| kind.word == "poll-and-wake");
    let kind = kind.ok_or("there is no such kind of picture.")?;
    Ok(Figure::new(kind, name, 1, (kind.draw)(&recording)?))
}

/// The figure of `kind` for the recording of `listing`. `number` counts the figures of the page: it
/// keeps their ids apart.
///
/// # Errors
/// A sentence if there is no such kind, or the recording does not hold what the kind shows.
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
    Ok(Figure::new(found, listing, number, drawn))
}
