//! Checks of join_two.

use std::thread;

use kit::{DropProbe, check, varied};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "join_two/cause.rs"]
mod cause;
#[path = "join_two/stage.rs"]
mod stage;

use cause::{
    AGAIN, BOTH, MOVED, REACH, STARTS, a_call_within_a_poll_returns, a_poll_returns, at_first,
    wakes_later, what_was_polled,
};
use stage::Stage;

/// How many polls the two need, in many combinations.
fn many_needs() -> [(u32, u32); 7] {
    let (a, b) = (varied(4, 3..=9) as u32, varied(3, 3..=9) as u32);
    [(1, 2), (3, 1), (2, 3), (a, 2), (1, 1), (2, 2), (1, b)]
}

/// More polls than a check makes: such a future is not ready in its time.
const LONG: u32 = 50;

/// The later one completes the pair. Until then the join keeps the output of the earlier one.
#[check]
fn it_is_ready_in_the_poll_in_which_the_later_one_is() {
    for needs in many_needs() {
        let stage = Stage::default();
        let wanted = needs.0.max(needs.1);
        let Some(outputs) = stage.run(&mut stage.join(needs), wanted) else {
            if let (Some(name), None) = (stage.polled_again(), at_first()) {
                if stage.is_over.get() == [true, true] {
                    panic!(
                        "both had been ready, and the join returned Pending: {name} was polled \
                         again after it was ready, as if the join had not kept its output: \
                         {}\n\n{AGAIN}",
                        story(needs)
                    );
                }
                panic!("{}", again(needs, name));
            }
            panic!(
                "{}",
                at_first().unwrap_or_else(|| match stage.is_over.get() {
                    [true, true] => format!(
                        "both were ready, and the join returned Pending in that poll ({})\n\nThe later one \
                         completes the pair, in that same poll. Then both futures are done, and \
                         neither of them will call a waker for another poll.",
                        story(needs)
                    ),
                    _ => format!(
                        "{} polls of the join were not enough: {}, and a was polled {}, b {}",
                        wanted,
                        story(needs),
                        times(stage.polls_of("a")),
                        times(stage.polls_of("b"))
                    ),
                })
            );
        };
        assert!(
            (outputs.0.0, outputs.1.0) == ("a's output", "b's output"),
            "the outputs are not a's and b's but {} and {}: {}",
            outputs.0.0,
            outputs.1.0,
            story(needs)
        );
    }
}

fn again(needs: (u32, u32), name: &str) -> String {
    format!(
        "{name} was polled again after it was ready: {}\n\n{AGAIN}",
        story(needs)
    )
}

/// Each of the two starts at its first poll. The first poll of the join starts both.
#[check(seconds = 20)]
fn both_are_under_way_from_the_first_poll_on() {
    a_poll_returns();
    for needs in [(LONG, LONG), (1, LONG), (LONG, 1)] {
        let stage = Stage::default();
        let _ = stage.join(needs).poll();
        for (name, other) in [("a", "b"), ("b", "a")] {
            assert!(
                stage.polls_of(name) > 0,
                "{}",
                at_first().unwrap_or_else(|| format!(
                    "the first poll of the join polled {}{}\n\n{BOTH}",
                    match stage.polls_of(other) {
                        0 => "neither a nor b".to_owned(),
                        _ => format!("{other} and not {name}"),
                    },
                    match needs {
                        (LONG, LONG) => String::new(),
                        _ => format!(
                            ": {}. If neither is ready at once, it polls both",
                            story(needs)
                        ),
                    }
                ))
            );
        }
    }
}

/// A waker does not tell which of the two has called it, so the join polls each one that has not been
/// ready yet, once.
#[check(seconds = 20)]
fn each_poll_polls_those_that_are_not_ready_once_and_a_before_b() {
    for (needs, calls) in many_needs()
        .into_iter()
        .flat_map(|needs| [(needs, false), (needs, true)])
    {
        if calls {
            a_call_within_a_poll_returns();
        }
        let stage = Stage::default();
        stage.call_while_polled.set([calls; 2]);
        let mut join = stage.join(needs);
        for poll in 1..=needs.0.max(needs.1) {
            let ready = stage.poll(&mut join).is_some();
            let waiting = [("a", needs.0), ("b", needs.1)].into_iter();
            let wanted: Vec<&str> = waiting
                .filter(|(_, needs)| *needs >= poll)
                .map(|(name, _)| name)
                .collect();
            if let Some(cause) = what_was_polled(&stage, &wanted) {
                let (cause, idea) = cause.split_once("\n\n").unwrap_or((&cause, ""));
                panic!(
                    "{}",
                    at_first().unwrap_or_else(|| format!(
                        "{cause}: {}{}\n\n{idea}",
                        story(needs),
                        match calls {
                            true => ". Each poll of a and b that was Pending had called its waker",
                            false => "",
                        }
                    ))
                );
            }
            if ready {
                break;
            }
        }
    }
}

