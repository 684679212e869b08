//! Judges the reference answers of chapter 2 with the exercise's own checks.

// The checks name the crate that they judge `ch02`.
extern crate ch02_solution as ch02;

#[path = "../../../exercises/ch02/tests/checks/average.rs"]
mod average;
#[path = "../../../exercises/ch02/tests/checks/countdown.rs"]
mod countdown;
#[path = "../../../exercises/ch02/tests/checks/delegate.rs"]
mod delegate;
#[path = "../../../exercises/ch02/tests/checks/lean.rs"]
mod lean;
#[path = "../../../exercises/ch02/tests/checks/parser.rs"]
mod parser;
#[path = "../../../exercises/ch02/tests/checks/round_robin.rs"]
mod round_robin;

kit::checks!();
