//! Checks of countdown.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use ch02::coroutine::{Coroutine, State};
use ch02::countdown::Countdown;
use kit::{caught, check, varied};

/// A resume continues at the last stop. It knows only what was stored there, so the number that was
/// reached must be stored.
#[check]
fn it_yields_each_number_once_from_start_down_to_1() {
    // The large one does not fit into 8 bits.
    for start in [3, 1, 2, 7, varied(40, 20..=90) as u32, 1_000] {
        let wanted: Vec<u32> = (1..=start).rev().collect();
        let seen = resumed(start, wanted.len());

        if seen
            .iter()
            .zip(&wanted)
            .any(|(came, wanted)| *came != State::Yielded(*wanted))
        {
            panic!("{}", why_not(&seen, start));
        }
    }
}

/// The last line uses `start`, so it must be stored at each stop before that.
#[check]
fn the_resume_after_the_1_returns_the_text_with_the_start() {
    for start in [5, 1, varied(12, 10..=99) as u32] {
        let resumes = start as usize + 1;
        let seen = resumed(start, resumes);

        let wanted = format!("lift-off after {start}");
        match seen.last() {
            Some(State::Returned(_)) if seen.len() < resumes => panic!("{}", why_not(&seen, start)),
            Some(State::Returned(text)) if text.contains("lift-off after ") => assert!(
                *text == wanted,
                "the start was lost at a stop: a countdown from {start} returned {text:?} instead of \
                 {wanted:?}"
            ),
            Some(State::Returned(text)) => {
                panic!("a countdown from {start} returned {text:?} instead of {wanted:?}")
            }
            Some(State::Yielded(_)) => panic!("{}", why_not(&seen, start)),
            None => unreachable!("it was resumed"),
        }
    }
}

/// A `while` tests its condition before its body, so a countdown from 0 has no stop.
#[check]
fn a_countdown_from_0_returns_at_once() {
    match Countdown::new(0).resume(()) {
        State::Returned(text) => assert!(
            text == "lift-off after 0",
            "a countdown from 0 returned {text:?}, wanted \"lift-off after 0\""
        ),
        State::Yielded(number) => panic!("{}", goes_on(0, number)),
    }
}

/// A coroutine computes a value when it is resumed for it, and no earlier. Creating a countdown from
/// 1,000,000,000 takes no longer than creating one from 3.
// Enough seconds that this check stops waiting for an answer that counts ahead before the watchdog does.
#[check(seconds = 20)]
fn making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop() {
    // If it is wrong for a small start too, the message is that of the other checks.
    let few = resumed(3, 2);
    if few != [State::Yielded(3), State::Yielded(2)] {
        panic!("{}", why_not(&few, 3));
    }
    // The larger one comes second: an answer that stores every number would need 16 GB for it.
    for start in [1_000_000_000, u32::MAX] {
        let seen = resumed_soon(start, 2);
        if seen == [State::Yielded(start), State::Yielded(start - 1)] {
            continue;
        }
        assert!(
            start <= i32::MAX as u32 || !matches!(seen[0], State::Returned(_)),
            "right for a start of 1000000000, wrong for {start}: resume 1 gave {:?}. That start is above \
             i32::MAX; as an i32 it would be negative\n\n\
             A start is a u32. Each type that stores it must hold all values of a u32.",
            seen[0]
        );
        panic!("{}", why_not(&seen, start));
    }
}

/// Each coroutine has a state of its own. A state that is shared is changed by all of them.
#[check]
fn two_countdowns_do_not_disturb_each_other() {
    // Also with the same start: a start does not identify a countdown.
    for starts in [[5, 3], [4, 4]] {
        let alone = starts.map(|start| resumed(start, start as usize + 1));
        for (start, alone) in starts.iter().zip(&alone) {
            let yields = alone
                .iter()
                .filter(|gave| matches!(gave, State::Yielded(_)));
            if yields.count() != *start as usize {
                panic!("{}", why_not(alone, *start));
            }
        }
        // The second one is created after the first one has run.
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
                            "right alone, wrong beside another countdown: one from {} panicked with {:?} \
                             when another one, from {}, was resumed in between. They share a state that \
                             each should have for itself",
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
                    "right alone{}, wrong beside another countdown{}: they share a state that each should have \
                     for itself\nresume {} of a countdown from {start} gives {alone:?} if it runs alone, and \
                     gave {beside:?} when another one, from {}, was resumed in between",
                    match starts[0] == starts[1] {
                        true => " and beside one with another start",
                        false => "",
                    },
                    match starts[0] == starts[1] {
                        true => " with the same start",
                        false => "",
                    },
                    at + 1,
                    starts[1 - which]
                );
            }
        }
    }
}

