//! The engine and the verbs that use it, from outside: the tool is run on a small workbook.

#[path = "../fixtures/mod.rs"]
mod fixtures;
#[path = "../matchers/mod.rs"]
mod matchers;

mod attacks;
mod beliefs;
mod check;
mod editor;
mod failures;
mod hint;
mod list;
mod memory;
mod names;
mod readers;
mod reset;
mod verify;
