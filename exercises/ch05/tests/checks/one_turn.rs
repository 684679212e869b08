//! Checks of one_turn.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use std::{panic, thread};

use ch05::one_turn::{run, turn};
use kit::{caught, check};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "one_turn/machine.rs"]
mod machine;

use machine::{Did, Loop, ONCE, Task, Wait, long, ms, tasks_were, told, us};

// First, as the other checks can only hang where a turn sleeps by itself.
/// Only `wait` can be ended by a socket or by another thread. A sleep anywhere else goes on until it is
/// over.
#[check(seconds = 30)]
fn it_has_no_sleep_of_its_own() {
    const TURNS: usize = 100_000;
    const HOUR: Duration = Duration::from_secs(3_600);
    // So many naps of a millisecond are still far too long.
    const FEWER: usize = 20_000;
    let no_sleep = |what: &'static str, turns: usize, loop_of: fn() -> Loop| {
        let (told_of, hears) = mpsc::channel();
        let taking = thread::spawn(move || {
            let mut machine = loop_of();
            let (mut waits, mut without) = (0, None);
            let began = Instant::now();
            for number in 1..=turns {
                take_turn(&mut machine, what);
                waits += machine.waits();
                if machine.waits() == 0 {
                    without.get_or_insert_with(|| {
                        let case = format!("{what}; turn {number}");
                        calls_of_wait(0, &case, &machine.did.borrow())
                    });
                }
            }
            let _ = told_of.send(began.elapsed());
            let (mut machine, mut asked) = (loop_of(), 0);
            let ran = caught(|| {
                run(&mut machine, |machine| {
                    waits += machine.waits();
                    machine.did.borrow_mut().clear();
                    asked += 1;
                    asked > turns
                });
            });
            if let Err(panic) = ran {
                panic!("{}", machine.panicked("run", &panic, what));
            }
            if waits < 2 * turns {
                if let Some(without) = without {
                    panic!("{without}");
                }
                assert!(asked > turns, "{ENDED} ({what})\n\n{ENDS}");
                panic!(
                    "{turns} turns, and as many by `run`, called `wait` {waits} times \
                     ({what})\n\n{ONCE}"
                );
            }
            let _ = told_of.send(began.elapsed());
        });
        let mut turns_took = None;
        loop {
            match hears.recv_timeout(PATIENCE) {
                Ok(took) if turns_took.is_none() => turns_took = Some(took),
                Ok(_) => return,
                Err(RecvTimeoutError::Disconnected) => match taking.join() {
                    Err(caught) => panic::resume_unwind(caught),
                    Ok(()) => return,
                },
                Err(RecvTimeoutError::Timeout) => match turns_took {
                    None => panic!(
                        "a turn sleeps or loops by itself: `wait` returned at once, and {turns} turns \
                         were not over after {PATIENCE:?} ({what})"
                    ),
                    Some(took) => panic!(
                        "`run` sleeps or loops between its turns: {turns} turns by `turn` were over \
                         after {took:.1?}, and as many by `run` were not after {PATIENCE:?} ({what})"
                    ),
                },
            }
        }
    };
    no_sleep(
        "no task is ready, and the next timer is an hour away",
        3,
        || Loop {
            timers: vec![HOUR, HOUR * 2, HOUR * 3],
            ..Loop::default()
        },
    );
    no_sleep("a task is ready in each turn", TURNS, || Loop {
        ready: VecDeque::from([Task::Again]),
        ..Loop::default()
    });
    no_sleep("no task is ready, and there is no timer", TURNS, || Loop {
        wakes_nobody: true,
        ..Loop::default()
    });
    no_sleep("no task is ready, and a timer is far away", FEWER, || {
        Loop {
            timers: vec![DAY * 365_000],
            ends_early: true,
            ..Loop::default()
        }
    });
    no_sleep("a timer is over before each wait", FEWER, || Loop {
        timers: vec![Duration::ZERO],
        timers_wake: Task::Sleeps(0),
        ..Loop::default()
    });
    let later = "a timer is due a millisecond later; right if it is due an hour later";
    no_sleep(later, FEWER, || Loop {
        timers: vec![ms(1)],
        timers_wake: Task::Sleeps(2),
        ..Loop::default()
    });
    no_sleep("tasks, timers and sockets come and go", FEWER, || Loop {
        random: Some(7),
        ..Loop::default()
    });
}

