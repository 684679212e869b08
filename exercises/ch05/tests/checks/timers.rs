//! Checks of timers.

use std::time::Duration;

use ch05::timers::{TimerKey, Timers};
use kit::{check, varied};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "timers/crowd.rs"]
mod crowd;
#[path = "timers/day.rs"]
mod day;
#[path = "timers/random.rs"]
mod random;
#[path = "timers/remains.rs"]
mod remains;
#[path = "timers/words.rs"]
mod words;

use crowd::{Crowd, Deed};
use day::{Day, Fault};
use remains::{WAYS, remains};
use words::{AT_ONCE, ORDER, TAKEN, expire_exactly, said, time};

/// A loop sleeps until the earliest deadline. A later answer makes a timer late; an earlier one, such as
/// that of a timeout that was cancelled, wakes the loop for nothing.
#[check]
fn next_deadline_is_the_earliest_still_to_fire() {
    let mut timers = Timers::new();
    let asks = |timers: &Timers<char>, expected: Option<Duration>, what: &str| {
        let next = timers.next_deadline();
        assert!(
            next == expected,
            "`next_deadline` gave {} instead of {}: {what}",
            time(next),
            time(expected)
        );
    };
    // As `asks`, after a timer for `gone` was cancelled or has fired.
    let asks_without = |timers: &Timers<char>, right: Option<Duration>, gone: u64, what: &str| {
        assert!(
            timers.next_deadline() != Some(ms(gone)),
            "`next_deadline` gave {gone}ms, the deadline of a timer that {what}, instead of {}",
            time(right)
        );
        asks(timers, right, &format!("a timer for {gone} ms {what}"));
    };
    asks(&timers, None, "nothing was added");
    let [b, a, c] = [(20, 'B'), (10, 'A'), (30, 'C')].map(|(at, name)| timers.add(ms(at), name));
    let added = "timers for 20, 10 and 30 ms were added";
    assert!(
        timers.next_deadline() != Some(ms(30)),
        "`next_deadline` gave the latest deadline, 30ms, instead of the earliest, 10ms: {added}"
    );
    asks(&timers, Some(ms(10)), added);
    timers.cancel(b);
    asks(
        &timers,
        Some(ms(10)),
        &format!("{added}, and 20 was cancelled"),
    );
    timers.cancel(a);
    if timers.next_deadline() == Some(ms(10)) {
        // Is it forgotten when another one fires?
        timers.add(ms(5), 'E');
        timers.expire(ms(6));
        let later = match timers.next_deadline() {
            Some(next) if next == ms(10) => "still so once another timer had fired".to_owned(),
            next => format!("{} once another timer had fired", time(next)),
        };
        panic!(
            "`next_deadline` gave 10ms, the deadline of a timer that was cancelled, instead of 30ms, and \
             {later}: {added}, then 20 and 10 were cancelled"
        );
    }
    asks(
        &timers,
        Some(ms(30)),
        &format!("{added}, then 20 and 10 were cancelled"),
    );
    timers.add(ms(25), 'D');
    // Not at 25 ms exactly: what is due at its deadline is for the next check.
    timers.expire(ms(26));
    let fired = "has fired, by `expire(26ms)`; one for 30 ms is left";
    asks_without(&timers, Some(ms(30)), 25, fired);
    timers.cancel(c);
    asks_without(
        &timers,
        None,
        30,
        "was cancelled: it was the only one that was left",
    );
    timers.add(ms(5), 'E');
    asks(
        &timers,
        Some(ms(5)),
        "a timer for 5 ms was added when `expire(26ms)` had been called",
    );
    timers.expire(ms(30));
    asks_without(
        &timers,
        None,
        5,
        "has fired: it was the only one that was left",
    );

    for deadline in [Duration::ZERO, Duration::from_nanos(1_000_001)] {
        let mut timers = Timers::new();
        timers.add(deadline, 'A');
        let next = timers.next_deadline();
        assert!(
            next == Some(deadline),
            "right for whole milliseconds, wrong for {deadline:?}: a timer with this deadline was added, \
             and `next_deadline` gave {}\n\n\
             Deadlines are kept as they are, to the nanosecond.",
            time(next)
        );
    }
    let mut timers = Timers::new();
    timers.add(Duration::MAX, 'B');
    asks(
        &timers,
        Some(Duration::MAX),
        "one timer was added, for `Duration::MAX`",
    );
    timers.add(ms(7), 'A');
    asks(
        &timers,
        Some(ms(7)),
        "to a timer for `Duration::MAX`, one for 7 ms was added",
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
    Day::run(None, |day, what| {
        let (given, right) = (day.timers.next_deadline(), day.next_deadline());
        assert!(
            given == right,
            "{what}: `next_deadline` gave {} instead of {}",
            time(given),
            time(right)
        );
    });
}

/// A loop wakes late, if only by a little, and then several timers may be due. One that is left out
/// waits for the next one's deadline; one that fires early wakes its task too soon.
#[check]
fn all_that_is_due_fires_once() {
    let mut timers = Timers::new();
    assert!(
        timers.expire(ms(1)).is_empty(),
        "`expire` gave something, and no timer was ever added"
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
                times <= 1,
                "{added}; `expire({now:?})` gave {name} {times} times"
            );
            if times == 0 {
                let then = timers.expire(now);
                panic!(
                    "{added}; of {:?}, which were due, `expire({now:?})` gave {given:?}{}\n\n{AT_ONCE}",
                    right.chars().collect::<Vec<_>>(),
                    match then.is_empty() {
                        true => String::new(),
                        false => format!(", and a second call gave {then:?}"),
                    }
                );
            }
        }
    };
    expires(&mut timers, ms(10) - Duration::from_nanos(1), "");
    let given = expire_exactly(&mut timers, ms(10), &['A']);
    assert!(
        given == ['A'],
        "{added}; `expire(10ms)` gave {given:?} instead of ['A']"
    );
    expires(&mut timers, ms(10), "");
    expires(&mut timers, ms(30), "BC");
    expires(&mut timers, ms(30), "");
    expires(&mut timers, ms(31), "D");
    expires(&mut timers, ms(1_000), "");

    for (deadline, now) in [(0, 0), (5, 1_000)] {
        timers.add(ms(deadline), 'E');
        let given = expire_exactly(&mut timers, ms(now), &['E']);
        assert!(
            given == ['E'],
            "a timer for {deadline} ms was added when `expire(1s)` had been called, and \
             `expire({:?})` gave {given:?} instead of ['E']\n\n\
             A deadline that is over when a timer is added fires it at the next `expire`.",
            ms(now)
        );
    }
    timers.add(Duration::MAX, 'F');
    let given = timers.expire(Duration::MAX - Duration::from_nanos(1));
    assert!(
        given.is_empty(),
        "a timer for `Duration::MAX` fired a nanosecond early"
    );
    let given = kit::caught(|| timers.expire(Duration::MAX)).unwrap_or_else(|caught| {
        panic!(
            "right up to a nanosecond before `Duration::MAX`, wrong for `Duration::MAX` itself: \
             `expire(Duration::MAX)` panicked: {}\n\n\
             `now` may be the greatest `Duration` that there is: nothing can be added to it.",
            said(&caught)
        )
    });
    assert!(
        given == ['F'],
        "`expire(Duration::MAX)` gave {given:?}, and not the timer for `Duration::MAX`"
    );
    Day::run(Some(Fault::Expired), |_, _| {});
}

