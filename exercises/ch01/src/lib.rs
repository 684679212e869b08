//! Chapter 1, Waiting: sync and async. A file for each exercise; the book gives their order.

pub mod blocking;
pub mod callback;
pub mod overlap;
pub mod save_all;
pub mod stopwatch;
pub mod threads;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
