//! The engine, `check` and `verify`, from outside: the tool is run on a small workbook.

#[path = "../fixtures/mod.rs"]
mod fixtures;

mod attacks;
mod beliefs;
mod check;
mod failures;
mod memory;
mod names;
mod readers;
mod verify;
