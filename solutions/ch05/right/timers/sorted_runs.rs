//! Style: sorted lists, each more than twice as long as the next; two that are alike are merged.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

type Run = VecDeque<(Duration, u64)>;

/// Timers that wait, each with a value: in an event loop, a waker.
// Sorted runs, each more than twice as long as the next one.
pub struct Timers<T> {
    runs: Vec<Run>,
    values: HashMap<u64, T>,
    added: u64,
}

/// Identifies a timer forever: no other timer of the same `Timers` gets the same key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimerKey {
    number: u64,
}

impl<T> Timers<T> {
    /// Has no timers.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            runs: Vec::new(),
            values: HashMap::new(),
            added: 0,
        }
    }

    /// Adds a timer that fires at `deadline`, which may be in the past.
    pub fn add(&mut self, deadline: Duration, value: T) -> TimerKey {
        self.added += 1;
        let number = self.added;
        self.values.insert(number, value);
        let mut run = Run::from([(deadline, number)]);
        while let Some(last) = self.runs.last()
            && last.len() <= 2 * run.len()
        {
            let last = self.runs.pop().expect("it was there");
            run = merge(last, run);
        }
        self.runs.push(run);
        TimerKey { number }
    }

    /// Removes a timer that waits, and returns its value.
    pub fn cancel(&mut self, key: TimerKey) -> Option<T> {
        let value = self.values.remove(&key.number)?;
        let all: usize = self.runs.iter().map(|run| run.len()).sum();
        if all > 2 * self.values.len() + 8 {
            let run = std::mem::take(&mut self.runs)
                .into_iter()
                .rev()
                .reduce(|a, b| merge(b, a))
                .unwrap_or_default();
            let values = &self.values;
            self.runs = vec![
                run.into_iter()
                    .filter(|(_, number)| values.contains_key(number))
                    .collect(),
            ];
        }
        self.clear_fronts();
        Some(value)
    }

    /// The earliest deadline, or `None` if no timer waits.
    pub fn next_deadline(&self) -> Option<Duration> {
        self.runs
            .iter()
            .filter_map(|run| run.front())
            .min()
            .map(|first| first.0)
    }

    /// Removes all timers that are due, and returns their values, the earliest first.
    pub fn expire(&mut self, now: Duration) -> Vec<T> {
        let mut due = Vec::new();
        let is_due = |run: &&mut Run| run.front().is_some_and(|first| first.0 <= now);
        while let Some(run) = self.runs.iter_mut().filter(is_due).min_by_key(|run| run[0]) {
            let number = run.pop_front().expect("it is due").1;
            due.extend(self.values.remove(&number));
        }
        self.clear_fronts();
        due
    }

    fn clear_fronts(&mut self) {
        for run in &mut self.runs {
            while let Some((_, number)) = run.front()
                && !self.values.contains_key(number)
            {
                run.pop_front();
            }
        }
        self.runs.retain(|run| !run.is_empty());
    }
}

fn merge(mut a: Run, mut b: Run) -> Run {
    let mut both = Run::with_capacity(a.len() + b.len());
    while let (Some(first), Some(second)) = (a.front(), b.front()) {
        let from = if first <= second { &mut a } else { &mut b };
        both.extend(from.pop_front());
    }
    both.extend(a);
    both.extend(b);
    both
}
