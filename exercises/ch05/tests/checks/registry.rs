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
#[path = "registry/words.rs"]
mod words;

use crate::effort::Effort;
use day::{Day, Named};
use room::{TIMES, left_over, new_places};
use words::{KEY_TWICE, LEN, bits, figure, number, said, there};

/// An event that was on its way when its client left must not reach another client. So an old key finds
/// nothing, even if its place has another value by now.
#[check(seconds = 60)]
fn the_key_of_a_removed_value_finds_nothing() {
    let mut registry = Registry::new();
    let old = registry.insert(Named(0));
    registry.remove(old);
    finds_nothing(&mut registry, old, "value 0 was inserted and removed");
    let new = [1, 2].map(|n| registry.insert(Named(n)));
    if let Some(n) = new.iter().position(|key| *key == old) {
        panic!(
            "value {} got the key {}, which value 0 had before it was removed{}\n\n{KEY_TWICE}",
            n + 1,
            bits(old),
            while_another_is_there()
        );
    }
    if !each_has_its_own(&registry, new) {
        let mut registry = Registry::new();
        let old = registry.insert(Named(0));
        registry.remove(old);
        let once = [1, 2].map(|n| registry.insert(Named(n)));
        let finds = new.map(|key| number(registry.get(key).map(|value| value.0)));
        assert!(
            !each_has_its_own(&registry, once),
            "right after one `remove` with a key, wrong after a second: value 0 was removed and \
             removed again, values 1 and 2 were inserted, and {}\n\n\
             A `remove` that finds nothing must not free a place.",
            match new[0] == new[1] {
                true => format!("both have the key {}", bits(new[0])),
                false => format!("their keys find {} and {}", finds[0], finds[1]),
            }
        );
        panic!(
            "value 0 was removed, values 1 and 2 were inserted, and their keys do not find them\n\n\
             A key leads to its value for as long as that is there."
        );
    }
    let twice = "value 0 was removed twice, then values 1 and 2 were inserted";
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
                "a removed value's key finds {}: values 0 to {} were inserted, all were removed, \
                 {way}, and as many others were inserted",
                number(found),
                MANY - 1
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
        let how = match at_once {
            1 => "one at a time".to_owned(),
            _ => format!("{at_once} at once"),
        };
        for n in 1..=others {
            let place = n % at_once;
            let before = keys[place].take();
            if let Some(key) = before {
                registry.remove(key);
            }
            let key = registry.insert(Named(n));
            keys[place] = Some(key);
            assert!(
                key != old,
                "right for the first {} others, wrong for the next: value {} got the key {}, which value \
                 0 had before it was removed; the others came and went, {how}\n\n{KEY_TWICE}",
                n - 1,
                figure(n),
                bits(key)
            );
            let found = registry.get(old).map(|value| value.0);
            assert!(
                found.is_none(),
                "value 0 was removed, and {} others were inserted since, {how}: `get` with the key \
                 of value 0 finds {}",
                figure(n),
                number(found)
            );
            if let Some(before) = before {
                let found = registry.get(before).map(|value| value.0);
                assert!(
                    found.is_none(),
                    "{} values were inserted, {how}: value {} was removed, and `get` with its key \
                     finds {}",
                    figure(n),
                    n - at_once,
                    number(found)
                );
            }
            if gone.len() < 300_000 {
                gone.push((key, n));
            }
        }
        gone.sort_unstable();
        let twice = gone.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        if let Some(pair) = twice.min_by_key(|pair| pair[1].1) {
            panic!(
                "right for the first {} keys, wrong for the next: value {} got the key {}, which value \
                 {} had before it was removed; the others came and went, {how}\n\n{KEY_TWICE}",
                pair[1].1,
                figure(pair[1].1),
                bits(pair[1].0),
                figure(pair[0].1)
            );
        }
        let what = format!("value 0 was removed, and {others} others were inserted since");
        finds_nothing(&mut registry, old, &what);
    }
    Day::run(|day, what| {
        for (n, key) in day.keys.iter().enumerate() {
            let found = day.registry.get(*key).map(|value| value.0);
            assert!(
                found.is_none() || day.inside.contains_key(&n),
                "{what}: `get` with the key of value {n}, which was removed, finds {}",
                number(found)
            );
        }
        if let (n, Some(found), false) = day.last_removed {
            panic!("{what}: value {n} was removed again, and `remove` gave value {found}");
        }
    });
}

