//! Checks of registry.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use ch05::registry::Registry;
use kit::check;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "registry/day.rs"]
mod day;
#[path = "registry/room.rs"]
mod room;

use crate::effort::Effort;
use day::{Day, Named};
use room::{TIMES, left_over, new_places};

/// A key is all that the system gives back to you. It leads to the value for as long as the value is
/// there, whoever else comes and goes.
#[check(seconds = 30)]
fn a_value_is_found_by_its_key() {
    // Many, unless each insert goes through all that are there: slow, but not forbidden.
    const ENOUGH: Duration = Duration::from_secs(2);
    for count in [1, 2, 70_000] {
        let mut registry = Registry::new();
        let effort = Effort::new();
        let keys: Vec<_> = (0..count)
            .take_while(|_| !effort.is_more_than(ENOUGH))
            .map(|n| registry.insert(Named(n)))
            .collect();
        let count = keys.len();
        let of = |n| format!("{count} values were inserted; the key of number {n}");
        // The first, the last, and some of the others.
        let asked = |n: &usize| *n < 10 || count - n < 100 || n.is_multiple_of(1_009);
        for (n, key) in keys.iter().enumerate().filter(|(n, _)| asked(n)) {
            let name = registry.get(*key).map(|value| value.0);
            finds("get", name, n, &of(n));
            let name = registry.get_mut(*key).map(|value| value.0);
            finds("get_mut", name, n, &of(n));
        }
    }

    let mut registry = Registry::new();
    let key = registry.insert(Named(1));
    if let Some(value) = registry.get_mut(key) {
        value.0 = 5;
    }
    let what = "number 1 was inserted, and made number 5 through `get_mut`; its key";
    finds("get", registry.get(key).map(|value| value.0), 5, what);
    finds("remove", registry.remove(key).map(|value| value.0), 5, what);

    for gone in 0..4 {
        let mut registry = Registry::new();
        let keys: Vec<_> = (0..4).map(|n| registry.insert(Named(n))).collect();
        let name = registry.remove(keys[gone]).map(|value| value.0);
        let what = format!("numbers 0 to 3 were inserted; the key of number {gone}");
        finds("remove", name, gone, &what);
        let new = registry.insert(Named(4));
        let others = keys.iter().enumerate().filter(|(n, _)| *n != gone);
        for (n, key) in others.chain([(4, &new)]) {
            let what = format!(
                "numbers 0 to 3 were inserted, number {gone} was removed, number 4 was inserted; \
                 the key of number {n}"
            );
            finds("get", registry.get(*key).map(|value| value.0), n, &what);
        }
    }
    Day::run(|day, what| {
        for (n, key) in &day.inside {
            let what = format!("{what}; the key of number {n}, which is there");
            finds(
                "get",
                day.registry.get(*key).map(|value| value.0),
                *n,
                &what,
            );
        }
    });
}