/// Two timers of one task may come due during one sleep: one that warns, and later one that gives up. In
/// the wrong order, the task gives up before it warns.
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
                "{} ms came before {} ms{}: timers for {deadlines:?} ms were added, all were due, and \
                 `expire` gave {given:?}\n\n{ORDER}",
                pair[0],
                pair[1],
                if given == deadlines {
                    ", in the order in which they were added"
                } else if given.iter().rev().is_sorted() {
                    ", the latest first"
                } else {
                    ""
                }
            );
        }
        assert!(
            given.len() == deadlines.len(),
            "timers for {deadlines:?} ms were added, all were due, and `expire` gave \
             {given:?}\n\n{AT_ONCE}"
        );
    }
    let mut timers = Timers::new();
    for nanoseconds in [2_000_007, 2_000_002, 2_000_009, 2_000_001, 2_000_005] {
        timers.add(Duration::from_nanos(nanoseconds), nanoseconds);
    }
    let given = timers.expire(ms(3));
    assert!(
        given.is_sorted(),
        "right if deadlines are a millisecond apart, wrong if they are nanoseconds apart: they came in \
         the order {given:?}\n\n{ORDER}"
    );
    Day::run(None, |day, what| {
        let (given, _) = &day.last_expired;
        let deadlines: Vec<_> = given.iter().map(|name| day.deadline_of(*name)).collect();
        assert!(
            deadlines.is_sorted(),
            "{what}: `expire` gave timers with these deadlines, in this order: {deadlines:?}"
        );
    });
}

