//! Handing out and handing on: `assign`, `export` and `report`, from outside.

mod graded;
mod handed_on;
mod handed_out;
mod hidden;
mod reported;
mod tree;
