//! Checks of countdown.

use ch02::coroutine::{Coroutine, State};
use ch02::countdown::Countdown;
use kit::{caught, check};

/// A coroutine runs on from where it stopped. All that it knows there is what it has kept: how far it
/// had come is part of that.
#[check]
fn it_yields_each_number_once_from_start_down_to_1() {
    // The large one goes beyond what a byte can count.
    for start in [3, 1, 2, 7, 40, 1_000] {
        let wanted: Vec<u32> = (1..=start).rev().collect();
        let seen = resumed(start, wanted.len());

        for (at, wanted) in wanted.iter().enumerate() {
            let resume = at + 1;
            match &seen[at] {
                State::Yielded(came) => assert!(
                    came == wanted,
                    "countdown from {start}: resume {resume} yielded {came}, wanted {wanted}: {}",
                    likely_cause(&seen, at, start)
                ),
                State::Returned(text) => panic!(
                    "countdown from {start}: resume {resume} returned {text:?}, but {wanted} was \
                     still to be yielded: each number needs a resume of its own, at which it stops"
                ),
            }
        }
    }
}

/// The start is used once more at the very end, so it has to survive every stop on the way there.
#[check]
fn the_resume_after_the_1_returns_what_it_started_from() {
    for start in [5, 1, 12] {
        let resumes = start as usize + 1;
        let seen = resumed(start, resumes);

        let wanted = format!("lift-off after {start}");
        match seen.last() {
            Some(State::Returned(text)) if seen.len() < resumes => panic!(
                "countdown from {start}: it returned {text:?} at resume {}; after {start} yields it \
                 should be resume {resumes} that returns",
                seen.len()
            ),
            Some(State::Returned(text)) if text.contains("lift-off after ") => assert!(
                *text == wanted,
                "countdown from {start}: it returned {text:?}, wanted {wanted:?}: where it started \
                 was lost at a stop, because nothing kept it"
            ),
            Some(State::Returned(text)) => {
                panic!("countdown from {start}: it returned {text:?}, wanted {wanted:?}")
            }
            Some(State::Yielded(number)) => panic!(
                "countdown from {start}: resume {resumes} yielded {number}; it should return \
                 {wanted:?}, because {start} numbers have been yielded before: {}",
                match number {
                    0 => "it goes on while n is 0, and should only while n is above 0",
                    _ => "nothing in it notices that it is at its end",
                }
            ),
            None => unreachable!("it was resumed"),
        }
    }
}

/// The condition of a `while` is looked at before its body: a countdown from 0 has no stop at all.
#[check]
fn a_countdown_from_0_returns_at_once() {
    match Countdown::new(0).resume(()) {
        State::Returned(text) => assert!(
            text == "lift-off after 0",
            "a countdown from 0 returned {text:?}, wanted \"lift-off after 0\""
        ),
        State::Yielded(number) => panic!(
            "a countdown from 0 yielded {number}: its first resume yields without asking whether \
             there is anything to count"
        ),
    }
}

/// A countdown from a thousand million is made as quickly as one from 3: nothing is counted before a
/// resume asks for it. Where this check does not come back, something counts all the numbers ahead.
#[check(seconds = 3)]
fn making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop() {
    // The larger one comes second: whoever stores every number would need 16 GB for it.
    for start in [1_000_000_000, u32::MAX] {
        let mut countdown = Countdown::new(start);
        for (resume, wanted) in [(1, start), (2, start - 1)] {
            let gave = countdown.resume(());

            assert!(
                gave == State::Yielded(wanted),
                "countdown from {start}: resume {resume} gave {gave:?}, wanted Yielded({wanted}){}",
                match gave {
                    State::Returned(_) if start > i32::MAX as u32 && resume == 1 =>
                        ". A countdown from 1000000000 yields; this start is above i32::MAX, and a \
                         number in an i32 would be below 0",
                    _ => "",
                }
            );
        }
    }
}

