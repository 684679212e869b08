//! Wakes between two polls of a join of A and B.

use ch03::join_many::join_many;
use kit::{ByHand, caught, watch};

use super::cause::simple;
use super::desk::{Desk, names};
use super::waits;

/// Makes these wakes between two polls: each future that was woken must be polled once.
pub fn look_at_wakes(wakes: &[usize], story: &str) {
    let mut wanted = wakes.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let (polled, again) = polls_after(wakes, false);
    if polled == wanted && again.is_empty() {
        return;
    }
    // Once more, for the timeline: it shows the wakes that fail and no others.
    let _ = polls_after(wakes, true);

    assert!(
        polled == wanted,
        "{}",
        simple()
            .or_else(|| lost(wakes, &polled))
            .unwrap_or_else(|| format!(
                "right {}, wrong with several: {story} between two polls of the join, and the next poll polled {}, \
                 instead of {}",
                match wanted.len() {
                    1 => "with one wake",
                    _ => "if B alone is woken, several times",
                },
                names(&polled),
                names(&wanted)
            ))
    );
    panic!(
        "{}",
        simple().unwrap_or_else(|| format!(
            "{} was polled twice for wakes before one poll: {story}, the next poll of the join polled {}, and the one \
             after that {} again",
            names(&again),
            names(&polled),
            names(&again)
        ))
    );
}

/// What the next poll polled, sorted, and what the one after it polled.
fn polls_after(wakes: &[usize], is_drawn: bool) -> (Vec<usize>, Vec<usize>) {
    fn next_two<F: Future>(
        mut join: ByHand<F>,
        desk: &Desk,
        wakes: &[usize],
    ) -> (Vec<usize>, Vec<usize>) {
        waits(&mut join);
        desk.take_polled();
        for one in wakes {
            desk.wake(*one);
        }
        waits(&mut join);
        let mut polled = desk.take_polled();
        polled.sort_unstable();
        waits(&mut join);
        (polled, desk.take_polled())
    }
    let mut desk = Desk::new(2);
    desk.is_drawn = is_drawn;
    let join = join_many(desk.futures());
    match is_drawn {
        true => next_two(ByHand::new(watch("join", join)), &desk, wakes),
        false => next_two(ByHand::new(join), &desk, wakes),
    }
}

/// If B alone was woken, and was not polled: with which numbers of wakes it is polled, and with which it is not.
fn lost(wakes: &[usize], polled: &[usize]) -> Option<String> {
    if !polled.is_empty() || wakes.contains(&0) {
        return None;
    }
    let mut numbers = vec![1, 2, 3, 4, wakes.len() - 1, wakes.len(), wakes.len() + 1];
    numbers.sort_unstable();
    numbers.dedup();
    let is_polled = |times: &usize| {
        caught(|| polls_after(&vec![1; *times], false).0).is_ok_and(|polled| polled == [1])
    };
    let (right, wrong): (Vec<_>, Vec<_>) = numbers.into_iter().partition(is_polled);
    if right.is_empty() || !wrong.contains(&wakes.len()) {
        return None;
    }
    let undone = wrong.contains(&2) && right.contains(&1);
    Some(format!(
        "right if B is woken {} between two polls of the join, wrong if it is woken {}: then the next poll does not \
         poll B{}",
        times(&right),
        times(&wrong),
        match undone {
            true =>
                ", so the second wake undid the first\n\nA wake says that its future must be polled. A further \
                     wake before that poll says the same, and changes nothing. Only the poll of that future may take \
                     it back.",
            false =>
                ", as if it had not been woken\n\nAll that matters is whether a future was woken. A count of its \
                      wakes in one byte is 0 again after 256 of them, one in two bytes after 65,536.",
        }
    ))
}

/// `1 or 3 times`.
fn times(numbers: &[usize]) -> String {
    match numbers {
        [] => "never".to_owned(),
        [1] => "once".to_owned(),
        [one] => format!("{one} times"),
        [most @ .., last] => {
            let most: Vec<String> = most.iter().map(usize::to_string).collect();
            format!("{} or {last} times", most.join(", "))
        }
    }
}