/// A task that wakes itself must not keep the loop from sockets and timers. So the number of polls is
/// fixed when the turn begins: tasks that become ready after that wait for the next turn.
#[check]
fn a_turn_polls_as_many_as_were_ready_when_it_began() {
    each_turn(|did, was, what| {
        let polls = did.iter().filter(|did| matches!(did, Did::Polled)).count();
        assert!(
            polls == was,
            "{} ready when a turn began, and it polled {polls} ({what})\n{}",
            tasks_were(was),
            told(did)
        );
    });
}

/// Only `wait` finds out about the sockets. Each turn calls it once, whether tasks are ready or not, and
/// after the polls, because they decide how long it may sleep.
#[check]
fn each_turn_waits_once_and_after_the_polls() {
    each_turn(|did, _, what| {
        let waits = did.iter().filter(|did| matches!(did, Did::Waited(_)));
        let waits = waits.count();
        assert!(waits == 1, "{}", calls_of_wait(waits, what, did));
        let mut after = did.iter().skip_while(|did| !matches!(did, Did::Waited(_)));
        assert!(
            !after.any(|did| matches!(did, Did::Polled)),
            "a turn polled a task after its `wait` ({what})\n{}",
            told(did)
        );
    });
}

/// A sleep while a task is ready is lost time. What counts is whether a task is ready when the sleep
/// would begin, and not earlier.
#[check]
fn it_does_not_sleep_if_a_task_is_ready() {
    each_wait(|wait, what| {
        assert!(
            wait.ready == 0 || wait.timeout == Some(Duration::ZERO),
            "{} ready{}, and the loop waited {} instead of for zero time ({what}){}",
            tasks_were(wait.ready),
            match wait.after_all_polls {
                true => ", woken since the turn began",
                false => "",
            },
            long(wait.timeout),
            match wait.timeout {
                None => "\n\n`None` means no time limit. `Some(Duration::ZERO)` does not sleep.",
                Some(_) => "",
            }
        );
    });
}

/// A longer wait makes a timer late; a shorter one wakes the loop for nothing.
#[check]
fn it_waits_until_the_earliest_deadline_and_no_longer() {
    over_is_no_panic();
    each_wait(|wait, what| {
        let (0, Some(deadline)) = (wait.ready, wait.deadline) else {
            return;
        };
        let right = deadline.saturating_sub(wait.from);
        let is = match wait.from.checked_sub(deadline) {
            Some(over) => format!("over for {over:?}"),
            None => format!("{right:?} away"),
        };
        if wait.timeout == Some(right) {
            return;
        }
        let (given, right) = (long(wait.timeout), long(Some(right)));
        if !as_before(wait).is_empty() {
            panic!(
                "the loop waited {given} instead of {right}{}: the earliest deadline was {is}, and no \
                 task was ready ({what})\n\n\
                 Polling takes time, and adds and cancels timers: what was right before may be wrong now.",
                as_before(wait)
            );
        }
        if wait.timeout == Some(deadline) {
            panic!(
                "the loop waited {given}, which is the deadline itself, instead of {right}, the time \
                 until then: it was {:?}, and no task was ready ({what})\n\n\
                 A deadline is a time on the clock. `wait` takes how long it is until then.",
                wait.from
            );
        }
        if let Some(cut) = cut_down() {
            panic!("{cut}");
        }
        panic!(
            "the loop waited {given} instead of {right}: the earliest deadline was {is}, and no task \
             was ready ({what})"
        );
    });
}

/// Says that an answer makes whole units of the time until a deadline, if it does.
fn cut_down() -> Option<String> {
    let waits = |left: Duration| {
        let mut machine = Loop {
            timers: vec![left],
            ..Loop::default()
        };
        take_turn(&mut machine, "a timer is added");
        machine.did.take().into_iter().find_map(|did| match did {
            Did::Waited(wait) => wait.timeout,
            _ => None,
        })
    };
    let units = [
        ("microseconds", us(1)),
        ("milliseconds", ms(1)),
        ("seconds", Duration::from_secs(1)),
    ];
    for (unit, one) in units {
        let more = one * 5 / 2;
        let [whole, given] = [one * 2, more].map(waits);
        let how = if given == Some(one * 2) {
            "down"
        } else if given == Some(one * 3) {
            "up"
        } else {
            continue;
        };
        if whole == Some(one * 2) {
            return Some(format!(
                "right if the deadline is {:?} away, wrong if it is {more:?}: the loop waited {}, so the \
                 time is rounded {how} to whole {unit}\n\n\
                 Rounded down, a wait ends before the deadline, and the loop takes one turn after another \
                 until it has come. Rounded up, the timer is late.",
                one * 2,
                long(given)
            ));
        }
    }
    None
}