/// After the return there is no stop to continue from. A result that looks valid would hide the
/// caller's mistake, so each later resume panics, not only the first.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for start in [2, 0] {
        let mut countdown = Countdown::new(start);
        let mut seen = Vec::new();
        // Twice as many resumes as it needs.
        for _ in 0..2 * start + 2 {
            // Up to where it should return, a panic is shown as it is: the unchanged stub's, for one. After
            // that, a countdown panics only because it has not returned.
            if seen.len() <= start as usize {
                step(&mut countdown, &mut seen);
            } else if caught(|| step(&mut countdown, &mut seen)).is_err() {
                break;
            }
            if matches!(seen.last(), Some(State::Returned(_))) {
                break;
            }
        }
        let returned = matches!(seen.last(), Some(State::Returned(_)));
        if !returned || seen.len() <= start as usize {
            panic!("{}", why_not(&seen, start));
        }
        for which in ["first", "second"] {
            match caught(|| countdown.resume(())) {
                Ok(gave) => panic!(
                    "the {which} resume after the return did not panic: a countdown from {start} gave \
                     {gave:?}{}, though it had returned",
                    match &gave {
                        gave if Some(gave) == seen.last() => ", the same again",
                        State::Yielded(number) if *number == start => ", as a new one does",
                        _ => "",
                    }
                ),
                Err(panic) => {
                    let said = panic.message;
                    assert!(
                        said.contains("already returned"),
                        "the {which} resume after the return of a countdown from {start} panicked, but its \
                         message does not contain `already returned`: {said:?}"
                    );
                }
            }
        }
    }
}

/// The results of the first `resumes` resumes of a new countdown; fewer if it returns earlier.
fn resumed(start: u32, resumes: usize) -> Vec<State<u32, String>> {
    let mut countdown = Countdown::new(start);
    let mut seen = Vec::new();
    while seen.len() < resumes && !matches!(seen.last(), Some(State::Returned(_))) {
        step(&mut countdown, &mut seen);
    }
    seen
}

/// The same, on a thread of its own. Panics if a step does not end in time, and names that step.
fn resumed_soon(start: u32, resumes: usize) -> Vec<State<u32, String>> {
    let (sends, receives) = mpsc::channel();
    thread::spawn(move || {
        // If sending fails, the check has ended.
        let made = caught(|| Countdown::new(start)).map_err(|panic| panic.message);
        let (Ok(mut countdown), Ok(())) = (made, sends.send(Ok(None))) else {
            return;
        };
        for _ in 0..resumes {
            let gave = caught(|| countdown.resume(())).map_err(|panic| panic.message);
            let over = !matches!(gave, Ok(State::Yielded(_)));
            if sends.send(gave.map(Some)).is_err() || over {
                return;
            }
        }
    });
    let mut seen = Vec::new();
    let mut made = false;
    while seen.len() < resumes && !matches!(seen.last(), Some(State::Returned(_))) {
        let look = Duration::from_millis(50);
        let mut looks = (0..40).map(|_| receives.recv_timeout(look));
        let came = looks.find_map(|came| match came {
            Err(mpsc::RecvTimeoutError::Timeout) => None,
            came => Some(came.unwrap_or_else(|_| Err("it panicked".to_owned()))),
        });
        match came {
            Some(Ok(Some(gave))) => seen.push(gave),
            Some(Ok(None)) => made = true,
            Some(Err(message)) => panic!(
                "right for a start of 3, wrong for {start}: {} panicked with {message:?}",
                where_it_is(made, seen.len())
            ),
            None => panic!(
                "right for a start of 3, wrong for {start}: {} takes too long, as if it computed all numbers \
                 ahead",
                where_it_is(made, seen.len())
            ),
        }
    }
    seen
}

