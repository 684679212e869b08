//! Words that messages of several exercises use.

#![allow(dead_code, reason = "an exercise alone may not use it")]

use kit::counted;

/// `1 page had been`, `2 pages had been`.
pub fn had_been(number: usize, what: &str) -> String {
    format!("{} had been", counted(number, what))
}