/// A message that was on its way when its receiver left is meant for nobody. Neither an empty place
/// nor the one who lives there now is the right address.
#[check(seconds = 60)]
fn the_key_of_a_removed_value_finds_nothing() {
    let mut registry = Registry::new();
    let old = registry.insert(Named(0));
    registry.remove(old);
    finds_nothing(&mut registry, old, "number 0 was inserted and removed");
    let [first, second] = [1, 2].map(|n| registry.insert(Named(n)));
    let twice = "number 0 was removed, and removed once more, and that gave nothing; then numbers 1 \
                 and 2 were inserted";
    for (key, n) in [(first, 1), (second, 2)] {
        let name = registry.get(key).map(|value| value.0);
        assert!(
            name == Some(n),
            "{twice}: the key of number {n} finds {}: a place was free twice",
            number(name)
        );
    }
    finds_nothing(&mut registry, old, twice);

    const MANY: usize = 3_000;
    for way in ["from the first on", "from the last on"] {
        let mut registry = Registry::new();
        let mut old: Vec<_> = (0..MANY).map(|n| registry.insert(Named(n))).collect();
        if way == "from the last on" {
            old.reverse();
        }
        for key in &old {
            registry.remove(*key);
        }
        for n in MANY..2 * MANY {
            registry.insert(Named(n));
        }
        for key in &old {
            let found = registry.get(*key).map(|value| value.0);
            assert!(
                found.is_none(),
                "numbers 0 to {} were inserted, all were removed, {way}, and as many others were \
                 inserted: the key of one of those that were removed finds {}",
                MANY - 1,
                number(found)
            );
        }
    }

    // One place for all, or a few that take turns.
    for (at_once, others) in [(1, 1 << 20), (3, 100_000)] {
        let mut registry = Registry::new();
        let old = registry.insert(Named(0));
        registry.remove(old);
        let mut keys = [None; 3];
        let mut gone = vec![(old, 0)];
        for n in 1..=others {
            let place = n % at_once;
            let before = keys[place].take();
            if let Some(key) = before {
                registry.remove(key);
            }
            let key = registry.insert(Named(n));
            keys[place] = Some(key);
            let found = registry.get(old).map(|value| value.0);
            assert!(
                found.is_none(),
                "number 0 was removed, and {n} others were inserted since, {at_once} of them at \
                 once: `get` with the key of number 0 finds {}",
                number(found)
            );
            if let Some(before) = before {
                let found = registry.get(before).map(|value| value.0);
                assert!(
                    found.is_none(),
                    "{n} values were inserted, {at_once} of them at once: number {} was removed, \
                     and `get` with its key finds {}",
                    n - at_once,
                    number(found)
                );
            }
            if gone.len() < 300_000 {
                gone.push((key, n));
            }
        }
        gone.sort_unstable();
        if let Some(pair) = gone.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            panic!(
                "of {others} values, {at_once} at once, number {} was removed, and number {} got \
                 the same key",
                pair[0].1, pair[1].1
            );
        }
        let what = format!("number 0 was removed, and {others} others were inserted since");
        finds_nothing(&mut registry, old, &what);
    }
    Day::run(|day, what| {
        for (n, key) in day.keys.iter().enumerate() {
            let found = day.registry.get(*key).map(|value| value.0);
            assert!(
                found.is_none() || day.inside.contains_key(&n),
                "{what}; number {n} was removed, and `get` with its key finds {}",
                number(found)
            );
        }
        if let (n, Some(found), false) = day.last_removed {
            panic!(
                "{what}; number {n} had been removed before, and `remove` with its key gave number \
                 {found}"
            );
        }
    });
}

/// A number from outside is a question, and "nobody" is an answer to it. It may not crash the loop,
/// and asking may not change what is there.
#[check]
fn a_key_that_was_never_given_finds_nothing_and_does_no_harm() {
    for count in [0, 1, 5] {
        let mut registry = Registry::new();
        let mut keys: Vec<_> = (0..count).map(|n| registry.insert(Named(n))).collect();
        let mut given: BTreeSet<_> = keys.iter().copied().collect();
        // One place is empty, and it has been used twice.
        for n in [100, 101] {
            let gone = registry.insert(Named(n));
            given.insert(gone);
            registry.remove(gone);
        }
        let mut strange = BTreeMap::new();
        for key in [0, 1, 2, 3, 7, 1_000, 1 << 31, u32::MAX as usize]
            .into_iter()
            .chain([usize::MAX / 2, usize::MAX - 1, usize::MAX])
        {
            strange.insert(key, format!("the key {key}"));
        }
        for key in &given {
            for bit in 0..usize::BITS {
                let near = format!("the key {key} was given; with 2^{bit}");
                strange.insert(key ^ (1 << bit), format!("{near} turned over in it, a key"));
                let more = key.wrapping_add(1 << bit);
                strange.insert(more, format!("{near} added to it, a key"));
            }
        }
        let what = format!("{count} values are there, and two were removed");
        for (key, which) in strange.iter().filter(|(key, _)| !given.contains(key)) {
            let met = kit::caught(|| {
                (
                    registry.get(*key).map(|value| value.0),
                    registry.get_mut(*key).map(|value| value.0),
                    registry.remove(*key).map(|value| value.0),
                )
            });
            let (get, get_mut, remove) = met.unwrap_or_else(|caught| {
                panic!(
                    "{what}; {which} was never given, and to ask for it panics: {}",
                    caught.message
                )
            });
            for (call, found) in [("get", get), ("get_mut", get_mut), ("remove", remove)] {
                assert!(
                    found.is_none(),
                    "{what}; {which} was never given, and `{call}` with it finds {}",
                    number(found)
                );
            }
        }
        let harmed = "then many keys were asked for, and removed, that were never given";
        let len = registry.len();
        assert!(
            len == count,
            "{what}; {harmed}, and `len` is {len} instead of {count}"
        );
        keys.extend((count..count + 3).map(|n| registry.insert(Named(n))));
        for (n, key) in keys.iter().enumerate() {
            let name = registry.get(*key).map(|value| value.0);
            assert!(
                name == Some(n),
                "{what}; {harmed}, then 3 more values were inserted: the key of number {n} finds {}",
                number(name)
            );
        }
    }
}

