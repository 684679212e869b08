//! Handing out and handing on: `assign`, `export` and `report`, from outside.

mod graded;
#[cfg(unix)]
mod gradescope;
mod handed_on;
mod handed_out;
mod hidden;
mod reported;
mod tree;
