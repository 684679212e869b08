//! Which check is run next, and how.

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, PoisonError};

use crate::current::lock;
use crate::failure::MOST_HANGS;

/// The checks, by their numbers, in the order in which they are run.
///
/// The first check of an exercise runs before its others do: an answer that hangs everywhere shows it
/// there. Once a check of an exercise has hung, its later ones get less time, and once
/// [`MOST_HANGS`] have, they are not run: their answer would only show the same again.
pub(super) struct Queue {
    exercises: Vec<String>,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The checks that are not begun.
    waiting: Vec<usize>,
    by_exercise: HashMap<String, Exercise>,
}

#[derive(Clone, Copy, Default)]
struct Exercise {
    begun: usize,
    ended: usize,
    hung: usize,
}

/// How a check is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    InFull,
    /// With less time.
    Hurried,
    NotRun,
}

impl Queue {
    /// `exercises` has the exercise of each check.
    pub(super) fn new(exercises: Vec<String>) -> Self {
        let state = State {
            waiting: (0..exercises.len()).collect(),
            by_exercise: HashMap::new(),
        };
        Self {
            exercises,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// The next check and how it is run; `None` after the last one. Waits for the first check of an
    /// exercise if nothing else is left.
    pub(super) fn next(&self) -> Option<(usize, Turn)> {
        let mut state = lock(&self.state);
        loop {
            if state.waiting.is_empty() {
                return None;
            }
            let of = |number: usize| {
                let known = state.by_exercise.get(&self.exercises[number]);
                known.copied().unwrap_or_default()
            };
            let may_begin = |exercise: Exercise| exercise.begun == 0 || exercise.ended > 0;
            let next = state.waiting.iter().position(|check| may_begin(of(*check)));
            let Some(at) = next else {
                state = self
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let number = state.waiting.remove(at);
            let exercise = state
                .by_exercise
                .entry(self.exercises[number].clone())
                .or_default();
            exercise.begun += 1;
            let turn = match exercise.hung {
                0 => Turn::InFull,
                hung if hung < MOST_HANGS => Turn::Hurried,
                _ => Turn::NotRun,
            };
            return Some((number, turn));
        }
    }

    /// The check of this number has ended, perhaps because it `hung`.
    pub(super) fn ended(&self, number: usize, hung: bool) {
        let mut state = lock(&self.state);
        let exercise = state
            .by_exercise
            .entry(self.exercises[number].clone())
            .or_default();
        exercise.ended += 1;
        exercise.hung += usize::from(hung);
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::{Queue, Turn};

    #[test]
    fn the_first_check_of_an_exercise_ends_before_the_others_begin() {
        let queue = Queue::new(["a", "a", "b", "b"].map(str::to_owned).to_vec());
        assert_eq!(queue.next(), Some((0, Turn::InFull)));
        assert_eq!(queue.next(), Some((2, Turn::InFull)));
        queue.ended(2, false);
        assert_eq!(queue.next(), Some((3, Turn::InFull)));
        queue.ended(0, false);
        assert_eq!(queue.next(), Some((1, Turn::InFull)));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn what_hangs_again_and_again_is_hurried_and_then_not_run() {
        let queue = Queue::new(vec!["a".to_owned(); 5]);
        let turns = [Turn::InFull, Turn::Hurried, Turn::Hurried, Turn::NotRun];
        for (number, turn) in turns.into_iter().enumerate() {
            assert_eq!(queue.next(), Some((number, turn)));
            queue.ended(number, turn != Turn::NotRun);
        }
        assert_eq!(queue.next(), Some((4, Turn::NotRun)));
    }
}
