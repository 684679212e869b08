//! The engine and the verbs that use it, from outside: the tool is run on a small workbook.

#[path = "../fixtures/mod.rs"]
mod fixtures;
#[path = "../matchers/mod.rs"]
mod matchers;

mod again;
mod attacks;
mod beliefs;
mod check;
mod completions;
mod editor;
mod failures;
mod hint;
mod list;
mod memory;
mod names;
mod progress;
#[cfg(unix)]
mod pty;
mod readers;
mod reset;
mod solution;
mod trace;
mod verify;
mod watch;
