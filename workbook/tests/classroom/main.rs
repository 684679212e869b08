//! Answers of people who are not trusted, judged behind each wall that holds here.

#![cfg(target_os = "linux")]

#[path = "../fixtures/mod.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod fixtures;

mod class;
mod hostile;
mod walls;
