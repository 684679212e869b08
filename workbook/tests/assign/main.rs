//! Handing out and handing on: `assign`, `export` and `report`, from outside.

mod handed_out;
mod tree;