/// Whether this is how long it might have waited before the polls.
fn as_before(wait: &Wait) -> &'static str {
    let (now, deadline) = wait.began;
    let old = deadline.map(|deadline| deadline.saturating_sub(now));
    let half_old = deadline.map(|deadline| deadline.saturating_sub(wait.from));
    match (old != wait.timeout && half_old != wait.timeout) || wait.timeout.is_none() {
        true => "",
        false => ", as was right before the polls",
    }
}

/// The wait ends as soon as a socket is ready or another thread wakes a task. A loop that wakes
/// in between to check uses processor time for nothing.
#[check]
fn with_neither_it_waits_without_a_time_limit() {
    each_wait(|wait, what| {
        assert!(
            wait.ready > 0 || wait.deadline.is_some() || wait.timeout.is_none(),
            "the loop waited {} instead of without a time limit{}: no task was ready, and there was \
             no timer ({what})",
            long(wait.timeout),
            as_before(wait)
        );
    });
}

/// A wait may end early, because of a socket, or late, because the machine was busy. Only the clock says
/// what is due after it.
#[check]
fn what_is_due_after_the_wait_is_fired_then() {
    each_turn(|did, _, what| {
        let mut due = Vec::new();
        let mut after_wait = None;
        let mut fired = Vec::new();
        let mut asked_at = None;
        let (mut before_wait, mut fired_before) = (None, false);
        for did in did {
            match did {
                Did::Waited(wait) => {
                    (before_wait, fired_before) = (Some(wait.from), asked_at.is_some());
                    after_wait = Some(wait.until);
                    due.clone_from(&wait.due);
                    asked_at = None;
                }
                Did::Fired(at, deadlines) => {
                    asked_at = Some(*at);
                    fired.extend(deadlines.iter().copied());
                }
                Did::Polled | Did::Asked => {}
            }
            assert!(
                fired.is_empty() || after_wait.is_some(),
                "a turn fired the timer of {:?} before its `wait` ({what})",
                fired[0]
            );
        }
        let Some(now) = after_wait else {
            panic!("{}", calls_of_wait(0, what, did));
        };
        if let Some(early) = fired.iter().find(|deadline| **deadline > now) {
            panic!(
                "a turn fired the timer of {early:?} when it was {now:?} ({what})\n{}",
                told(did)
            );
        }
        let missed = due.iter().find(|deadline| !fired.contains(deadline));
        if let Some(missed) = missed {
            panic!(
                "a turn did not fire the timer of {missed:?}, which was due after the `wait`: {} \
                 ({what})\n{}",
                match asked_at {
                    None if fired_before =>
                        "it called `fire` before the `wait`, and not after it".to_owned(),
                    None => "it did not call `fire` after that".to_owned(),
                    Some(at) if Some(at) == before_wait && at < now => format!(
                        "it called `fire({at:?})`, with the time before the `wait`, and it was {now:?}"
                    ),
                    Some(at) if at < now => format!("it called `fire({at:?})`, and it was {now:?}"),
                    Some(at) => format!("it called `fire({at:?})`"),
                },
                told(did)
            );
        }
    });
}

