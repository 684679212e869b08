//! The engine and the verbs that use it, from outside: the tool is run on a small workbook.

#[path = "../fixtures/mod.rs"]
mod fixtures;

mod attacks;
mod beliefs;
mod check;
mod failures;
mod hint;
mod list;
mod memory;
mod names;
#[cfg(unix)]
mod pty;
mod readers;
mod reset;
mod verify;
mod watch;
