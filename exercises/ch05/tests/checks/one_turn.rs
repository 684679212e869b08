//! Checks of one_turn.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;
use std::{panic, thread};

use ch05::one_turn::{run, turn};
use kit::check;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "one_turn/machine.rs"]
mod machine;

use machine::{Did, Loop, Task, Wait, long, ms, tasks_were, told, us};

/// A task that wakes itself is a good neighbour only if the loop goes round in between. So the turn's
/// end is fixed when it begins: those who come meanwhile get the next one.
#[check]
fn a_turn_polls_as_many_as_were_ready_when_it_began() {
    each_turn(|did, was, what| {
        let polls = did.iter().filter(|did| matches!(did, Did::Polled)).count();
        assert!(
            polls == was,
            "{what}: {} ready when the turn began, and it polled {polls}. {}",
            tasks_were(was),
            told(did)
        );
    });
}

/// Each look at the sockets is a chance for those who wait there: it may not depend on whether others
/// have something to do. And one look a turn is enough: the next turn is near.
#[check]
fn each_turn_waits_once_and_after_the_polls() {
    each_turn(|did, _, what| {
        let waits = did.iter().filter(|did| matches!(did, Did::Waited(_)));
        let waits = waits.count();
        assert!(
            waits == 1,
            "{what}: the turn called `wait` {waits} times instead of once. {}",
            told(did)
        );
        let mut after = did.iter().skip_while(|did| !matches!(did, Did::Waited(_)));
        assert!(
            !after.any(|did| matches!(did, Did::Polled)),
            "{what}: the turn called `wait`, and polled a task after it. {}",
            told(did)
        );
    });
}

/// Somebody has something to do: each moment of sleep is lost. What counts is who is ready when the
/// sleep would begin, and not who was ready earlier.
#[check]
fn it_waits_not_at_all_where_a_task_is_ready() {
    each_wait(|wait, what| {
        assert!(
            wait.ready == 0 || wait.timeout == Some(Duration::ZERO),
            "{what}: {} ready before the wait, and the loop was to sleep {}",
            tasks_were(wait.ready),
            long(wait.timeout)
        );
    });
}

/// A moment longer, and somebody's time is missed; a moment shorter, and the loop wakes for nothing.
/// Polling takes time, and adds and cancels timers: what you knew before it is old.
#[check]
fn it_waits_until_the_earliest_deadline_and_no_longer() {
    over_is_no_panic();
    each_wait(|wait, what| {
        let (0, Some(deadline)) = (wait.ready, wait.deadline) else {
            return;
        };
        let right = deadline.saturating_sub(wait.from);
        let is = match wait.from.checked_sub(deadline) {
            Some(over) => format!("has been over for {over:?}"),
            None => format!("is {right:?} away"),
        };
        assert!(
            wait.timeout == Some(right),
            "{what}: nobody was ready after the polls, and it was {:?}. The earliest deadline is \
             {deadline:?}: it {is}, and the loop was to sleep {}",
            wait.from,
            long(wait.timeout)
        );
    });
}

/// The wait ends as soon as a socket is ready or another thread wakes a task. A loop that gets up in
/// between to see whether there is something takes time from everybody else on the machine.
#[check]
fn with_neither_it_waits_as_long_as_it_takes() {
    each_wait(|wait, what| {
        assert!(
            wait.ready > 0 || wait.deadline.is_some() || wait.timeout.is_none(),
            "{what}: nobody was ready after the polls, and there was no timer. The loop was to sleep \
             {} instead of as long as it takes",
            long(wait.timeout)
        );
    });
}

