//! What the tests ask of Python's programs.

use std::path::{MAIN_SEPARATOR, PathBuf};

use crate::listing::root;

/// A reader may have no Python; continuous integration must.
pub fn may_be_absent() -> bool {
    !std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
}

/// What Python's `PYTHONPATH` must be for the program to have a clock that moves only when the program waits: what it
/// prints must not depend on how busy the machine is.
pub fn paused_clock() -> PathBuf {
    root().join("chapters/listings/tests/outputs/clock")
}

/// What Python printed, with its own absolute paths as a reader would type them.
pub fn from_root(printed: &str) -> String {
    let root = format!("{}{MAIN_SEPARATOR}", root().display());
    let printed = printed.replace(&root, "");
    if cfg!(windows) {
        printed.replace('\\', "/")
    } else {
        printed
    }
}
