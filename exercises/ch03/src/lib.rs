//! Chapter 3, Futures. A file for each exercise; the book gives their order.

pub mod counted;
pub mod delay;
pub mod join_many;
pub mod join_two;
pub mod nth_poll;
pub mod unrolled;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