/// A wait may end early, because of a socket, or late, because the machine was busy. Only the clock
/// says what is due.
#[check]
fn what_is_due_after_the_wait_is_fired_then() {
    each_turn(|did, _, what| {
        let mut due = Vec::new();
        let mut after_wait = None;
        let mut fired = Vec::new();
        for did in did {
            match did {
                Did::Waited(wait) => {
                    after_wait = Some(wait.until);
                    due.clone_from(&wait.due);
                }
                Did::Fired(deadlines) => fired.extend(deadlines.iter().copied()),
                Did::Polled | Did::Asked => {}
            }
            assert!(
                fired.is_empty() || after_wait.is_some(),
                "{what}: the timer of {:?} was fired before the wait",
                fired[0]
            );
        }
        let Some(now) = after_wait else {
            panic!("{what}: the turn did not call `wait`. {}", told(did));
        };
        if let Some(early) = fired.iter().find(|deadline| **deadline > now) {
            panic!(
                "{what}: it was {now:?} after the wait, and the timer of {early:?} was fired. {}",
                told(did)
            );
        }
        let missed = due.iter().find(|deadline| !fired.contains(deadline));
        if let Some(missed) = missed {
            panic!(
                "{what}: it was {now:?} after the wait, and the timer of {missed:?} was not fired. {}",
                told(did)
            );
        }
    });
}

/// Whoever calls `run` says when it ends, and nobody else. A loop with nobody ready and no timer may
/// still wait for a socket.
#[check]
fn run_asks_before_each_turn_and_only_there() {
    for (scene, loop_of) in scenes() {
        for turns in [0, 1, 2, 12] {
            let mut machine = loop_of();
            let asked = Cell::new(0);
            run(&mut machine, |machine| {
                asked.set(asked.get() + 1);
                assert!(
                    asked.get() < turns + 100,
                    "{scene}; `done` was true after {turns} turns, and `run` has asked it {} times",
                    asked.get()
                );
                machine.asked(asked.get() > turns);
                asked.get() > turns
            });
            let did = machine.did.borrow();
            let what = format!("{scene}; `done` was to be true after {turns} turns");
            let first = did.iter().position(|did| matches!(did, Did::Asked));
            assert!(
                first == Some(0),
                "{what}: `run` did not ask it first. {}",
                told(&did)
            );
            let mut turns_seen: Vec<_> = did[1..].split(|did| matches!(did, Did::Asked)).collect();
            let rest = turns_seen.pop().unwrap_or_default();
            assert!(
                asked.get() == turns + 1,
                "{what}: it was asked {} times, and `run` ended without a yes. {}",
                asked.get(),
                told(&did)
            );
            assert!(
                rest.is_empty(),
                "{what}: it was, and `run` went on. {}",
                told(rest)
            );
            for between in turns_seen {
                let waits = between.iter().filter(|did| matches!(did, Did::Waited(_)));
                let order = between.iter().filter_map(|did| match did {
                    Did::Polled => Some(0),
                    Did::Waited(_) => Some(1),
                    Did::Fired(deadlines) if !deadlines.is_empty() => Some(2),
                    Did::Fired(_) | Did::Asked => None,
                });
                assert!(
                    waits.count() == 1 && order.is_sorted(),
                    "{what}: between two questions there is to be one turn. {}",
                    told(between)
                );
            }
        }
    }
}

