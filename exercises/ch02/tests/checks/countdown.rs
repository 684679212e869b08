//! Checks of countdown.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

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

        if seen
            .iter()
            .zip(&wanted)
            .any(|(came, wanted)| *came != State::Yielded(*wanted))
        {
            panic!("{}", why_not(&seen, start));
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
            Some(State::Returned(_)) if seen.len() < resumes => panic!("{}", why_not(&seen, start)),
            Some(State::Returned(text)) if text.contains("lift-off after ") => assert!(
                *text == wanted,
                "where it started was lost at a stop: a countdown from {start} returned {text:?} instead \
                 of {wanted:?}"
            ),
            Some(State::Returned(text)) => {
                panic!("countdown from {start}: it returned {text:?} instead of {wanted:?}")
            }
            Some(State::Yielded(_)) => panic!("{}", why_not(&seen, start)),
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
        State::Yielded(number) => panic!("{}", goes_on(0, number)),
    }
}

/// A coroutine computes what it yields when it is resumed, and no more. A countdown from a thousand
/// million is made as quickly as one from 3.
// So many seconds that an answer which counts ahead is given up by this check, not by the watchdog.
#[check(seconds = 20)]
fn making_a_countdown_runs_nothing_and_a_resume_runs_to_the_next_stop() {
    // A stub speaks for itself.
    Countdown::new(3).resume(());
    // The larger one comes second: an answer that stores every number would need 16 GB for it.
    for start in [1_000_000_000, u32::MAX] {
        let seen = resumed_soon(start, 2);
        if seen == [State::Yielded(start), State::Yielded(start - 1)] {
            continue;
        }
        assert!(
            start <= i32::MAX as u32 || !matches!(seen[0], State::Returned(_)),
            "right for a start of 1000000000, wrong for one of {start}: resume 1 gave {:?}. That start is \
             above i32::MAX, and a number in an i32 would be below 0\n\n\
             A start is a u32, and everything that it is kept in must hold all of its values.",
            seen[0]
        );
        panic!("{}", why_not(&seen, start));
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
            if yields.count() != *start as usize {
                panic!("{}", why_not(alone, *start));
            }
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
                            "right alone, wrong beside another one: a countdown from {} panicked with \
                             {:?} when another one, from {}, was resumed in between: they share what each \
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
                    "right alone{}, wrong beside another one{}: they share what each should remember for \
                     itself\nresume {} of a countdown from {start} gives {alone:?} if it runs alone, and gave \
                     {beside:?} when another one, from {}, was resumed in between",
                    match starts[0] == starts[1] {
                        true => " and beside one from another start",
                        false => "",
                    },
                    match starts[0] == starts[1] {
                        true => " from the same start",
                        false => "",
                    },
                    at + 1,
                    starts[1 - which]
                );
            }
        }
    }
}

/// After the return there is nothing to run on from. A panic says so; a number that looks valid would
/// hide it. It stays over: one panic does not make a new start.
#[check]
fn a_resume_after_the_return_panics_with_already_returned() {
    for start in [2, 0] {
        let mut countdown = Countdown::new(start);
        let mut seen = Vec::new();
        // Twice as many as are needed.
        for _ in 0..2 * start + 2 {
            // A stub speaks for itself; what panics after its end does so because it went on.
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
                     {gave:?}{}, though it is over",
                    match &gave {
                        gave if Some(gave) == seen.last() => ", the same once more",
                        State::Yielded(number) if *number == start => ", like a new one",
                        _ => "",
                    }
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

/// The same, on a thread of its own. It gives up after so many looks, and says where it was then.
fn resumed_soon(start: u32, resumes: usize) -> Vec<State<u32, String>> {
    let (sends, receives) = mpsc::channel();
    thread::spawn(move || {
        // The checks have ended if none receives what is sent.
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
                "right for a start of 3, wrong for one of {start}: {} panicked with {message:?}",
                where_it_is(made, seen.len())
            ),
            None => panic!(
                "right for a start of 3, wrong for one of {start}: {} does not come back, as if all the \
                 numbers were counted ahead",
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
        // Fills the place of a resume that must not be.
        true => State::Returned("(it had returned before)".to_owned()),
        // A first resume that panics has its own word, as a stub has.
        false if seen.is_empty() => countdown.resume(()),
        false => caught(|| countdown.resume(())).unwrap_or_else(|panic| {
            let came: Vec<_> = seen.iter().map(|gave| format!("{gave:?}")).collect();
            panic!(
                "resume {} panicked with {:?}, though the countdown had not returned\nbefore it came {}\n\n\
                 Each resume leaves the state from which the next one runs on. The state of the end is \
                 for a countdown that has returned.",
                seen.len() + 1,
                panic.message,
                came.join(", ")
            )
        }),
    };
    seen.push(gave);
}

/// Why what a countdown gave, resume by resume, is most likely wrong.
fn why_not(seen: &[State<u32, String>], start: u32) -> String {
    for (at, wanted) in (1..=start).rev().enumerate().take(seen.len()) {
        let resume = at + 1;
        match &seen[at] {
            State::Yielded(came) if *came == wanted => {}
            State::Yielded(came) => {
                return format!(
                    "{}\ncountdown from {start}: resume {resume} yielded {came} instead of {wanted}\n\n\
                     A coroutine runs on from where it stopped. All that it knows there is what it has \
                     kept: how far it had come is part of that.",
                    likely_cause(seen, at, start)
                );
            }
            State::Returned(text) => {
                return format!(
                    "it returned before all numbers had come: resume {resume} of a countdown from {start} \
                     returned {text:?} instead of yielding {wanted}\n\n\
                     Each number needs a resume of its own, at which it stops, and so does the return."
                );
            }
        }
    }
    match seen.get(start as usize) {
        Some(State::Yielded(number)) => goes_on(start, *number),
        _ => format!("a countdown from {start} gave {seen:?}"),
    }
}

/// A countdown from `start` yielded `number` when all numbers had come.
fn goes_on(start: u32, number: u32) -> String {
    let how = match (start, number) {
        (0, 0) => "its first resume yields without asking whether there is anything to count",
        (_, 0) => "it goes on while n is 0, and should only while n is above 0",
        _ => "nothing in it notices that it is at its end",
    };
    format!(
        "it yielded {number} where it should return: {how}\nresume {} of a countdown from {start} should \
         return \"lift-off after {start}\"\n\n\
         The condition of a `while` is tested before its body, each time. A countdown from 0 does not \
         stop at all.",
        start + 1
    )
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
            "the second resume gave what the first one gave: it started again from the top, or how far \
             it has come was not kept at the stop"
        }
        Some(_) if came == start => {
            "it started again from the top, as if no resume had been before this one"
        }
        Some(before) if came == before => {
            "it yielded the same number again: how far it has come was not kept at the stop"
        }
        Some(before) if came > before => "it counts up",
        Some(_) => "it went on too far, and a number was left out",
    }
}
