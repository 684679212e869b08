//! How the checks of registry name keys and numbers, and what they say more than once.

use kit::Caught;

/// The idea if a key is given twice.
pub const KEY_TWICE: &str = "A key leads to one value forever: it is given once, and no later value \
                             gets it.";

/// The idea if `len` is wrong.
pub const LEN: &str = "`len` counts the values that are there, and neither places nor calls of `remove` \
                       that found nothing.";

pub fn number(found: Option<usize>) -> String {
    found.map_or("nothing".to_owned(), |n| format!("value {n}"))
}

/// A number, and the power of two that it is: if a key has too few bits, that shows how many it has.
pub fn figure(n: usize) -> String {
    match n.is_power_of_two() && n >= 256 {
        true => format!("{n} (2^{})", n.ilog2()),
        false => n.to_string(),
    }
}

/// A key, by its higher bits and the rest.
pub fn bits(key: usize) -> String {
    const LOW: usize = 1 << 10;
    if key > usize::MAX / 2 {
        let less = usize::MAX - key;
        match less {
            0 => return "usize::MAX".to_owned(),
            1..LOW => return format!("usize::MAX - {less}"),
            _ => {}
        }
    }
    let (high, low) = (key / LOW * LOW, key % LOW);
    if high.count_ones() > 3 {
        return format!("{key:#x}");
    }
    let powers = (0..usize::BITS)
        .rev()
        .filter(|bit| high & (1 << bit) != 0)
        .map(|bit| format!("2^{bit}"));
    let rest = (low > 0 || high == 0).then(|| low.to_string());
    powers.chain(rest).collect::<Vec<_>>().join(" + ")
}

/// How many values are there, as a sentence.
pub fn there(count: usize) -> String {
    match count {
        0 => "no value is there".to_owned(),
        1 => "1 value is there".to_owned(),
        _ => format!("{count} values are there"),
    }
}

/// What a panic said, and where in the answer.
pub fn said(panic: &Caught) -> String {
    match panic.at.contains("ch05") {
        true => format!("{} (at {})", panic.message, panic.at),
        false => panic.message.clone(),
    }
}