/// Of two timers with the same deadline, the one that was added first fires first. Neither a heap nor a
/// place in a list knows which one that was, if another timer can be moved there: you must store it.
#[check(seconds = 30)]
fn equal_deadlines_fire_in_the_order_of_adding() {
    let fires_in_turn = |timers: &mut Timers<usize>, right: &[usize], what: &str| {
        let given = expire_exactly(timers, ms(10), right);
        if let Some(pair) = given.windows(2).find(|pair| pair[0] > pair[1]) {
            let shown = match given.len() {
                ..=20 => format!(" (`expire` gave {given:?})"),
                _ => String::new(),
            };
            panic!(
                "{what}: number {} came before number {}, which was added earlier{shown}",
                pair[0], pair[1]
            );
        }
        assert!(
            given.len() >= right.len(),
            "{what}: `expire(10ms)` gave {} of the {} that were due, and a second call {} \
             more\n\n{AT_ONCE}",
            given.len(),
            right.len(),
            timers.expire(ms(10)).len()
        );
        if given == right {
            return;
        }
        let missing: Vec<_> = right.iter().filter(|n| !given.contains(n)).collect();
        let others: Vec<_> = given.iter().filter(|n| !right.contains(n)).collect();
        if let ([missing], [other]) = (&missing[..], &others[..]) {
            panic!(
                "{what}: number {other} fired, which was cancelled, and number {missing} did not, which \
                 was not\n\n{TAKEN}"
            );
        }
        panic!("{what}: `expire(10ms)` gave the numbers {given:?} instead of {right:?}");
    };
    // More than a few: a sort that keeps no order among equals keeps it by chance for twenty.
    for count in [2, 3, varied(100, 40..=200) as usize, 70_000] {
        let mut timers = Timers::new();
        for number in 0..count {
            timers.add(ms(10), number);
        }
        let right: Vec<_> = (0..count).collect();
        let what = format!("{count} timers were added for 10 ms");
        fires_in_turn(&mut timers, &right, &what);
    }

    // One thing after another, to tell which of them does it.
    let mut timers = Timers::new();
    let keys: Vec<_> = (0..6).map(|number| timers.add(ms(10), number)).collect();
    timers.cancel(keys[1]);
    let case = "right if none is cancelled, wrong after one was (numbers 0 to 5 were added for 10 ms, then number 1 was \
         cancelled)";
    fires_in_turn(&mut timers, &[0, 2, 3, 4, 5], case);
    let mut timers = Timers::new();
    let keys: Vec<_> = (0..6).map(|number| timers.add(ms(10), number)).collect();
    timers.cancel(keys[1]);
    timers.add(ms(10), 6);
    let case = "right after one is cancelled, wrong if one is added after that (of numbers 0 to 5 for \
                10 ms, number 1 was cancelled, and number 6 was added)";
    fires_in_turn(&mut timers, &[0, 2, 3, 4, 5, 6], case);

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
        "right if one is cancelled, wrong if several are (of numbers 0 to 5 for 10 ms, numbers 1, 0 and \
         4; then numbers 6 to 9 were added for 10 ms)",
    );

    Day::run(None, |day, what| {
        let (given, _) = &day.last_expired;
        for pair in given.windows(2) {
            let [one, other] = [pair[0], pair[1]].map(|name| day.deadline_of(name));
            assert!(
                one != other || pair[0] < pair[1],
                "{what}: number {} came before number {}, which was added earlier for the same deadline",
                pair[0],
                pair[1]
            );
        }
    });
}

