//! Further experiments after a check has failed: they tell which of the possible causes is the one.

use std::pin::pin;
use std::task::{Context, Poll};

use ch03::nth_poll::nth_poll;
use kit::{ByHand, CountingWaker, caught};

pub const NO_WAKE: &str = "An executor polls a task again when its waker is called. Here no other code \
    calls it, so a poll that returns Pending must call it before it returns.";

pub const NOT_COUNTED: &str = "Wakes are not counted: one poll answers all the wakes before it. \
    Each poll that returns Pending asks for the next poll, with one call.";

pub const SHARED: &str = "A count belongs to one future. A count that is kept in a static, or by \
    thread or address, is found by another future too.";

/// The numbers of turns that each diagnosis is tried with.
const FEW: [u32; 4] = [1, 2, 3, 7];

/// One future that was polled until it was ready.
struct Run {
    turns: u32,
    /// In which poll it was ready, and with what. None: not even two polls after it should have been.
    ready: Option<(u32, u32)>,
    /// How often that poll called its waker.
    calls: usize,
}

fn run(turns: u32) -> Run {
    // Not watched: the timeline shows only the scenario that fails.
    let mut future = ByHand::new(nth_poll(turns));
    for poll in 1..=turns + 3 {
        let before = future.wakes();
        if let Poll::Ready(said) = future.poll() {
            let calls = future.wakes() - before;
            let ready = Some((poll, said));
            return Run {
                turns,
                ready,
                calls,
            };
        }
    }
    Run {
        turns,
        ready: None,
        calls: 0,
    }
}

/// What is wrong with futures of a few turns, one at a time, before others run that could disturb them.
pub struct Cause {
    alone: Option<String>,
}

impl Cause {
    pub fn look() -> Self {
        let alone = caught(wrong_alone).ok().flatten();
        Self { alone }
    }

    /// Whether a single future is wrong.
    pub fn found(&self) -> bool {
        self.alone.is_some()
    }

    /// What is wrong with a single future, or else `seen`.
    pub fn alone_or(self, seen: impl FnOnce() -> String) -> String {
        self.alone.unwrap_or_else(seen)
    }

    /// What is wrong with a single future, or with one beside or after another one, or else `seen`.
    pub fn or(self, seen: impl FnOnce() -> String) -> String {
        let cause = self.alone.or_else(two_in_turns);
        cause.or_else(one_after_another).unwrap_or_else(seen)
    }
}