fn where_it_is(made: bool, resumes: usize) -> String {
    match made {
        true => format!("resume {}", resumes + 1),
        false => "Countdown::new".to_owned(),
    }
}

/// Resumes it, unless it has returned.
fn step(countdown: &mut Countdown, seen: &mut Vec<State<u32, String>>) {
    let over = matches!(seen.last(), Some(State::Returned(_)));
    let gave = match over {
        // It must not be resumed: this takes the place of a result.
        true => State::Returned("(it had returned before)".to_owned()),
        // A panic in the first resume is shown as it is: the unchanged stub's, for one.
        false if seen.is_empty() => countdown.resume(()),
        false => caught(|| countdown.resume(())).unwrap_or_else(|panic| {
            let came: Vec<_> = seen.iter().map(|gave| format!("{gave:?}")).collect();
            panic!(
                "resume {} panicked with {:?}, though the countdown had not returned\nthe resumes before it \
                 gave {}\n\n\
                 Each resume stores the state from which the next one continues. The state for the end is \
                 stored only by the resume that returns.",
                seen.len() + 1,
                panic.message,
                came.join(", ")
            )
        }),
    };
    seen.push(gave);
}

/// The most likely reason why these results, one from each resume, are wrong.
fn why_not(seen: &[State<u32, String>], start: u32) -> String {
    for (at, wanted) in (1..=start).rev().enumerate().take(seen.len()) {
        let resume = at + 1;
        match &seen[at] {
            State::Yielded(came) if *came == wanted => {}
            State::Yielded(came) => {
                return format!(
                    "{}\nresume {resume} of a countdown from {start} yielded {came} instead of {wanted}\n\n\
                     A resume continues at the last stop. It knows only what was stored there, so the \
                     number that was reached must be stored.",
                    likely_cause(seen, at, start)
                );
            }
            State::Returned(text) => {
                return format!(
                    "it returned before it had yielded all numbers: resume {resume} of a countdown from \
                     {start} returned {text:?} instead of yielding {wanted}\n\n\
                     Each number takes one resume, and the return takes one more."
                );
            }
        }
    }
    match seen.get(start as usize) {
        Some(State::Yielded(number)) => goes_on(start, *number),
        _ => format!("a countdown from {start} gave {seen:?}"),
    }
}

/// A countdown from `start` yielded `number` after its last number.
fn goes_on(start: u32, number: u32) -> String {
    let how = match (start, number) {
        (0, 0) => "its first resume yields without testing `n > 0`",
        (_, 0) => "it continues while n is 0, and should continue only while n is above 0",
        _ => "it does not test whether it has reached its end",
    };
    format!(
        "it yielded {number} instead of returning: {how}\nresume {} of a countdown from {start} should \
         return \"lift-off after {start}\"\n\n\
         A `while` tests its condition before each run of its body. A countdown from 0 does not stop at \
         all.",
        start + 1
    )
}

/// What most likely makes resume `at + 1` yield a wrong number.
fn likely_cause(seen: &[State<u32, String>], at: usize, start: u32) -> &'static str {
    let State::Yielded(came) = seen[at] else {
        return "it has returned";
    };
    let before = match at.checked_sub(1).map(|before| &seen[before]) {
        Some(State::Yielded(number)) => Some(*number),
        _ => None,
    };
    match before {
        None if came.checked_add(1) == Some(start) => {
            "it counts down before it yields, so it leaves out the start"
        }
        None => "it does not begin with its start",
        Some(before) if came == start && came == before => {
            "the second resume yielded what the first one yielded: it started again from the top, or the \
             number it had reached was not stored at the stop"
        }
        Some(_) if came == start => {
            "it started again from the top, as if it had not been resumed before"
        }
        Some(before) if came == before => {
            "it yielded the same number again: the number it had reached was not stored at the stop"
        }
        Some(before) if came > before => "it counts up",
        Some(_) => "it ran too far and left out a number",
    }
}