/// A key is all that the system gives back to you. It leads to its value for as long as that is there,
/// whatever other values come and go.
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
        let of = |n| format!("{count} values were inserted; the key of value {n}");
        // The first, the last, and some of the others.
        let asked = |n: &usize| *n < 10 || count - n < 100 || n.is_multiple_of(1_009);
        for (n, key) in keys.iter().enumerate().filter(|(n, _)| asked(n)) {
            let name = registry.get(*key).map(|value| value.0);
            if name != Some(n)
                && let Some([second, first]) = first_repeat(&keys)
            {
                panic!(
                    "value {} got the key {}, which value {first} has: {count} values were \
                     inserted, and all are there\n\n{KEY_TWICE}",
                    figure(second),
                    bits(keys[second])
                );
            }
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
    let what = "value 1 was inserted, and changed to value 5 through `get_mut`; its key";
    finds("get", registry.get(key).map(|value| value.0), 5, what);
    finds("remove", registry.remove(key).map(|value| value.0), 5, what);

    for gone in 0..4 {
        let mut registry = Registry::new();
        let keys: Vec<_> = (0..4).map(|n| registry.insert(Named(n))).collect();
        let name = registry.remove(keys[gone]).map(|value| value.0);
        let what = format!("values 0 to 3 were inserted; the key of value {gone}");
        finds("remove", name, gone, &what);
        let new = registry.insert(Named(4));
        let same = keys.iter().position(|key| *key == new);
        if let Some(other) = same.filter(|other| *other != gone) {
            panic!(
                "value 4 got the key {}, which value {other} has: values 0 to 3 were inserted, \
                 value {gone} was removed, value 4 was inserted\n\n{KEY_TWICE}",
                bits(new)
            );
        }
        let others = keys.iter().enumerate().filter(|(n, _)| *n != gone);
        for (n, key) in others.chain([(4, &new)]) {
            let what = format!(
                "values 0 to 3 were inserted, value {gone} was removed, value 4 was inserted; \
                 the key of value {n}"
            );
            finds("get", registry.get(*key).map(|value| value.0), n, &what);
        }
    }
    Day::run(|day, what| {
        for (n, key) in &day.inside {
            let what = format!("{what}: the key of value {n}, which is there");
            finds(
                "get",
                day.registry.get(*key).map(|value| value.0),
                *n,
                &what,
            );
        }
    });
}

/// A number may come from anywhere. If it is no key, it finds nothing: it neither crashes the loop nor
/// changes what is there.
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
        let mut strange = BTreeSet::new();
        strange.extend([0, 1, 2, 3, 7, 1_000, 1 << 31, u32::MAX as usize]);
        strange.extend([usize::MAX / 2, usize::MAX - 1, usize::MAX]);
        for key in &given {
            for bit in 0..usize::BITS {
                strange.insert(key ^ (1 << bit));
                strange.insert(key.wrapping_add(1 << bit));
            }
        }
        let what = format!("{}, and two were removed", there(count));
        let len_before = registry.len();
        for key in strange.difference(&given) {
            type Call = fn(&mut Registry<Named>, usize) -> Option<usize>;
            let calls: [(&str, Call); 3] = [
                ("get", |registry, key| {
                    registry.get(key).map(|value| value.0)
                }),
                ("get_mut", |registry, key| {
                    registry.get_mut(key).map(|value| value.0)
                }),
                ("remove", |registry, key| {
                    registry.remove(key).map(|value| value.0)
                }),
            ];
            for (call, asks) in calls {
                let found = kit::caught(|| asks(&mut registry, *key)).unwrap_or_else(|caught| {
                    panic!(
                        "the key {} was never given, and `{call}` with it panicked: {} ({what})",
                        bits(*key),
                        said(&caught)
                    )
                });
                if let Some(n) = found {
                    let own = keys
                        .get(n)
                        .map_or_else(String::new, |own| format!(", whose key is {}", bits(*own)));
                    panic!(
                        "the key {} was never given, and `{call}` finds value {n} by it{own} ({what})",
                        bits(*key)
                    );
                }
            }
        }
        let len = registry.len();
        assert!(
            len == count || len_before == count,
            "`len` is {len_before}{} instead of {count} ({what})\n\n{LEN}",
            match len_before.checked_sub(count) {
                Some(1) => ", the most values that were ever there at once,",
                Some(2) => ", as many as were ever inserted,",
                _ => "",
            }
        );
        assert!(
            len == count,
            "`len` was {count} before `remove` was called with keys that were never given, and is \
             {len} after it: {what}\n\n{LEN}"
        );
        let before: Vec<_> = (keys.iter())
            .map(|key| registry.get(*key).map(|value| value.0))
            .collect();
        keys.extend((count..count + 3).map(|n| registry.insert(Named(n))));
        for (n, key) in keys.iter().enumerate() {
            let name = registry.get(*key).map(|value| value.0);
            assert!(
                name == Some(n),
                "`remove` was called with keys that were never given, and then the key of value {n} \
                 found {}{} ({what})",
                number(name),
                match before.get(n) {
                    Some(before) if *before == Some(n) => ", once 3 more values were inserted",
                    Some(_) => "",
                    None => ": it was inserted after that",
                }
            );
        }
    }
}

/// The poller uses one number for its own messages. A source with the same number would get them.
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
            "value {n} got the key `usize::MAX`, which the poller keeps for itself"
        );
        let name = registry.get(key).map(|value| value.0);
        finds("get", name, n, &format!("value {n} was inserted; its key"));
        last = Some(key);
    }
    let mut registry = Registry::new();
    for n in 0..TIMES {
        let key = registry.insert(Named(n));
        let name = registry.remove(key).map(|value| value.0);
        assert!(
            key != usize::MAX,
            "value {} got the key `usize::MAX`, which the poller keeps for itself: the others had \
             come and gone, one at a time",
            figure(n)
        );
        finds(
            "remove",
            name,
            n,
            &format!("value {n} was inserted; its key"),
        );
    }
}