/// What a coroutine remembers belongs to that one coroutine. Anything shared is changed by all.
#[check]
fn two_countdowns_do_not_disturb_each_other() {
    // Twice the same start, too: two countdowns from 4 are still two.
    for starts in [[5, 3], [4, 4]] {
        let alone = starts.map(|start| resumed(start, start as usize + 1));
        for (start, alone) in starts.iter().zip(&alone) {
            let yields = alone
                .iter()
                .filter(|gave| matches!(gave, State::Yielded(_)));
            assert!(
                yields.count() == *start as usize,
                "a countdown from {start} that runs alone should yield {start} numbers; it gave \
                 {alone:?}, which says nothing about two"
            );
        }
        // The second one is made when the first one has run a little.
        let mut first = Countdown::new(starts[0]);
        let mut beside = [Vec::new(), Vec::new()];
        step(&mut first, &mut beside[0]);
        let mut second = Countdown::new(starts[1]);
        while (0..2).any(|which| beside[which].len() < alone[which].len()) {
            for (which, countdown) in [(1, &mut second), (0, &mut first)] {
                if beside[which].len() < alone[which].len() {
                    let resumed = || step(countdown, &mut beside[which]);
                    caught(resumed).unwrap_or_else(|panic| {
                        panic!(
                            "countdown from {}: it panicked with {:?} when another one, from {}, was \
                             resumed in between; alone it runs to its return: they share what each \
                             should remember for itself",
                            starts[which],
                            panic.message,
                            starts[1 - which]
                        )
                    });
                }
            }
        }

        for (which, start) in starts.iter().enumerate() {
            for (at, (alone, beside)) in alone[which].iter().zip(&beside[which]).enumerate() {
                assert!(
                    alone == beside,
                    "countdown from {start}: resume {} gives {alone:?} when it runs alone, and gave \
                     {beside:?} when another one, from {}, was resumed in between: they share what \
                     each should remember for itself",
                    at + 1,
                    starts[1 - which]
                );
            }
        }
    }
}

/// There is nothing to run on from. To say so loudly is better than an answer that looks valid, and
/// it stays so: one refusal does not make a new start.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for start in [2, 0] {
        let mut countdown = Countdown::new(start);
        // Twice as many as are needed.
        let most = 2 * start + 2;
        let resumes = (1..=most).find(|_| matches!(countdown.resume(()), State::Returned(_)));
        let Some(resumes) = resumes else {
            panic!("countdown from {start}: it has not returned within {most} resumes")
        };
        assert!(
            resumes > start,
            "countdown from {start}: it returned at resume {resumes}, before all {start} numbers had \
             come"
        );
        for which in ["first", "second"] {
            match caught(|| countdown.resume(())) {
                Ok(gave) => panic!(
                    "countdown from {start}: the {which} resume after the return gave {gave:?}; it \
                     should panic, because that countdown is over"
                ),
                Err(panic) => {
                    let said = panic.message;
                    assert!(
                        said.contains("already returned"),
                        "countdown from {start}: the {which} resume after the return panicked, but \
                         its message does not contain `already returned`: {said:?}"
                    );
                }
            }
        }
    }
}

/// What the first `resumes` resumes of a new countdown give; fewer where it returns before.
fn resumed(start: u32, resumes: usize) -> Vec<State<u32, String>> {
    let mut countdown = Countdown::new(start);
    let mut seen = Vec::new();
    while seen.len() < resumes && !matches!(seen.last(), Some(State::Returned(_))) {
        step(&mut countdown, &mut seen);
    }
    seen
}

/// Resumes it, unless it has returned.
fn step(countdown: &mut Countdown, seen: &mut Vec<State<u32, String>>) {
    let over = matches!(seen.last(), Some(State::Returned(_)));
    seen.push(match over {
        // Fills the place of a resume that must not be.
        true => State::Returned("(it had returned before)".to_owned()),
        false => countdown.resume(()),
    });
}

/// What most likely makes resume `at + 1` yield a wrong number.
fn likely_cause(seen: &[State<u32, String>], at: usize, start: u32) -> &'static str {
    let State::Yielded(came) = seen[at] else {
        return "it is over";
    };
    let before = match at.checked_sub(1).map(|before| &seen[before]) {
        Some(State::Yielded(number)) => Some(*number),
        _ => None,
    };
    match before {
        None if came.checked_add(1) == Some(start) => {
            "it counts down before it yields, so the start itself is left out"
        }
        None => "it does not begin with its start",
        Some(before) if came == start && came == before => {
            "it is where it was: it started again from the top, or how far it has come was not kept at \
             the stop"
        }
        Some(_) if came == start => {
            "it started again from the top, as if no resume had been before this one"
        }
        Some(before) if came == before => {
            "it is where it was: how far it has come was not kept at the stop"
        }
        Some(before) if came > before => "it counts up",
        Some(_) => "it went on too far, and a number was left out",
    }
}
