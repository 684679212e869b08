//! Which Python runs the book's asyncio programs.

use std::path::MAIN_SEPARATOR;
use std::process::Command;

use crate::listing::root;

/// The version that the programs are written for: `asyncio.TaskGroup` and `asyncio.timeout`.
const WANTED: (u32, u32) = (3, 11);

/// The first of `python3` and `python` that is new enough, or why there is none.
pub fn interpreter() -> Result<&'static str, String> {
    let mut found = Vec::new();
    for name in ["python3", "python"] {
        match version(name) {
            Some(version) if version >= WANTED => return Ok(name),
            Some((major, minor)) => found.push(format!("{name} is {major}.{minor}")),
            None => found.push(format!("there is no {name}")),
        }
    }
    let (major, minor) = WANTED;
    Err(format!(
        "Python {major}.{minor} or later is wanted, but {}",
        found.join(" and ")
    ))
}

fn version(name: &str) -> Option<(u32, u32)> {
    let output = Command::new(name).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut parts = text.strip_prefix("Python ")?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// A reader may have no Python; continuous integration must.
pub fn may_be_absent() -> bool {
    !std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false")
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
