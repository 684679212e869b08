//! Chapter 2, Coroutines by hand. A file for each exercise; the book gives their order.

pub mod average;
pub mod coroutine;
pub mod countdown;
pub mod delegate;
pub mod lean;
pub mod parser;
pub mod round_robin;

/// The tree that this was built from. Of two copies of the workbook that share a target folder, cargo
/// would take the build of one for the other's: it compiles again where this differs, and the checks
/// refuse to judge another tree's build.
#[doc(hidden)]
pub const BUILT_IN: (&str, Option<&str>) =
    (env!("CARGO_MANIFEST_DIR"), option_env!("WORKBOOK_TREE"));
