use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A timer, compared by its deadline only.
#[derive(PartialEq, Eq)]
struct Timer {
    deadline: u64,
    name: char,
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.deadline.cmp(&other.deadline)
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The names of what a heap gives, in order.
fn out_of<T: Ord>(mut heap: BinaryHeap<T>, name: fn(&T) -> char) -> String {
    let mut names = Vec::new();
    while let Some(top) = heap.pop() {
        names.push(name(&top).to_string());
    }
    names.join(" ")
}

// ANCHOR: main
fn main() {
    let timers = [(30, 'a'), (10, 'b'), (20, 'c')];
    let heap = timers.map(|(deadline, name)| Timer { deadline, name });
    println!("a heap:        {}", out_of(heap.into(), |timer| timer.name));

    let heap = timers.map(|(deadline, name)| Reverse(Timer { deadline, name }));
    println!(
        "reversed:      {}",
        out_of(heap.into(), |timer| timer.0.name)
    );

    let heap = ['a', 'b', 'c', 'd'].map(|name| Reverse(Timer { deadline: 10, name }));
    println!(
        "all at 10:     {}",
        out_of(heap.into(), |timer| timer.0.name)
    );

    let numbered = [(10, 0, 'a'), (10, 1, 'b'), (10, 2, 'c'), (10, 3, 'd')];
    let heap = numbered.map(Reverse);
    println!("with a number: {}", out_of(heap.into(), |timer| timer.0.2));
}
// ANCHOR_END: main
