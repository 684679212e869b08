//! What is left of values that have come and gone.

use std::collections::BTreeSet;

use ch05::registry::Registry;

use crate::memory::left_by_each;

/// How many come and go when places are counted.
pub const TIMES: usize = 120_000;

/// Lets values come and go, each removed twice, and says what is left of them, if anything is.
// A failure is told as one of the check that calls this.
#[track_caller]
pub fn left_over(stays: bool) -> Option<String> {
    let (mut registry, mut number) = (begin(stays), 0);
    let each = left_by_each(|times| {
        for _ in 0..times {
            let key = registry.insert([number; 4]);
            registry.remove(key);
            // And once more, too late.
            registry.remove(key);
            number += 1;
        }
    });
    let count = registry.iter().count();
    assert!(
        count == usize::from(stays),
        "{number} values came and went, and {} stayed; `iter` gives {count} values",
        usize::from(stays)
    );
    each.map(|each| {
        format!(
            "{each} bytes of memory or more are left of each value that was removed, though their places \
             are used again: {number} values came and went, one at a time{}",
            if stays { ", while another one stayed" } else { "" }
        )
    })
}

/// At how many new places in memory values were, when as many had come and gone before.
pub fn new_places(stays: bool) -> usize {
    let mut registry = begin(stays);
    let mut places = BTreeSet::new();
    let mut at_half = 0;
    for n in 0..TIMES {
        if n == TIMES / 2 {
            at_half = places.len();
        }
        let key = registry.insert([n; 4]);
        places.extend(
            registry
                .get(key)
                .map(|value| std::ptr::from_ref(value).addr()),
        );
        registry.remove(key);
    }
    assert!(
        at_half > 0,
        "values came and went, one at a time, and `get` found none of them while it was there\n\n\
         A key leads to its value for as long as that is there."
    );
    places.len() - at_half
}

fn begin(stays: bool) -> Registry<[usize; 4]> {
    let mut registry = Registry::new();
    if stays {
        registry.insert([0; 4]);
    }
    registry
}