/// The join remembers which of the two was ready.
#[check]
fn neither_is_polled_again_after_it_was_ready() {
    for needs in many_needs() {
        let stage = Stage::default();
        let most = needs.0.max(needs.1);
        let _ = stage.run(&mut stage.join(needs), most);
        if let Some(name) = stage.polled_again() {
            panic!("{}", at_first().unwrap_or_else(|| again(needs, name)));
        }
        // Otherwise there was no reason to poll one again.
        for (which, name) in ["a", "b"].into_iter().enumerate() {
            assert!(
                stage.is_over.get()[which],
                "{}",
                at_first().unwrap_or_else(|| format!(
                    "{name} is not ready after {most} polls of the join: {}, and it was polled {}",
                    story(needs),
                    times(stage.polls_of(name))
                ))
            );
        }
    }
}

/// A call of the waker that a or b was polled with wakes the task that waits for the join.
#[check]
fn a_wake_of_either_reaches_the_task_that_polled_last() {
    for needs in [(LONG, LONG), (1, LONG), (LONG, 1), (2, LONG), (LONG, 2)] {
        for moves in [false, true] {
            for (which, name) in ["a", "b"].into_iter().enumerate() {
                if [needs.0, needs.1][which] < LONG {
                    // It was ready, and wakes nothing now.
                    continue;
                }
                let stage = Stage::default();
                let mut join = stage.join(needs);
                // Until the other one was ready, if it ever is.
                let polls = needs.0.min(needs.1) % LONG;
                for _ in 0..polls.max(1) {
                    still_waits(&stage, &mut join);
                }
                if moves {
                    join.change_waker();
                    still_waits(&stage, &mut join);
                }
                let waker = stage.wakers[which].borrow_mut().take();
                let before = join.wakes();
                let Some(waker) = waker else {
                    panic!("{}", no_waker(name));
                };
                waker.wake();
                assert!(
                    join.wakes() > before,
                    "{}{name} called the waker that it was polled with, and the task was not woken{}",
                    match (moves, which, needs) {
                        (true, ..) =>
                            "right with one task, wrong when the join has moved to another: ",
                        (_, 1, (LONG, LONG)) => "right for a, wrong for b: ",
                        (_, 0, (LONG, LONG)) => "",
                        _ => "right while both wait, wrong once one of them is ready: ",
                    },
                    match moves {
                        true => format!(". The latest poll brought a new waker\n\n{MOVED}"),
                        false => format!("\n\n{REACH}"),
                    }
                );
            }
        }
    }
    a_wake_reaches_the_task_of_its_own_join();
}

/// Polls a join that must not be ready yet.
#[track_caller]
fn still_waits(stage: &Stage, join: &mut kit::ByHand<impl Future<Output = stage::Outputs>>) {
    assert!(
        stage.poll(join).is_none(),
        "{}",
        at_first()
            .unwrap_or_else(|| "the join was ready, though not both of the two were".to_owned())
    );
}

fn no_waker(name: &str) -> String {
    at_first().unwrap_or_else(|| format!("the join was polled, and did not poll {name}\n\n{BOTH}"))
}

/// A program has many joins at the same time, in many tasks.
fn a_wake_reaches_the_task_of_its_own_join() {
    let stages = [Stage::default(), Stage::default()];
    let [mut first, mut second] = stages.each_ref().map(|stage| stage.join((LONG, LONG)));
    for (which, name) in ["a", "b"].into_iter().enumerate() {
        still_waits(&stages[0], &mut first);
        still_waits(&stages[1], &mut second);
        let before = [first.wakes(), second.wakes()];
        let waker = stages[0].wakers[which].take();
        if let Some(waker) = waker {
            waker.wake();
        }
        let woken = [first.wakes() > before[0], second.wakes() > before[1]];
        assert!(
            woken == [true, false],
            "right with one join, wrong with a second one in another task: {name} of the first join called the \
             waker that it was polled with, and {}\n\nA program has many joins at the same time. \
             Each of them needs its own link from a waker to the task.",
            match woken {
                [_, true] => "that woke the task of the second join",
                _ => "that did not wake the task of the first join",
            }
        );
    }
}

