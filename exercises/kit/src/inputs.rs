//! Inputs that are not the same for every answer, so that none can be written for the inputs alone.

use std::ops::RangeInclusive;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Gives a seed at home, to repeat what a grader tried.
const SEED: &str = "KIT_SEED";

/// What the values of this process are drawn from; `None`: they are the usual ones.
static SEEDED: OnceLock<Option<u64>> = OnceLock::new();
static DRAWN: AtomicU64 = AtomicU64::new(0);
static ASKED: AtomicBool = AtomicBool::new(false);

/// Sets the seed of this process, before any line of the answer runs. Without one it is that of `KIT_SEED`.
pub(crate) fn seed(seed: Option<u64>) {
    let at_home = || std::env::var(SEED).ok()?.parse().ok();
    // Where checks are run as threads of one process, the first one has set it.
    let _ = SEEDED.set(seed.or_else(at_home));
}

/// `usual` for a learner and where the checks are proven; a number of `others` where a class is graded, drawn anew for
/// each submission.
///
/// What the check demands must hold for every number of `others`, and its messages name the number that it has used.
/// The calls of a check must come in the same order each time it runs: not from several threads, nor within an
/// exploration of schedules.
///
/// # Panics
/// If `others` holds no number.
pub fn varied(usual: u64, others: RangeInclusive<u64>) -> u64 {
    match draw() {
        None => usual,
        Some(drawn) => within(drawn, &others),
    }
}

/// As [`varied`], for a text that means nothing: as many small letters as `usual` has characters.
pub fn varied_word(usual: &str) -> String {
    let letter = |drawn: u64| char::from(b'a' + u8::try_from(drawn % 26).unwrap_or(0));
    let characters = usual.chars();
    characters.map(|own| draw().map_or(own, letter)).collect()
}

/// The seed, if a value was drawn from it: a failure names it.
pub(crate) fn seed_in_use() -> Option<u64> {
    let seed = SEEDED.get().copied().flatten()?;
    ASKED.load(Ordering::Relaxed).then_some(seed)
}

fn draw() -> Option<u64> {
    let seed = SEEDED.get().copied().flatten()?;
    ASKED.store(true, Ordering::Relaxed);
    Some(number(seed, DRAWN.fetch_add(1, Ordering::Relaxed)))
}

/// The number at a place of the sequence of a seed: SplitMix64 (Steele, Lea and Flood, 2014).
fn number(seed: u64, place: u64) -> u64 {
    let mut mixed = seed.wrapping_add((place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn within(drawn: u64, range: &RangeInclusive<u64>) -> u64 {
    assert!(!range.is_empty(), "there is no number in {range:?}");
    match (range.end() - range.start()).checked_add(1) {
        None => drawn,
        Some(numbers) => range.start() + drawn % numbers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_seed_values_are_the_usual_ones() {
        assert_eq!(varied(100, 50..=150), 100);
        assert_eq!(varied_word("Ada"), "Ada");
        assert_eq!(seed_in_use(), None);
    }

    #[test]
    fn each_number_of_a_range_is_drawn_and_no_other() {
        let mut drawn = [0; 4];
        for place in 0..400 {
            let number = within(number(7, place), &(2..=5));
            drawn[usize::try_from(number - 2).unwrap()] += 1;
        }
        assert!(drawn.iter().all(|times| *times > 60), "{drawn:?}");
        assert_eq!(within(9, &(3..=3)), 3);
        assert_eq!(within(9, &(0..=u64::MAX)), 9);
    }

    #[test]
    fn seeds_and_places_give_different_numbers() {
        let mut numbers: Vec<u64> = (0..50)
            .flat_map(|seed| (0..50).map(move |place| number(seed, place)))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 2_500);
    }
}
