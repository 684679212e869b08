//! The served page runs the reader's checks: the server's side, asked as a browser asks.

#[allow(dead_code, reason = "a part of it is used here")]
#[path = "../fixtures/mod.rs"]
mod fixtures;
#[path = "../sample/mod.rs"]
mod sample;
#[path = "../served/mod.rs"]
mod served;

mod attacks;
mod crowd;
mod end;
mod hints;
mod queue;
mod reader;
mod runs;
mod terminal;
mod trees;
mod trouble;
