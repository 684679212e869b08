//! The sentences of pictures of waits to scale.

use std::time::Duration;

use super::{list, time};

/// How the waits of a panel are ordered in time.
pub enum Order {
    InTurn,
    AtOnce,
    Mixed,
}

pub const HEAD: [&str; 5] = ["How", "Name", "Begins", "Ends", "Waits"];

/// How the waits of a panel run, in a table.
pub fn order(order: &Order) -> &'static str {
    match order {
        Order::InTurn => "one after another",
        Order::AtOnce => "at the same time",
        Order::Mixed => "overlapping",
    }
}

/// Above a panel, how its waits run; and how long they take together.
pub fn heading(how: &Order, whole: Duration) -> String {
    let how = match how {
        Order::InTurn => "One after another",
        Order::AtOnce => "At the same time",
        Order::Mixed => "Overlapping",
    };
    format!("{how}: {}", time(whole))
}

/// The caption: how long the waits of each panel take together.
pub fn says(panels: &[(Order, Duration)]) -> String {
    let said: Vec<String> = panels
        .iter()
        .map(|(how, whole)| format!("{} {}", time(*whole), order(how)))
        .collect();
    format!("The waits take {}.", list(&said))
}

pub const NOTHING: &str =
    "nothing in it waits: let it record futures (`Recorder::watch`) that take time.";

pub fn too_many(lanes: usize, most: usize) -> String {
    format!("{lanes} waits are more than a person reads: at most {most} are drawn.")
}
