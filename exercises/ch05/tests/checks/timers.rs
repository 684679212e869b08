//! Checks of timers.

use std::time::Duration;

use ch05::timers::{TimerKey, Timers};
use kit::check;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "timers/crowd.rs"]
mod crowd;
#[path = "timers/day.rs"]
mod day;
#[path = "timers/random.rs"]
mod random;
#[path = "timers/remains.rs"]
mod remains;

use crowd::{Crowd, Deed};
use day::Day;
use remains::{WAYS, remains};

/// A loop sleeps until the earliest deadline. Later, and somebody's time is missed; earlier, and it
/// wakes for nothing: a timeout that was cancelled must not end a sleep.
#[check]
fn next_deadline_is_the_earliest_still_to_fire() {
    let mut timers = Timers::new();
    let asks = |timers: &Timers<char>, expected: Option<Duration>, what: &str| {
        let next = timers.next_deadline();
        assert!(
            next == expected,
            "{what}: the earliest deadline is {}, and `next_deadline` gave {}",
            time(expected),
            time(next)
        );
    };
    asks(&timers, None, "nothing was added");
    let [b, a, c] = [(20, 'B'), (10, 'A'), (30, 'C')].map(|(at, name)| timers.add(ms(at), name));
    let added = "timers for 20, 10 and 30 ms were added";
    asks(&timers, Some(ms(10)), added);
    timers.cancel(b);
    asks(
        &timers,
        Some(ms(10)),
        &format!("{added}, and 20 was cancelled"),
    );
    timers.cancel(a);
    asks(
        &timers,
        Some(ms(30)),
        &format!("{added}, then 20 and 10 were cancelled"),
    );
    timers.add(ms(25), 'D');
    timers.expire(ms(25));
    asks(
        &timers,
        Some(ms(30)),
        "30 was there, 25 was added, and `expire(25ms)` was called",
    );
    timers.cancel(c);
    asks(&timers, None, "the only timer left was cancelled");
    timers.add(ms(5), 'E');
    asks(
        &timers,
        Some(ms(5)),
        "5 was added when it was over already, and must be given exactly",
    );
    timers.expire(ms(30));
    asks(&timers, None, "the only timer left has fired");

    let exact = "one timer was added, whose deadline must be given exactly";
    for deadline in [Duration::ZERO, Duration::from_nanos(1_000_001)] {
        let mut timers = Timers::new();
        timers.add(deadline, 'A');
        asks(&timers, Some(deadline), exact);
    }
    let mut timers = Timers::new();
    timers.add(Duration::MAX, 'B');
    asks(
        &timers,
        Some(Duration::MAX),
        "one timer was added, for the longest time that there is",
    );
    timers.add(ms(7), 'A');
    asks(
        &timers,
        Some(ms(7)),
        "to a timer for the longest time that there is, 7 ms was added",
    );
    let nanosecond = Duration::from_nanos(1);
    timers.add(ms(7) - nanosecond, 'C');
    asks(
        &timers,
        Some(ms(7) - nanosecond),
        "to a timer for 7 ms, one was added that is due a nanosecond before it",
    );

    let mut timers = Timers::new();
    let keys = ['A', 'B'].map(|name| timers.add(ms(10), name));
    timers.add(ms(11), 'C');
    timers.cancel(keys[1]);
    asks(
        &timers,
        Some(ms(10)),
        "10 and 10 and 11 ms were added, and one 10 was cancelled",
    );
    timers.cancel(keys[0]);
    asks(
        &timers,
        Some(ms(11)),
        "10 and 10 and 11 ms were added, and both 10 were cancelled",
    );
    Day::run(|day, what| {
        let (given, right) = (day.timers.next_deadline(), day.next_deadline());
        assert!(
            given == right,
            "after {what}: the earliest deadline is {}, and `next_deadline` gave {}",
            time(right),
            time(given)
        );
    });
}