/// A waker may be called at any moment, on any thread, and more than once.
#[check(seconds = 20)]
fn a_wake_at_any_moment_reaches_the_task() {
    use Moment::{After, OnAnotherThread, WhilePolled};
    a_call_within_a_poll_returns();
    for (which, name) in ["a", "b"].into_iter().enumerate() {
        for moves in [false, true] {
            let stage = Stage::default();
            let mut join = stage.join((LONG, LONG));
            let moments = [WhilePolled, After, WhilePolled, After, OnAnotherThread];
            for (moment, poll) in moments.into_iter().zip(1..) {
                if moves && poll > 1 {
                    join.change_waker();
                }
                let before = join.wakes();
                let mut calls = [false; 2];
                calls[which] = moment == WhilePolled;
                stage.call_while_polled.set(calls);
                still_waits(&stage, &mut join);
                let waker = stage.wakers[which].take();
                assert!(waker.is_some(), "{}", no_waker(name));
                match waker {
                    Some(waker) if moment == After => waker.wake(),
                    Some(waker) if moment == OnAnotherThread => {
                        let other = thread::spawn(move || waker.wake());
                        other.join().expect("to call a waker does not panic");
                    }
                    _ => {}
                }
                let when = match moment {
                    WhilePolled => "before that poll had returned",
                    After => "after that poll had returned",
                    OnAnotherThread => "later, on another thread",
                };
                let call = format!("{name} called its waker in poll {poll} of the join, {when}");
                assert!(
                    join.wakes() > before,
                    "{}",
                    match (moment, poll) {
                        _ if !wakes_later(which) => format!(
                            "{name} called the waker that it was polled with, and the task was not \
                             woken\n\n{REACH}"
                        ),
                        _ if moves && poll > 1 => format!(
                            "right with one task, wrong when the join has moved to another: {call}, and the \
                             task that had polled last was not woken\n\n{MOVED}"
                        ),
                        (WhilePolled, 1) => format!(
                            "right after the poll, wrong during it: {call}, and the task was not \
                             woken\n\nA future may call its waker while it is polled, for \
                             instance to let other tasks run first. What that call needs must be \
                             stored before the poll."
                        ),
                        _ => format!(
                            "right in the polls before, wrong in poll {poll}: {call}, and the task was not \
                             woken\n\nAny call of a waker may be the one that the task waits for, \
                             even if there have been others."
                        ),
                    }
                );
            }
        }
    }
}

/// The two futures wake the task when there is a reason. A wake without a reason makes an executor poll
/// the join again and again.
#[check]
fn it_calls_no_waker_itself() {
    for needs in [(3, 3), (1, 4), (4, 1), (1, 1)] {
        let stage = Stage::default();
        let mut join = stage.join(needs);
        for poll in 1..=needs.0.max(needs.1) {
            let before = join.wakes();
            let ready = stage.poll(&mut join).is_some();
            assert!(
                join.wakes() == before,
                "the join called its own waker in poll {poll}, though neither a nor b had called it: {}",
                story(needs)
            );
            if ready {
                break;
            }
        }
        assert!(
            stage.polls_of("a") + stage.polls_of("b") > 0,
            "{}",
            no_waker("a")
        );
    }
}

/// A future that is never polled does nothing.
#[check]
fn nothing_runs_before_the_first_poll() {
    let stage = Stage::default();
    let mut join = stage.join((2, 2));
    let early: Vec<&str> = stage.polled_in(0);
    stage.poll(&mut join);
    assert!(
        early.is_empty(),
        "`join_two` itself polled {}, before the first poll of the join\n\n{STARTS}",
        early.join(" and ")
    );
    assert!(!stage.polled_in(1).is_empty(), "{}", no_waker("a"));
}

/// The join owns the two futures and the outputs that it has stored. They are dropped with it.
#[check]
fn dropping_the_join_drops_both() {
    for (needs, polls) in [
        ((LONG, LONG), 1),
        ((LONG, LONG), 0),
        ((1, LONG), 2),
        ((LONG, 1), 2),
        ((2, 2), 2),
    ] {
        let tokens = DropProbe::new();
        let stage = Stage {
            tokens: Some(tokens.clone()),
            ..Stage::default()
        };
        let mut join = stage.join(needs);
        let outputs = stage.run(&mut join, polls);
        assert!(
            polls == 0 || stage.polls_of("a") + stage.polls_of("b") > 0,
            "{}",
            no_waker("a")
        );
        join.cancel();
        drop(outputs);
        let dropped = tokens.dropped();
        let kept = ["a", "b", "a's output", "b's output"].into_iter();
        let kept: Vec<&str> = kept
            .filter(|name| stage.made.borrow().contains(name))
            .filter(|name| !dropped.iter().any(|dropped| dropped == name))
            .collect();
        assert!(
            kept.is_empty(),
            "never freed after the drop of the join: {}. {}, and the join was polled {}",
            kept.join(", "),
            story(needs),
            times(polls as usize)
        );
    }
}

fn times(polls: usize) -> String {
    match polls {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        polls => format!("{polls} times"),
    }
}

/// `a is ready at its poll 1, b at its poll 3`.
fn story(needs: (u32, u32)) -> String {
    match needs {
        (LONG, LONG) => "neither a nor b is ready yet".to_owned(),
        (a, LONG) => format!("a is ready at its poll {a}, b not yet"),
        (LONG, b) => format!("b is ready at its poll {b}, a not yet"),
        (a, b) => format!("a is ready at its poll {a}, b at its poll {b}"),
    }
}

/// When one of the two calls the waker that it was polled with.
#[derive(Clone, Copy, PartialEq)]
enum Moment {
    WhilePolled,
    After,
    OnAnotherThread,
}