/// What is wrong with a future that is polled alone.
fn wrong_alone() -> Option<String> {
    let runs = FEW.map(run);
    let first = runs.iter().find(|run| !run.is_right())?;
    let turns = first.turns;
    let polls: Option<Vec<u32>> = runs.iter().map(|run| Some(run.ready?.0)).collect();
    let offset = |by: i64| {
        let off = |run: &Run| Some(i64::from(run.ready?.0) - i64::from(run.turns) - 1);
        runs.iter().all(|run| off(run) == Some(by))
    };
    let with_none = caught(|| run(0)).is_ok_and(|run| run.is_right());
    let right = runs.iter().filter(|run| run.is_right());
    let right: Vec<u32> = with_none
        .then_some(0)
        .into_iter()
        .chain(right.map(|run| run.turns))
        .collect();
    let wrong = runs.iter().filter(|run| !run.is_right());
    let wrong: Vec<u32> = wrong.map(|run| run.turns).collect();
    let contrast = match &right[..] {
        [] => String::new(),
        right => format!(
            "right with {} {}, wrong with {}: ",
            listed(right),
            if right == [1] { "turn" } else { "turns" },
            listed(&wrong)
        ),
    };
    Some(match (&polls, first.ready) {
        (_, None) => format!(
            "{contrast}nth_poll({turns}) returned Pending in each of {} polls; poll {} should be ready\n\n\
             Each poll is a new call of `poll`, whose local variables are gone when it returns. What the \
             next poll needs, such as the number of polls before it, is kept in a field of the future.",
            turns + 3,
            turns + 1
        ),
        (_, Some((poll, _))) if poll <= turns && runs[2].calls > 1 => {
            let (calls, poll) = (runs[2].calls, runs[2].ready.map_or(poll, |ready| ready.0));
            format!(
                "nth_poll(3) called its waker {calls} times within poll {poll} and was ready in it; each \
                 of the first 3 polls should return Pending, with one call\n\nA poll does not wait in a \
                 loop: it returns Pending at once. The next turn is the next poll, a separate call."
            )
        }
        (Some(polls), _) if polls.iter().all(|poll| *poll == 1) => format!(
            "nth_poll was ready in its first poll with {} turns; nth_poll(3) should return Pending 3 \
             times and be ready at poll 4\n\nA poll returns Pending as long as there are turns \
             left, and each turn is a separate poll.",
            listed(&FEW)
        ),
        (Some(polls), _) if offset(-1) || offset(1) => format!(
            "nth_poll was ready one poll too {}: with {} turns at poll {}, instead of {}\n\nThe first \
             `turns` polls return Pending, so poll `turns` + 1 is the one that is ready. What \
             decides is how many polls have returned Pending before this one.",
            if offset(-1) { "early" } else { "late" },
            listed(&FEW),
            listed(polls),
            listed(&FEW.map(|turns| turns + 1))
        ),
        (_, Some((poll, said))) if poll == turns + 1 => format!(
            "nth_poll({turns}) was ready at the right poll, {poll}, but with {said} instead of {turns}{}",
            match said {
                0 =>
                    "\n\nThe output is the number that was given. A field that is counted down holds 0 \
                      at the end, so the output needs a field of its own.",
                said if said == turns + 1 =>
                    "\n\nThe output is the number of turns, and the poll that is ready is not one \
                     of them.",
                _ => "",
            }
        ),
        (_, Some((poll, _))) => format!(
            "{contrast}nth_poll({turns}) was ready at poll {poll}, and should be ready at poll {}",
            turns + 1
        ),
    })
}

impl Run {
    fn is_right(&self) -> bool {
        self.ready == Some((self.turns + 1, self.turns))
    }
}

/// What is wrong with two that are polled alternately.
pub fn two_in_turns() -> Option<String> {
    for (one, other) in [(2, 2), (3, 1), (1, 4)] {
        let both = [one, other];
        let mut futures = both.map(super::by_hand);
        let mut ready = [None; 2];
        for poll in 1..=one.max(other) + 1 {
            for which in 0..2 {
                if ready[which].is_none() && futures[which].poll().is_ready() {
                    ready[which] = Some(poll);
                }
            }
        }
        if let Some(which) = (0..2).find(|which| ready[*which] != Some(both[*which] + 1)) {
            return Some(format!(
                "right alone, wrong beside another one: nth_poll({one}) and nth_poll({other}) were \
                 polled alternately; the {} one was {}, and should be ready at its poll {}\n\n{SHARED}",
                ["first", "second"][which],
                match ready[which] {
                    Some(poll) => format!("ready at its poll {poll}"),
                    None => format!("not ready within {} polls", one.max(other) + 1),
                },
                both[which] + 1
            ));
        }
    }
    None
}

/// What is wrong with one that is created at the address of one that was dropped.
pub fn one_after_another() -> Option<String> {
    let task = CountingWaker::new().waker();
    let mut cx = Context::from_waker(&task);
    let mut place = pin!(nth_poll(3));
    for _ in 0..2 {
        let _ = place.as_mut().poll(&mut cx);
    }
    place.set(nth_poll(2));
    let ready = (1..=3).find(|_| place.as_mut().poll(&mut cx).is_ready());
    (ready != Some(3)).then(|| {
        format!(
            "right alone, wrong at the address of an earlier one: nth_poll(3) was polled twice and \
             dropped; nth_poll(2), created at the same address, was {}, instead of at its poll \
             3\n\n{SHARED}",
            match ready {
                Some(poll) => format!("ready at its poll {poll}"),
                None => "not ready within 3 polls".to_owned(),
            }
        )
    })
}

/// `1, 2 and 3`.
fn listed(numbers: &[u32]) -> String {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    match &numbers[..] {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.concat(),
    }
}
