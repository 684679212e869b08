//! The parts of `watch`: which answers were saved, which key was pressed, what follows from it, and the terminal that
//! is left as it was found.

pub mod beside;
pub mod changes;
pub mod judging;
pub mod keys;
pub mod machine;
pub mod screen;
pub mod signals;
pub mod terminal;

/// What the loop of `watch` waits for.
pub enum Input {
    Key(keys::Pressed),
    /// The answers to these exercises, or their checks, were saved.
    Saved(Vec<String>),
    Judging(judging::Told),
    /// A command that was run beside has ended.
    Ran(beside::Ran),
    /// The editor could not be opened, and why; or it was.
    Opened(anyhow::Result<crate::editor::Opened>),
    /// Ctrl-C, or the system asks the process to end.
    Ended,
}