/// Only `wait` can be ended by a socket or by another thread. Whatever else sleeps, nobody can wake.
#[check(seconds = 30)]
fn it_has_no_sleep_of_its_own() {
    const TURNS: usize = 100_000;
    const HOUR: Duration = Duration::from_secs(3_600);
    // So many naps of a millisecond are still far too long.
    const FEWER: usize = 20_000;
    let no_sleep = |what: &'static str, turns: usize, loop_of: fn() -> Loop| {
        let (returned, has_returned) = mpsc::channel();
        let taking = thread::spawn(move || {
            let mut machine = loop_of();
            let mut waits = 0;
            for _ in 0..turns {
                machine.begin();
                turn(&mut machine);
                waits += machine.waits();
            }
            let (mut machine, mut asked) = (loop_of(), 0);
            run(&mut machine, |machine| {
                waits += machine.waits();
                machine.did.borrow_mut().clear();
                asked += 1;
                asked > turns
            });
            assert!(
                waits >= 2 * turns,
                "{what}; {turns} turns, and as many by `run`, have called `wait` {waits} times \
                 instead of once each"
            );
            let _ = returned.send(());
        });
        match has_returned.recv_timeout(PATIENCE) {
            Ok(()) => {}
            Err(RecvTimeoutError::Disconnected) => {
                if let Err(caught) = taking.join() {
                    panic::resume_unwind(caught);
                }
            }
            Err(RecvTimeoutError::Timeout) => panic!(
                "{what}; the machine's `wait` returns at once, and {turns} turns, and as many by \
                 `run`, took more than {PATIENCE:?}: a turn sleeps by itself, or `run` between two"
            ),
        }
    };
    no_sleep(
        "nobody is ready, and the next timer is an hour away",
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
    no_sleep("nobody is ready, and there is no timer", TURNS, || Loop {
        wakes_nobody: true,
        ..Loop::default()
    });
    no_sleep("nobody is ready, and a timer is far away", FEWER, || Loop {
        timers: vec![DAY * 365_000],
        ends_early: true,
        ..Loop::default()
    });
    no_sleep("a timer is over before each wait", FEWER, || Loop {
        timers: vec![Duration::ZERO],
        timers_wake: Task::Sleeps(0),
        ..Loop::default()
    });
    no_sleep("a timer is due a millisecond later", FEWER, || Loop {
        timers: vec![ms(1)],
        timers_wake: Task::Sleeps(2),
        ..Loop::default()
    });
    no_sleep("tasks, timers and sockets come and go", FEWER, || Loop {
        random: Some(7),
        ..Loop::default()
    });
}

const DAY: Duration = Duration::from_secs(86_400);

/// Generous: the truth is a fraction of a second.
const PATIENCE: Duration = Duration::from_secs(6);

fn over_is_no_panic() {
    let mut machine = Loop {
        ready: VecDeque::from([Task::Takes(30)]),
        timers: vec![ms(20)],
        ..Loop::default()
    };
    machine.begin();
    if let Err(caught) = kit::caught(|| turn(&mut machine)) {
        panic!(
            "a timer is due at 20ms, and the polls took until 30ms: `turn` panicked: {}",
            caught.message
        );
    }
}

/// Takes the turns of each scene, one by one: what each did, how many were ready when it began, and
/// what was going on.
fn each_turn(looks: impl Fn(&[Did], usize, &str)) {
    for (scene, loop_of) in scenes() {
        let mut machine = loop_of();
        for number in 1..=machine.turns {
            let ready = machine.begin();
            turn(&mut machine);
            let what = format!("{scene}; turn {number}");
            looks(&machine.did.borrow(), ready, &what);
        }
    }
}

fn each_wait(looks: impl Fn(&Wait, &str)) {
    each_turn(|did, _, what| {
        let mut waits = did.iter().filter_map(|did| match did {
            Did::Waited(wait) => Some(wait),
            _ => None,
        });
        let first = waits.next();
        let Some(first) = first else {
            panic!("{what}: the turn did not call `wait`. {}", told(did));
        };
        looks(first, what);
        waits.for_each(|wait| looks(wait, what));
    });
}

type Scene = (&'static str, fn() -> Loop);

fn scenes() -> Vec<Scene> {
    vec![
        ("nobody is ready, and nobody waits", Loop::default),
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
        ("deadlines are no whole milliseconds", || Loop {
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
        ("the waits end early, with nobody ready", || Loop {
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
        ("to wake a task takes 2 ms", || Loop {
            waking_takes: ms(2),
            timers: vec![ms(10), ms(11), ms(12), ms(20)],
            ..Loop::default()
        }),
        ("a motley day", || Loop {
            turns: 2_000,
            random: Some(7),
            late: us(100),
            ..Loop::default()
        }),
    ]
}
