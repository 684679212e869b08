//! Chapter 5, The event loop. One file an exercise; the book tells in which order.

pub mod echo;
pub mod one_turn;
pub mod reactor;
pub mod registry;
pub mod timers;
pub mod until_would_block;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