/// A server runs for years, and millions of clients come and go. If something stays of each one,
/// however small, it fills the memory in the end.
#[check(seconds = 60)]
fn it_takes_the_room_of_those_that_are_there_at_once() {
    for stays in [false, true] {
        let places = new_places(stays);
        assert!(
            places < 100,
            "places that became empty were not used again: of {TIMES} values that came and went, one at \
             a time{}, the second half took {places} new places in memory instead of those of the first \
             half",
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

/// A loop that shuts down asks how many values are left, and goes through them. Each value that is there
/// counts once.
#[check]
fn len_and_iter_count_each_value_once() {
    // Small at first, to tell what makes the difference.
    let mut registry = Registry::new();
    let mut inside: BTreeMap<_, _> = (0..5).map(|n| (n, registry.insert(Named(n)))).collect();
    tells_of_each(&registry, &inside, "values 0 to 4 were inserted");
    let gone = inside.remove(&2).unwrap_or_default();
    registry.remove(gone);
    let case = "right while none was removed, wrong once value 2 of the values 0 to 4 was";
    tells_of_each(&registry, &inside, case);
    inside.insert(5, registry.insert(Named(5)));
    let case = "right for the first values in a registry, wrong for one that was inserted after another \
                was removed (values 0 to 4 were inserted, value 2 was removed, value 5 was inserted)";
    tells_of_each(&registry, &inside, case);
    Day::run(|day, what| tells_of_each(&day.registry, &day.inside, what));
}

/// Fails if `len` or `iter` counts others than these, by their numbers and keys.
#[track_caller]
fn tells_of_each(registry: &Registry<Named>, inside: &BTreeMap<usize, usize>, what: &str) {
    let (len, right) = (registry.len(), inside.len());
    assert!(
        len == right,
        "{what}: {}, and `len` is {len}\n\n{LEN}",
        there(right)
    );
    let mut told = BTreeMap::new();
    for (key, value) in registry.iter() {
        let n = value.0;
        assert!(
            inside.contains_key(&n),
            "{what}: `iter` gives value {n}, which was removed"
        );
        assert!(
            told.insert(n, key).is_none(),
            "{what}: `iter` gives value {n} twice"
        );
    }
    let missing: Vec<_> = inside.keys().filter(|n| !told.contains_key(n)).collect();
    assert!(
        missing.is_empty(),
        "{what}: `iter` gives the values {:?} and leaves out {missing:?}",
        told.keys().collect::<Vec<_>>()
    );
    for (n, key) in inside {
        let with = told[n];
        assert!(
            with == *key,
            "`iter` gives value {n} with the key {}, and `insert` gave {}: `get` finds {} with the first; \
             {what}\n\n\
             `iter` gives the whole key, as `insert` did: the part that differs from the value \
             that was in its place before belongs to it.",
            bits(with),
            bits(*key),
            number(registry.get(with).map(|value| value.0))
        );
    }
}

/// What a registry does that gives the key of a removed value again, if another value is still there.
fn while_another_is_there() -> String {
    let mut registry = Registry::new();
    let [gone, stays] = [0, 1].map(|n| registry.insert(Named(n)));
    registry.remove(gone);
    let new = registry.insert(Named(2));
    if new == stays {
        format!(
            "; and while another one is there, a new one gets its key: values 0 and 1 were inserted, \
             value 0 was removed, and value 2 got the key {} of value 1",
            bits(new)
        )
    } else if new == gone {
        ", also while another one is there: a place alone is no key".to_owned()
    } else {
        ": right while a value that was inserted after it is still there, wrong if it was the last one"
            .to_owned()
    }
}

/// The first number that got the key of an earlier one, and that one.
fn first_repeat(keys: &[usize]) -> Option<[usize; 2]> {
    let mut owners = BTreeMap::new();
    (keys.iter().enumerate()).find_map(|(n, key)| owners.insert(key, n).map(|other| [n, other]))
}

/// Whether these are the keys of numbers 1 and 2.
fn each_has_its_own(registry: &Registry<Named>, keys: [usize; 2]) -> bool {
    let [one, two] = keys.map(|key| registry.get(key).map(|value| value.0));
    (one, two) == (Some(1), Some(2))
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
    let calls = [("get", get), ("get_mut", get_mut), ("remove", remove)];
    let Some((call, found)) = calls.iter().find(|(_, found)| found.is_some()) else {
        return;
    };
    let right: Vec<_> = (calls.iter())
        .filter(|(_, found)| found.is_none())
        .map(|(call, _)| format!("`{call}`"))
        .collect();
    panic!(
        "`{call}` with the key of value 0, which was removed, finds {}{} ({what})",
        number(*found),
        match &right[..] {
            [] => String::new(),
            [one] => format!(", and {one} finds nothing"),
            _ => format!(", and {} find nothing", right.join(" and ")),
        }
    );
}
