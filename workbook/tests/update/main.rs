//! `update`, from outside: a small workbook as the project's repository, a reader's copy of it, and the tool run there.

#[path = "../fixtures/mod.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod fixtures;

mod around;
mod clone;
mod files;
mod pair;
mod plain;
mod refused;
mod undo;
