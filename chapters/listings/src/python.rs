//! Which Python runs the book's asyncio programs.

use std::process::Command;

/// The version that the programs are written for: `asyncio.TaskGroup` and `asyncio.timeout`.
const WANTED: (u32, u32) = (3, 11);

pub struct Interpreter {
    /// What to call it by.
    pub program: &'static str,
    /// `3.11.7`
    pub version: String,
}

/// The first of `python3` and `python` that is new enough.
///
/// # Errors
/// If there is none: what was wanted and what was found.
pub fn interpreter() -> Result<Interpreter, String> {
    let mut found = Vec::new();
    for program in ["python3", "python"] {
        match version(program) {
            Some((number, version)) if number >= WANTED => {
                return Ok(Interpreter { program, version });
            }
            Some((_, version)) => found.push(format!("{program} is {version}")),
            None => found.push(format!("there is no {program}")),
        }
    }
    let (major, minor) = WANTED;
    Err(format!(
        "Python {major}.{minor} or later is needed, but {}",
        found.join(" and ")
    ))
}

fn version(name: &str) -> Option<((u32, u32), String)> {
    let output = Command::new(name).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let version = text.strip_prefix("Python ")?.trim();
    let mut parts = version.split('.');
    let number = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((number, version.to_owned()))
}
