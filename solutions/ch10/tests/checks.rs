//! Judges the reference answers of chapter 10 with the exercise's own checks.

// The checks name the crate that they judge `ch10`.
extern crate ch10_solution as ch10;

#[path = "../../../exercises/ch10/tests/checks/chunks.rs"]
mod chunks;
#[path = "../../../exercises/ch10/tests/checks/feed.rs"]
mod feed;
#[path = "../../../exercises/ch10/tests/checks/lines.rs"]
mod lines;
#[path = "../../../exercises/ch10/tests/checks/load.rs"]
mod load;
#[path = "../../../exercises/ch10/tests/checks/merge.rs"]
mod merge;
#[path = "../../../exercises/ch10/tests/checks/relay.rs"]
mod relay;
#[path = "../../../exercises/ch10/tests/checks/source.rs"]
mod source;
#[path = "../../../exercises/ch10/tests/checks/words.rs"]
mod words;

kit::checks!();
