//! Chapter 14, Testing async code. One file an exercise; the book tells in which order.

pub mod crowd;
pub mod dropped;
pub mod explorer;
pub mod orders;
pub mod patience;
pub mod rouse;
pub mod store;
pub mod wire;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