/// A loop wakes late, if only by a little, and then several may be due. Whoever is left behind waits
/// for a sleep that is not for it; whoever fires early has been promised more time.
#[check]
fn all_that_is_due_fires_once() {
    let mut timers = Timers::new();
    assert!(
        timers.expire(ms(1)).is_empty(),
        "`expire` gave something, and nothing was added"
    );
    let all = [('C', 30), ('A', 10), ('B', 20), ('D', 31)];
    for (name, at) in all {
        timers.add(ms(at), name);
    }
    let deadline_of = |name| {
        all.iter()
            .find(|one| one.0 == name)
            .map_or(Duration::MAX, |one| ms(one.1))
    };
    let added = "timers were added: C for 30, A for 10, B for 20, D for 31 ms";
    let expires = |timers: &mut Timers<char>, now: Duration, right: &str| {
        let given = timers.expire(now);
        for name in &given {
            assert!(
                right.contains(*name),
                "{added}; `expire({now:?})` gave {name}, which {}",
                if deadline_of(*name) <= now {
                    "had fired before"
                } else {
                    "is not due yet"
                }
            );
        }
        for name in right.chars() {
            let times = given.iter().filter(|given| **given == name).count();
            assert!(
                times == 1,
                "{added}; {name} was due, and {}",
                match times {
                    0 => format!("was not among them that `expire({now:?})` gave: {given:?}"),
                    _ => format!("`expire({now:?})` gave it {times} times"),
                }
            );
        }
    };
    expires(&mut timers, ms(10) - Duration::from_nanos(1), "");
    let given = timers.expire(ms(10));
    assert!(
        given == ['A'],
        "{added}; the time is exactly 10 ms, and `expire(10ms)` gave {given:?} instead of A: a \
         deadline that is `now` has come"
    );
    expires(&mut timers, ms(10), "");
    expires(&mut timers, ms(30), "BC");
    expires(&mut timers, ms(30), "");
    expires(&mut timers, ms(31), "D");
    expires(&mut timers, ms(1_000), "");

    for (deadline, now) in [(0, 0), (5, 1_000)] {
        timers.add(ms(deadline), 'E');
        let given = timers.expire(ms(now));
        assert!(
            given == ['E'],
            "a timer was added whose deadline was over already, {deadline} ms; `expire({now}ms)` \
             was to fire it, and gave {given:?}"
        );
    }
    timers.add(Duration::MAX, 'F');
    let given = timers.expire(Duration::MAX - Duration::from_nanos(1));
    assert!(
        given.is_empty(),
        "a timer for the longest time that there is fired before"
    );
    let given = kit::caught(|| timers.expire(Duration::MAX)).unwrap_or_else(|caught| {
        panic!(
            "at the longest time that there is, `expire` panicked: {}",
            caught.message
        )
    });
    assert!(
        given == ['F'],
        "at the longest time that there is, a timer for it did not fire"
    );
    Day::run(|day, what| {
        let (mut given, mut right) = day.last_expired.clone();
        given.sort_unstable();
        right.sort_unstable();
        assert!(
            given == right,
            "after {what}: the timers {right:?} were due, and `expire` gave {given:?} (each is named \
             by the number under which it was added)"
        );
    });
}

/// Two timers of one task may come due during one sleep: first the warning, then the end. Told in
/// another order, they tell another story.
#[check]
fn the_due_ones_come_in_the_order_of_their_deadlines() {
    for deadlines in [
        &[10, 20, 30][..],
        &[30, 20, 10],
        &[20, 10, 30],
        &[5, 3, 9, 1, 7, 2, 8, 4, 6],
    ] {
        let mut timers = Timers::new();
        for at in deadlines {
            timers.add(ms(*at), *at);
        }
        let given = timers.expire(ms(100));
        if let Some(pair) = given.windows(2).find(|pair| pair[0] > pair[1]) {
            panic!(
                "timers for {deadlines:?} ms were added, and all were due; {} came before {}: \
                 {given:?}",
                pair[0], pair[1]
            );
        }
        assert!(
            given.len() == deadlines.len(),
            "timers for {deadlines:?} ms were added, and all were due: {given:?} came"
        );
    }
    let mut timers = Timers::new();
    for nanoseconds in [2_000_007, 2_000_002, 2_000_009, 2_000_001, 2_000_005] {
        timers.add(Duration::from_nanos(nanoseconds), nanoseconds);
    }
    let given = timers.expire(ms(3));
    assert!(
        given.is_sorted(),
        "the deadlines were a few nanoseconds apart, and all were due: they came in the order \
         {given:?}"
    );
    Day::run(|day, what| {
        let (given, _) = &day.last_expired;
        let deadlines: Vec<_> = given.iter().map(|name| day.deadline_of(*name)).collect();
        assert!(
            deadlines.is_sorted(),
            "after {what}: `expire` gave timers with these deadlines, in this order: {deadlines:?}"
        );
    });
}