/// Only `done` says when `run` ends. A loop without a ready task and without a timer may still wait for a
/// socket.
#[check]
fn run_calls_done_before_each_turn_and_only_then() {
    for (scene, loop_of) in scenes() {
        for turns in [0, 1, 2, 12] {
            let mut machine = loop_of();
            let asked = Cell::new(0);
            let what = format!(
                "{scene}; `done` was to be true after {}",
                match turns {
                    1 => "1 turn".to_owned(),
                    _ => format!("{turns} turns"),
                }
            );
            let ran = caught(|| {
                run(&mut machine, |machine| {
                    asked.set(asked.get() + 1);
                    assert!(
                        asked.get() < turns + 100,
                        "`done` was true, and `run` went on and asked it again and again ({what})"
                    );
                    machine.asked(asked.get() > turns);
                    asked.get() > turns
                });
            });
            if let Err(panic) = ran {
                panic!("{}", machine.panicked("run", &panic, &what));
            }
            let did = machine.did.borrow();
            let first = did.iter().position(|did| matches!(did, Did::Asked));
            assert!(
                first == Some(0),
                "`run` did something before it asked `done` ({what})\n{}",
                told(&did)
            );
            let mut turns_seen: Vec<_> = did[1..].split(|did| matches!(did, Did::Asked)).collect();
            let rest = turns_seen.pop().unwrap_or_default();
            assert!(
                asked.get() == turns + 1,
                "{} ({what})\n{}\n\n{ENDS}",
                match asked.get() > turns {
                    true => "`run` asked `done` once more after it was true",
                    false => ENDED,
                },
                told(&did)
            );
            assert!(
                rest.is_empty(),
                "`done` was true, and `run` went on ({what})\n{}",
                told(rest)
            );
            for between in turns_seen {
                let waits = between.iter().filter(|did| matches!(did, Did::Waited(_)));
                let waits = waits.count();
                assert!(waits == 1, "{}", calls_of_wait(waits, &what, between));
                let order = between.iter().filter_map(|did| match did {
                    Did::Polled => Some(0),
                    Did::Waited(_) => Some(1),
                    Did::Fired(_, deadlines) if !deadlines.is_empty() => Some(2),
                    Did::Fired(..) | Did::Asked => None,
                });
                assert!(
                    order.is_sorted(),
                    "a turn of `run` did not poll, wait and fire in this order ({what})\n{}",
                    told(between)
                );
            }
        }
    }
}

const DAY: Duration = Duration::from_secs(86_400);

/// How an early end of `run` is told.
const ENDED: &str = "`run` ended before `done` was true";

/// The idea if `run` ends at another time.
const ENDS: &str = "Only `done` says when `run` ends. A loop without a ready task and without a timer may \
                    still wait for a socket.";

/// Generous: the truth is a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(6);

fn over_is_no_panic() {
    let mut machine = Loop {
        ready: VecDeque::from([Task::Takes(30)]),
        timers: vec![ms(20)],
        ..Loop::default()
    };
    take_turn(
        &mut machine,
        "a timer is due at 20ms, and the polls take until 30ms",
    );
}

/// Takes one turn, and says how many tasks were ready when it began.
#[track_caller]
fn take_turn(machine: &mut Loop, what: &str) -> usize {
    let ready = machine.begin();
    if let Err(panic) = caught(|| turn(machine)) {
        panic!("{}", machine.panicked("turn", &panic, what));
    }
    ready
}

/// Says that a turn did not call `wait` as often as it must.
fn calls_of_wait(waits: usize, what: &str, did: &[Did]) -> String {
    let seen = match waits {
        0 => "a turn did not call `wait`".to_owned(),
        _ => format!("a turn called `wait` {waits} times instead of once"),
    };
    format!("{seen} ({what})\n{}\n\n{ONCE}", told(did))
}

/// Takes the turns of each scene, one by one: what each did, how many were ready when it began, and
/// what was going on.
fn each_turn(looks: impl Fn(&[Did], usize, &str)) {
    for (scene, loop_of) in scenes() {
        let mut machine = loop_of();
        for number in 1..=machine.turns {
            let what = format!("{scene}; turn {number}");
            let ready = take_turn(&mut machine, &what);
            looks(&machine.did.borrow(), ready, &what);
        }
    }
}

fn each_wait(looks: impl Fn(&Wait, &str)) {
    each_turn(|did, _, what| {
        let waits: Vec<_> = (did.iter())
            .filter_map(|did| match did {
                Did::Waited(wait) => Some(wait),
                _ => None,
            })
            .collect();
        match &waits[..] {
            [] => panic!("{}", calls_of_wait(0, what, did)),
            [wait] => looks(wait, what),
            // One of several may be right by itself.
            _ => {
                if caught(|| waits.iter().for_each(|wait| looks(wait, what))).is_err() {
                    panic!("{}", calls_of_wait(waits.len(), what, did));
                }
            }
        }
    });
}

