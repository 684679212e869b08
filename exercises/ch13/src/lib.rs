//! Chapter 13, The bug clinic. One file an exercise; the book tells in which order.

pub mod backlog;
pub mod census;
pub mod cleanup;
pub mod detached;
pub mod forgotten;
pub mod guarded;
pub mod held;
pub mod leaked;
pub mod longpoll;
pub mod missed;
pub mod nested;
pub mod rearmed;
pub mod stalled;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