/// Who comes first is served first, also where the clock cannot tell them apart. Neither a heap nor
/// a place that is free again knows who came first: that must be kept.
#[check(seconds = 30)]
fn equal_deadlines_fire_in_the_order_of_adding() {
    let fires_in_turn = |timers: &mut Timers<usize>, right: &[usize], what: &str| {
        let given = timers.expire(ms(10));
        if let Some(pair) = given.windows(2).find(|pair| pair[0] > pair[1]) {
            panic!(
                "{what}: number {} came before number {}, which was added earlier",
                pair[0], pair[1]
            );
        }
        assert!(
            given.len() >= right.len(),
            "{what}: {} of {} fired, and the others did not",
            given.len(),
            right.len()
        );
        assert!(
            given == right,
            "{what}: those with the numbers {right:?} were to fire, and {given:?} fired"
        );
    };
    // More than a few: a sort that keeps no order among equals keeps it by chance for twenty.
    for count in [2, 3, 100, 70_000] {
        let mut timers = Timers::new();
        for number in 0..count {
            timers.add(ms(10), number);
        }
        let right: Vec<_> = (0..count).collect();
        let what = format!("{count} timers were added, all for 10 ms");
        fires_in_turn(&mut timers, &right, &what);
    }

    let mut timers = Timers::new();
    let keys: Vec<_> = (0..6).map(|number| timers.add(ms(10), number)).collect();
    for gone in [1, 0, 4] {
        timers.cancel(keys[gone]);
    }
    for number in 6..10 {
        timers.add(ms(10), number);
    }
    fires_in_turn(
        &mut timers,
        &[2, 3, 5, 6, 7, 8, 9],
        "of 6 timers for 10 ms, numbers 1, 0 and 4 were cancelled, then 4 more were added for 10 ms",
    );

    Day::run(|day, what| {
        let (given, _) = &day.last_expired;
        for pair in given.windows(2) {
            let [one, other] = [pair[0], pair[1]].map(|name| day.deadline_of(name));
            assert!(
                one != other || pair[0] < pair[1],
                "after {what}: number {} came before number {}, which was added earlier for the \
                 same deadline",
                pair[0],
                pair[1]
            );
        }
    });
}

/// To cancel is to take back what was given: the value, whole, and only this one. From then on it is
/// as if the timer had never been.
#[check]
fn a_cancelled_one_gives_its_value_back_and_never_fires() {
    for at in 0..4_usize {
        let mut timers = Timers::new();
        // The last two have the same deadline.
        let keys = [(10, 'A'), (20, 'B'), (30, 'C'), (30, 'D')]
            .map(|(deadline, name)| (timers.add(ms(deadline), name), name));
        let (key, name) = keys[at];
        let added = "timers were added: A for 10, B for 20, C and D for 30 ms";
        match timers.cancel(key) {
            None => panic!("{added}; `cancel` of {name} gave None, and it had not fired yet"),
            Some(given) => assert!(
                given == name,
                "{added}; `cancel` of {name} gave {given}: it took another timer"
            ),
        }
        let given = timers.expire(ms(100));
        assert!(
            !given.contains(&name),
            "{added}; {name} was cancelled, and fired all the same"
        );
        let right: Vec<_> = keys.map(|(_, name)| name).into_iter().collect();
        let right: Vec<_> = right.into_iter().filter(|other| *other != name).collect();
        assert!(
            given == right,
            "{added}; after {name} was cancelled, {given:?} fired instead of {right:?}"
        );
    }
    // One after another, from both ends, so that whatever moves has to be found again.
    for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
        let mut timers = Timers::new();
        let keys: Vec<_> = (0..5).map(|number| timers.add(ms(10), number)).collect();
        for number in order {
            let given = timers.cancel(keys[number]);
            assert!(
                given == Some(number),
                "5 timers were added, all for 10 ms, and cancelled in the order {order:?}: `cancel` of \
                 number {number} gave {given:?}{}",
                if given.is_some() {
                    ": it took another timer"
                } else {
                    ", and it had not fired yet"
                }
            );
        }
    }
    Day::run(|day, what| {
        let (given, right) = day.last_cancelled;
        assert!(
            given.is_none() || right.is_none() || given == right,
            "after {what}: `cancel` gave {given:?}, the value of another timer, instead of {right:?}"
        );
        assert!(
            right.is_none() || given.is_some(),
            "after {what}: `cancel` gave None, and the timer had not fired yet"
        );
    });
}