/// `cancel` gives back the value of this timer, and of no other one. After that it is as if the timer had
/// never been added.
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
            None => panic!("`cancel` of {name} gave None, and {name} had not fired: {added}"),
            Some(given) => assert!(
                given == name,
                "`cancel` of {name} gave {given}{}: {added}\n\n{TAKEN}",
                match (given, name) {
                    ('C', 'D') | ('D', 'C') =>
                        ", another timer with the same deadline (right for A and B, whose deadlines \
                         differ)",
                    _ => "",
                }
            ),
        }
        let given = timers.expire(ms(100));
        assert!(
            !given.contains(&name),
            "{name} was cancelled, and fired all the same: {added}"
        );
        let right: Vec<_> = keys.map(|(_, name)| name).into_iter().collect();
        let right: Vec<_> = right.into_iter().filter(|other| *other != name).collect();
        let in_order = |names: &[char]| {
            let mut names = names.to_vec();
            names.sort_unstable();
            names
        };
        assert!(
            given == right || in_order(&given) != right,
            "{given:?} fired instead of {right:?}: {added}, and {name} was cancelled\n\n{ORDER}"
        );
        assert!(
            given == right,
            "{given:?} fired instead of {right:?}: {added}, and {name} was cancelled{}",
            match given.len() < right.len() {
                true => format!("\n\n{AT_ONCE}"),
                false => String::new(),
            }
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
                "`cancel` of number {number} gave {}: 5 timers were added for 10 ms, and cancelled in \
                 the order {order:?}",
                match given {
                    Some(other) => format!("number {other}"),
                    None => "None, and it had not fired".to_owned(),
                }
            );
        }
    }
    Day::run(Some(Fault::Cancelled), |_, _| {});
}

/// A task that got its reply in time cancels the timeout, perhaps a moment after that has fired. Its key
/// must not fit another timer by then.
#[check(seconds = 30)]
fn an_old_key_cancels_nothing() {
    let mut timers = Timers::new();
    let takes_nothing = |timers: &mut Timers<u32>, key: TimerKey, what: &str| {
        if let Some(number) = timers.cancel(key) {
            panic!(
                "{what}, and `cancel` with its key gave {}",
                match number {
                    0 => "its value once more".to_owned(),
                    _ => format!("the value of number {number}"),
                }
            );
        }
    };
    let cancelled = timers.add(ms(10), 0);
    timers.cancel(cancelled);
    takes_nothing(&mut timers, cancelled, "a timer was cancelled");
    let fired = timers.add(ms(10), 0);
    expire_exactly(&mut timers, ms(10), &[0]);
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
            if let Some(other) = timers.cancel(old) {
                panic!(
                    "right after {} others, wrong after {}: a timer {}, and then `cancel` with its \
                     key took out another one, number {other}\n\n{TAKEN}",
                    number - 1,
                    match number.is_power_of_two() && number >= 256 {
                        true => format!("{number} (2^{})", number.ilog2()),
                        false => number.to_string(),
                    },
                    fate(fires)
                );
            }
            let gone = if number % 2 == 0 {
                timers.cancel(key)
            } else {
                timers.expire(ms(11)).pop()
            };
            assert!(
                gone == Some(number),
                "{} of number {number} gave {gone:?}: a timer {}, and others came and went",
                match number % 2 {
                    0 => "`cancel`",
                    _ => "`expire` at the time",
                },
                fate(fires)
            );
        }
    }
    Day::run(Some(Fault::OldKey), |_, _| {});
}

/// Most timers are cancelled: a connection has a new timeout for each request. If something stays of
/// each, a million of them fill the memory.
#[check(seconds = 60)]
fn a_cancelled_one_leaves_nothing_behind() {
    for way in &WAYS {
        remains(way);
    }
}

/// The work for one timer must not grow with the number of the others. With ten timers you
/// notice nothing; with a hundred thousand the loop does nothing else.
#[check(seconds = 60)]
fn no_call_goes_through_a_hundred_thousand_timers() {
    let mut crowd = Crowd::new();
    crowd.does("cancelling one and adding another", Deed::Replace);
    crowd.does("asking for the earliest deadline", Deed::Ask);
    crowd.does("letting one fire and adding another", Deed::Fire);
}

fn ms(count: u64) -> Duration {
    Duration::from_millis(count)
}
