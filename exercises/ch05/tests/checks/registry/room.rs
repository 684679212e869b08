//! What is left of values that have come and gone.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use ch05::registry::Registry;

pub const TIMES: usize = 120_000;

/// Lets values come and go, and asks whether one of them took too long, or the way through what is
/// left. Again, because the machine may be busy with something else for a while: what is left over
/// takes its time in each run.
// A failure is told as one of the check that calls this.
#[track_caller]
pub fn too_long(stays: bool) -> Option<String> {
    const ENOUGH: Duration = Duration::from_secs(12);
    let began = Instant::now();
    let mut best = Run::new(stays);
    while best.is_too_long() && best.runs < RUNS && began.elapsed() < ENOUGH {
        best.take_the_less(&Run::new(stays));
    }
    best.rest().or_else(|| best.longest())
}

const RUNS: usize = 4;

/// At how many places in memory values stood that came and went when as many had done so before.
pub fn new_places(stays: bool) -> usize {
    let mut registry = begin(stays);
    let mut places = BTreeSet::new();
    let mut at_half = 0;
    for n in 0..TIMES {
        if n == TIMES / 2 {
            at_half = places.len();
        }
        let key = registry.insert([n; 4]);
        places.extend(
            registry
                .get(key)
                .map(|value| std::ptr::from_ref(value).addr()),
        );
        registry.remove(key);
    }
    places.len() - at_half
}

fn begin(stays: bool) -> Registry<[usize; 4]> {
    let mut registry = Registry::new();
    if stays {
        registry.insert([0; 4]);
    }
    registry
}

/// How long it all took, in nanoseconds; the least of several runs.
struct Run {
    runs: usize,
    each: Vec<u32>,
    /// To go through those that are there, and to drop the registry.
    iter: u32,
    drop: u32,
}

impl Run {
    #[track_caller]
    fn new(stays: bool) -> Self {
        let mut registry = begin(stays);
        let mut each = Vec::with_capacity(TIMES);
        let mut last = Instant::now();
        let mut lap = || nanoseconds_since(std::mem::replace(&mut last, Instant::now()));
        for n in 0..TIMES {
            let key = registry.insert([n; 4]);
            black_box(registry.remove(key));
            // And once more, too late.
            black_box(registry.remove(key));
            each.push(lap());
        }
        let count = black_box(&registry).iter().count();
        let iter = lap();
        assert!(
            count == usize::from(stays),
            "{TIMES} values came and went, and {} stayed; `iter` gives {count} values",
            usize::from(stays)
        );
        // Here it is dropped.
        black_box(registry);
        let drop = lap();
        Self {
            runs: 1,
            each,
            iter,
            drop,
        }
    }

    fn take_the_less(&mut self, other: &Self) {
        self.runs += other.runs;
        for (one, other) in self.each.iter_mut().zip(&other.each) {
            *one = (*one).min(*other);
        }
        self.iter = self.iter.min(other.iter);
        self.drop = self.drop.min(other.drop);
    }

    fn is_too_long(&self) -> bool {
        let (longest, _) = self.longest_of_all();
        self.rest().is_some() || longest > OF_ONE
    }

    /// How many usual ones take as long.
    fn worth(&self, time: u32) -> u32 {
        let mut sorted = self.each.clone();
        let (_, usual, _) = sorted.select_nth_unstable(TIMES / 2);
        time / (*usual).max(1)
    }

    /// What took too long at the end, if anything did. A thousand empty places come to a hundred.
    fn rest(&self) -> Option<String> {
        const TO_GO_THROUGH: u32 = 1_000;
        const TO_DROP: u32 = 200;
        let (iter, drop) = (self.worth(self.iter), self.worth(self.drop));
        let (what, worth) = match (iter > TO_GO_THROUGH, drop > TO_DROP) {
            (true, _) => ("go through what is there", iter),
            (_, true) => ("drop the registry", drop),
            _ => return None,
        };
        Some(format!(
            "to {what} takes as long as {worth} of these: something of those that went is still \
             there"
        ))
    }

    /// The one that took too long, if one did in each of the runs.
    fn longest(&self) -> Option<String> {
        let (longest, number) = self.longest_of_all();
        (longest > OF_ONE && self.runs == RUNS).then(|| {
            format!(
                "number {number} of them took as long as {longest} others, in each of {RUNS} runs: \
                 it moved, or went through, what has piled up of those that went"
            )
        })
    }

    fn longest_of_all(&self) -> (u32, usize) {
        let longest = self.each.iter().zip(1..).max();
        longest.map_or((0, 0), |(time, number)| (self.worth(*time), number))
    }
}

/// So many of the usual ones no single one is worth, where little has to be moved.
const OF_ONE: u32 = 4_000;

fn nanoseconds_since(began: Instant) -> u32 {
    began.elapsed().as_nanos().try_into().unwrap_or(u32::MAX)
}