/// Whoever got a reply in time cancels the timeout, and may do so a moment after it has fired. By
/// then its place may be another's, whose time must not be taken.
#[check(seconds = 30)]
fn a_key_of_the_past_cancels_nothing() {
    let mut timers = Timers::new();
    let takes_nothing = |timers: &mut Timers<u32>, key: TimerKey, what: &str| {
        if let Some(number) = timers.cancel(key) {
            panic!(
                "{what}: `cancel` with its key gave {}",
                match number {
                    0 => "its value a second time".to_owned(),
                    _ => format!(
                        "the value of another timer, number {number}, which never fires now"
                    ),
                }
            );
        }
    };
    let cancelled = timers.add(ms(10), 0);
    timers.cancel(cancelled);
    takes_nothing(&mut timers, cancelled, "a timer was cancelled");
    let fired = timers.add(ms(10), 0);
    timers.expire(ms(10));
    takes_nothing(&mut timers, fired, "a timer has fired");
    // Others come and go, as many as an old key may ever see; now for the same deadline, now for
    // another one.
    const OTHERS: u32 = 70_000;
    let fate = |fires| if fires { "fired" } else { "was cancelled" };
    for fires in [false, true] {
        let mut timers = Timers::new();
        let old = timers.add(ms(10), 0);
        if fires {
            timers.expire(ms(10));
        } else {
            timers.cancel(old);
        }
        for number in 1..=OTHERS {
            let deadline = if number % 3 == 0 { ms(11) } else { ms(10) };
            let key = timers.add(deadline, number);
            let what = || {
                format!(
                    "a timer {}, and others were added since, {number} in all",
                    fate(fires)
                )
            };
            if let Some(number) = timers.cancel(old) {
                panic!(
                    "{}: `cancel` with the key of the first gave the value of another timer, number \
                     {number}, which never fires now",
                    what()
                );
            }
            let gone = if number % 2 == 0 {
                timers.cancel(key)
            } else {
                timers.expire(ms(11)).pop()
            };
            assert!(
                gone == Some(number),
                "{}: number {number} was to go, and {gone:?} came",
                what()
            );
        }
    }
    Day::run(|day, what| {
        let (given, right) = day.last_cancelled;
        if let (Some(number), None) = (given, right) {
            panic!(
                "after {what}: that timer had fired or was cancelled, and `cancel` with its key gave \
                 the value of number {number}"
            );
        }
    });
}

/// Most timers are cancelled: a connection that answers has a new timeout for each request. Whatever
/// stays of one, stays a million times, and somebody has to clear it away.
#[check(seconds = 60)]
fn a_cancelled_one_leaves_nothing_behind() {
    for way in &WAYS {
        remains(way);
    }
}

/// What looks at all the others to serve one is quick with ten. With a hundred thousand, the
/// loop does nothing else.
#[check(seconds = 60)]
fn a_hundred_thousand_are_no_trouble() {
    let mut crowd = Crowd::new();
    crowd.does("to cancel one and add another", Deed::Replace);
    crowd.does("to ask for the earliest deadline", Deed::Ask);
    crowd.does("to let one fire and add another", Deed::Fire);
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn time(deadline: Option<Duration>) -> String {
    deadline.map_or("none".to_owned(), |deadline| format!("{deadline:?}"))
}