type Scene = (&'static str, fn() -> Loop);

fn scenes() -> Vec<Scene> {
    vec![
        ("no task is ready, and none waits", Loop::default),
        ("three tasks are ready, and wake themselves", || Loop {
            ready: VecDeque::from([Task::Again; 3]),
            timers: vec![ms(1)],
            ..Loop::default()
        }),
        ("a task is ready, and wakes two others", || Loop {
            ready: VecDeque::from([Task::Wakes(2)]),
            timers: vec![ms(5), ms(9)],
            ..Loop::default()
        }),
        ("two tasks are ready, and end", || Loop {
            ready: VecDeque::from([Task::Takes(0); 2]),
            ..Loop::default()
        }),
        ("10,000 tasks are ready, and end", || Loop {
            ready: vec![Task::Takes(0); 10_000].into(),
            sockets: vec![ms(7)],
            ..Loop::default()
        }),
        ("1,000 tasks are ready, and wake themselves", || Loop {
            ready: vec![Task::Again; 1_000].into(),
            timers: vec![Duration::ZERO],
            ..Loop::default()
        }),
        ("there are timers, of 20 and 30 ms", || Loop {
            timers: vec![ms(30), ms(20), ms(20)],
            ..Loop::default()
        }),
        ("timers are due at 1, 1.000001 and 2.5 ms", || Loop {
            timers: vec![ms(1), Duration::from_nanos(1_000_001), us(2_500)],
            ..Loop::default()
        }),
        ("timers are due in 400 days and in 1,000 years", || Loop {
            timers: vec![DAY * 400 + Duration::from_nanos(1), DAY * 365_000],
            ..Loop::default()
        }),
        ("a task takes 5 ms, and a timer is due at 20 ms", || Loop {
            ready: VecDeque::from([Task::Takes(5)]),
            timers: vec![ms(20)],
            ..Loop::default()
        }),
        ("20 tasks take 5 ms each, a timer is due at 50", || Loop {
            ready: VecDeque::from([Task::Takes(5); 20]),
            timers: vec![ms(50)],
            ..Loop::default()
        }),
        ("a task sleeps for 10 ms, another one until 50 ms", || {
            Loop {
                ready: VecDeque::from([Task::Takes(3), Task::Sleeps(10)]),
                timers: vec![ms(50)],
                ..Loop::default()
            }
        }),
        ("a task cancels the timer of 10 ms", || Loop {
            ready: VecDeque::from([Task::Cancels]),
            timers: vec![ms(10), ms(40)],
            ..Loop::default()
        }),
        ("a task cancels the only timer", || Loop {
            ready: VecDeque::from([Task::Cancels]),
            timers: vec![ms(10)],
            ..Loop::default()
        }),
        ("a task takes 30 ms, timers are due at 20 and 30", || Loop {
            ready: VecDeque::from([Task::Takes(30)]),
            timers: vec![ms(20), ms(30), us(30_001)],
            ..Loop::default()
        }),
        ("a socket is ready at 4 ms, a timer is due at 20", || Loop {
            timers: vec![ms(20)],
            sockets: vec![ms(4)],
            ..Loop::default()
        }),
        ("the waits end early, with no task ready", || Loop {
            wakes_nobody: true,
            sockets: vec![ms(4), us(4_500), ms(21)],
            timers: vec![ms(20)],
            ..Loop::default()
        }),
        ("the waits end 3 ms late", || Loop {
            late: ms(3),
            timers: vec![ms(20), ms(22), ms(23), ms(24)],
            ..Loop::default()
        }),
        ("a socket is ready when a timer is due", || Loop {
            timers: vec![ms(20)],
            sockets: vec![ms(20)],
            ..Loop::default()
        }),
        ("waking a task takes 2 ms", || Loop {
            waking_takes: ms(2),
            timers: vec![ms(10), ms(11), ms(12), ms(20)],
            ..Loop::default()
        }),
        ("tasks, timers and sockets come and go", || Loop {
            turns: 2_000,
            random: Some(7),
            late: us(100),
            ..Loop::default()
        }),
    ]
}
