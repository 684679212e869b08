//! A day of values that come and go, beside a map that is right.

use std::collections::BTreeMap;

use ch05::registry::Registry;

/// A value that can do nothing but tell which one it is.
pub struct Named(pub usize);

/// Values that come and go in a mixed order, beside a map of them that is right. A value is the
/// number under which it was inserted.
pub struct Day {
    pub registry: Registry<Named>,
    /// All that were ever given.
    pub keys: Vec<usize>,
    pub inside: BTreeMap<usize, usize>,
    /// Whose key was last removed, what that gave, and whether it was there.
    pub last_removed: (usize, Option<usize>, bool),
}

impl Day {
    pub fn run(looks: impl Fn(&Self, &str)) {
        let mut day = Self {
            registry: Registry::new(),
            keys: Vec::new(),
            inside: BTreeMap::new(),
            last_removed: (0, None, true),
        };
        looks(&day, "nothing was ever inserted");
        let mut random: u64 = 3;
        for step in 1..=400_u64 {
            random = random.wrapping_mul(6_364_136_223_846_793_005);
            random = random.wrapping_add(1_442_695_040_888_963_407);
            let dice = (random >> 33) as usize;
            let n = day.keys.len();
            // It fills, then empties, and so on.
            let fills = step / 50 % 2 == 0;
            let last = if n == 0 || dice % 10 < if fills { 7 } else { 2 } {
                let key = day.registry.insert(Named(n));
                day.keys.push(key);
                day.inside.insert(n, key);
                format!("value {n} was inserted")
            } else {
                let mut gone = dice / 10 % n;
                if !dice.is_multiple_of(3) {
                    // Rather one that is there.
                    gone = day.inside.range(gone..).next().map_or(gone, |(n, _)| *n);
                }
                let was_there = day.inside.remove(&gone).is_some();
                let given = day.registry.remove(day.keys[gone]).map(|value| value.0);
                day.last_removed = (gone, given, was_there);
                match was_there {
                    true => format!("value {gone} was removed"),
                    false => format!("value {gone}, which was gone, was removed again"),
                }
            };
            // Each step before this one has been looked at.
            let before = match step - 1 {
                0 => "right before anything was inserted".to_owned(),
                1 => "right after 1 insert".to_owned(),
                steps => format!("right after {steps} inserts and removes"),
            };
            looks(&day, &format!("{before}, wrong after one more ({last})"));
        }
    }
}