/// The poller uses one number for its own messages: whoever shares it gets them, or takes them away.
#[check]
fn no_key_is_the_one_that_the_poller_keeps_for_itself() {
    let mut registry = Registry::new();
    let mut last = None;
    for n in 0..1_000 {
        if n % 3 == 2 {
            last.map(|key| registry.remove(key));
        }
        let key = registry.insert(Named(n));
        assert!(
            key != usize::MAX,
            "value number {n} got the key usize::MAX, which the poller keeps for itself"
        );
        let name = registry.get(key).map(|value| value.0);
        finds(
            "get",
            name,
            n,
            &format!("value number {n} was inserted; its key"),
        );
        last = Some(key);
    }
    let mut registry = Registry::new();
    for n in 0..TIMES {
        let key = registry.insert(Named(n));
        let name = registry.remove(key).map(|value| value.0);
        assert!(
            key != usize::MAX,
            "{n} values came and went, one at a time, and the next one got the key usize::MAX, \
             which the poller keeps for itself"
        );
        finds(
            "remove",
            name,
            n,
            &format!("value number {n} was inserted; its key"),
        );
    }
}

/// A server runs for years, and a million clients come and go. What remains of each one is small, and
/// in the end it is all there is.
#[check(seconds = 60)]
fn it_takes_the_room_of_those_that_are_there_at_once() {
    for stays in [false, true] {
        let places = new_places(stays);
        assert!(
            places < 100,
            "{TIMES} values came and went, one at a time{}; the second half of them stood at {places} \
             places in memory where none of the first half had stood: a place is not used again",
            if stays {
                ", while another one stayed"
            } else {
                ""
            }
        );
        if let Some(left_over) = left_over(stays) {
            panic!("{left_over}");
        }
    }
}

/// A loop that shuts down asks how many are left, and goes through them.
#[check]
fn len_and_iter_tell_of_each_value_once() {
    Day::run(|day, what| {
        let (len, right) = (day.registry.len(), day.inside.len());
        assert!(
            len == right,
            "{what}; {right} values are there, and `len` is {len}"
        );
        let mut told = BTreeMap::new();
        for (key, value) in day.registry.iter() {
            let n = value.0;
            assert!(
                day.inside.contains_key(&n),
                "{what}; number {n} is not there any more, and `iter` gives it"
            );
            assert!(
                told.insert(n, key).is_none(),
                "{what}; `iter` gives number {n} twice"
            );
        }
        for (n, key) in &day.inside {
            let Some(with) = told.get(n) else {
                panic!("{what}; number {n} is there, and `iter` does not give it");
            };
            assert!(
                with == key,
                "{what}; `iter` gives number {n} with the key {with}, and `insert` gave {key}"
            );
        }
    });
}

fn number(found: Option<usize>) -> String {
    found.map_or("nothing".to_owned(), |n| format!("number {n}"))
}

fn finds(call: &str, found: Option<usize>, right: usize, whose: &str) {
    assert!(
        found == Some(right),
        "{whose}: `{call}` finds {} with it",
        number(found)
    );
}

fn finds_nothing(registry: &mut Registry<Named>, key: usize, what: &str) {
    let get = registry.get(key).map(|value| value.0);
    let get_mut = registry.get_mut(key).map(|value| value.0);
    let remove = registry.remove(key).map(|value| value.0);
    for (call, found) in [("get", get), ("get_mut", get_mut), ("remove", remove)] {
        assert!(
            found.is_none(),
            "{what}: `{call}` with the key of number 0 finds {}",
            number(found)
        );
    }
}
