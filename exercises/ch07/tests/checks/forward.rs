//! Checks of forward.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use ch07::forward::{Ended, forward};
use kit::{ByHand, check, counted, varied, virtual_ms};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::yield_now;
use tokio::time::{sleep, timeout};

#[check]
async fn items_go_over_in_order_and_each_once() {
    let (items, room) = (varied(50, 40..=60), varied(3, 1..=6) as usize);
    for (from_holds, to_holds, count, sends_each, takes_each) in [
        (1, 1, items, 0, 0),
        (8, 2, 50, 0, 3),
        (8, room, 50, 3, 0),
        (100, 100, 1_000, 0, 0),
        (3, 7, 500, 1, 2),
        (4, 1, 0, 0, 0),
        (8, 2, 5, 0, MINUTE),
    ] {
        let (source, mut from) = mpsc::channel(from_holds);
        let (to, mut sink) = mpsc::channel(to_holds);
        tokio::spawn(async move {
            for nth in 0..count {
                pause(sends_each).await;
                // An error means that the check is over.
                let _ = source.send(Item(nth)).await;
            }
        });
        let taking = tokio::spawn(async move {
            let mut got = Vec::new();
            while let Some(Item(nth)) = sink.recv().await {
                got.push(nth);
                pause(takes_each).await;
            }
            got
        });
        let case = format!(
            "{count} items, channels of {from_holds} and {to_holds}, an item sent every {sends_each} ms and taken every \
             {takes_each} ms"
        );
        let ended = within_an_hour(&case, forward(&mut from, &to)).await;
        let (left, from_is_open) = (from.len(), !from.is_closed());
        let full = if to.capacity() == 0 { "full, and " } else { "" };
        drop(to);
        let got = taking.await.expect("does not panic");
        assert!(
            ended == Ended::Finished,
            "{case}: `forward` ended with {ended:?} after {} of them, although the receiver of `to` was there: `to` was \
             {full}not closed\n\nA full channel is no error and no end: its sender waits.",
            got.len()
        );
        assert!(
            left == 0,
            "{case}: `forward` returned Finished and left {left} of them in `from`. Its senders were gone, and it was \
             not empty\n\nA closed channel still holds what was sent. `recv` returns `None` after the last item."
        );
        assert!(
            !from_is_open,
            "{case}: `forward` returned Finished after {} of them. `from` was empty, but its sender was there\n\nAn empty \
             channel may get another item as long as it is open.",
            got.len()
        );
        let wanted: Vec<u64> = (0..count).collect();
        assert!(
            got == wanted,
            "{case}: {} items came out, {}. {}",
            got.len(),
            got.iter()
                .zip(&wanted)
                .find(|(got, wanted)| got != wanted)
                .map_or(
                    "and the last ones are missing".to_owned(),
                    |(got, wanted)| format!("and item {got} came instead of item {wanted}")
                ),
            match takes_each {
                0 => "All had been taken from `from`",
                MINUTE =>
                    "All had been taken from `from`. Right if there is room within 3 ms, wrong if `to` is full for a \
                     minute: `forward` gives up an item after a time",
                _ =>
                    "All had been taken from `from`. Right if `to` has room, wrong if it is full: what had no room is \
                     gone\n\nA full channel is no error: its sender waits. An error of `try_send` has the item in it.",
            }
        );
    }
}

/// A future that waits is polled again when its waker is called. A loop around a short sleep wakes up for nothing, and
/// still comes late.
#[check]
async fn while_it_waits_it_is_not_polled() {
    for (what, room, count) in [("an item", 3, 2), ("room", 2, 9)] {
        let ((source, mut from), (to, mut sink)) = (mpsc::channel(20), mpsc::channel(room));
        fill(&source, 0, count);
        let polls = Cell::new(0);
        let mut forwarding = pin!(forward(&mut from, &to));
        let counted = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            forwarding.as_mut().poll(cx)
        });
        let ended = timeout(ms(60_000), counted).await;
        let forwarded = sink.len();
        assert!(
            ended.is_err() && forwarded == 2,
            "`forward` had to forward 2 items and then to wait for {what}: it forwarded {forwarded}, and after a minute \
             it {}",
            ended.map_or("still waited".to_owned(), |ended| format!(
                "had ended with {ended:?}"
            ))
        );
        let polls = polls.get();
        assert!(
            polls <= 20,
            "while `forward` waited for {what}, for a minute, it was polled {polls} times"
        );
        sink.close();
    }
}

#[check]
async fn each_free_place_is_filled_and_no_other_item_is_taken() {
    for room in [1, 2, 3, 40] {
        let ((source, mut from), (to, mut sink)) = (mpsc::channel(200), mpsc::channel(room));
        let count = fill(&source, 0, room as u64 + 20);
        let mut forwarding = ByHand::new(forward(&mut from, &to));
        for taken in 0..10 {
            // It may yield after each item.
            must_wait(&mut forwarding, room + 5).await;
            let free = room - sink.len();
            if free > 0 {
                while sink.try_recv().is_ok() {}
                must_wait(&mut forwarding, room + 5).await;
                panic!(
                    "`to` has room for {room}, and after {taken} `recv` from it, {free} of its places are still free, \
                     though more items were there to be forwarded{}",
                    if taken > 0 && sink.len() == room {
                        format!(
                            ". When all {room} were free, `forward` filled them: it waits for more than one free place\n\n\
                             One free place is enough for one item."
                        )
                    } else {
                        String::new()
                    }
                );
            }
            let _ = sink.try_recv();
        }
        must_wait(&mut forwarding, 5).await;
        drop(forwarding);
        let (moved, left) = (10 + sink.len(), from.len());
        assert!(
            moved + left == usize::try_from(count).unwrap(),
            "`to` has room for {room}, and is full. `forward` had taken {} from `from` without room for {}; when it \
             was dropped, of {count} items {moved} had gone to `to`, and `from` holds {left}\n\nAn item that \
             waits for room in a variable is dropped with the future. Room can be reserved before an item is taken.",
            counted(count as usize - moved - left, "more item"),
            match count as usize - moved - left {
                1 => "it",
                _ => "them",
            }
        );
    }
}

#[check]
async fn it_is_finished_when_from_is_closed_and_empty() {
    let later = varied(37, 20..=200);
    for (count, closes_after) in [(0, 0), (0, 37), (3, 0), (3, later), (50, 3_000_000)] {
        for by_receiver in [false, true] {
            let ((source, mut from), (to, mut sink)) = (mpsc::channel(60), mpsc::channel(100));
            fill(&source, 0, count);
            // The receiver closes it at once, or the senders go.
            if by_receiver && closes_after > 0 {
                continue;
            }
            let kept = by_receiver.then(|| source.clone());
            if by_receiver {
                from.close();
            }
            tokio::spawn(async move {
                pause(closes_after).await;
                drop(source);
            });
            let case =
                format!("{count} items were in `from`, which was closed after {closes_after} ms");
            let began = virtual_ms();
            let ended = within_an_hour(&case, forward(&mut from, &to)).await;
            let took = virtual_ms() - began;
            let mut moved = 0;
            while sink.try_recv().is_ok() {
                moved += 1;
            }
            assert!(
                ended == Ended::Finished && took == closes_after && moved == count,
                "{case}: `forward` ended with {ended:?} after {took} ms, and had forwarded {moved} of them{}",
                if ended == Ended::Gone {
                    ", although the receiver of `to` was there"
                } else if took < closes_after {
                    ". It was not closed yet, only empty\n\nAn empty channel may get another item as long as it is open."
                } else if took > closes_after {
                    ": it was not woken when `from` was closed, and looked later"
                } else {
                    ". It was closed, and not empty\n\nA closed channel still holds what was sent. `recv` returns `None` \
                     after the last item."
                }
            );
            drop(kept);
        }
    }
}

/// The wait for an item does not end when the receiver of `to` goes. `closed` does, and can be awaited beside it. A look
/// at `is_closed` before the wait is too early.
#[check]
async fn it_is_gone_at_once_and_takes_no_other_item() {
    // How many items there are, for a `to` with room for 2, and how the receiver goes.
    for (count, closes) in [(0, false), (0, true), (2, true), (5, false), (5, true)] {
        for after in [0, 30] {
            let ((source, mut from), (to, mut sink)) = (mpsc::channel(60), mpsc::channel(2));
            let (another, how) = (to.clone(), if closes { "closed" } else { "dropped" });
            fill(&source, 0, count);
            let case = format!(
                "`from` held {count} items, `to` has room for 2, and its receiver was {how} after {after} ms, {}",
                match (after, count) {
                    (0, _) => "before the first poll",
                    (_, 0) => "while `forward` waited for an item",
                    _ => "while `forward` waited",
                }
            );
            let forwarded = if after == 0 { 0 } else { count.min(2) };
            let going = async {
                pause(after).await;
                if closes {
                    sink.close();
                    Some(sink)
                } else {
                    drop(sink);
                    None
                }
            };
            let began = virtual_ms();
            let forwarding = forward(&mut from, &to);
            let (_sink, ended) = within_an_hour(&case, async {
                if after == 0 {
                    (going.await, forwarding.await)
                } else {
                    tokio::join!(going, forwarding)
                }
            })
            .await;
            let took = virtual_ms() - began;
            assert!(
                ended == Ended::Gone && took == after,
                "{case}: `forward` ended with {ended:?} after {took} ms, instead of Gone after {after} ms"
            );
            stays(&mut from, &source, forwarded, count, &case).await;
            drop(another);
        }
    }
    // It waits for an item; the receiver goes and an item comes before it is polled again. Which arm `select!` looks
    // at first may be random.
    let mut took = 0;
    let case = "the receiver of `to` was dropped and an item came, both while `forward` waited for an item";
    for nth in 0..64 {
        let ((source, mut from), (to, sink)) = (mpsc::channel(60), mpsc::channel(2));
        let mut forwarding = ByHand::new(forward(&mut from, &to));
        must_wait(&mut forwarding, 2).await;
        if nth % 2 == 0 {
            fill(&source, 0, 1);
            drop(sink);
        } else {
            drop(sink);
            fill(&source, 0, 1);
        }
        let mut ended = forwarding.poll();
        for _ in 0..5 {
            if ended.is_pending() {
                yield_now().await;
                ended = forwarding.poll();
            }
        }
        drop(forwarding);
        if from.is_empty() {
            took += 1;
            continue;
        }
        assert!(
            ended == Poll::Ready(Ended::Gone),
            "{case}: `forward` then was {ended:?} instead of ready with Gone"
        );
        stays(&mut from, &source, 0, 1, case).await;
    }
    assert!(
        took == 0,
        "{case}: in {took} of 64 runs it took the item from `from`, though it had no receiver for it. {}",
        match took {
            64 => "When both are there, the item wins",
            _ =>
                "When both are there, chance decides\n\nA `select!` without `biased` picks one of the arms that are ready at random.",
        }
    );
}

/// What a future holds in its variables is dropped with it. So there is no await between the moment at which an item is
/// taken and the one at which it is in `to`: its place is reserved before.
#[check]
async fn dropping_it_at_any_await_loses_no_item() {
    let mut moved = 0;
    for room in 1..=3 {
        for (comes, polls, taken) in (0..27).map(|nth| (nth / 9 % 3 + 1, nth / 3 % 3 + 1, nth % 3))
        {
            for others in [false, true] {
                let ((source, mut from), (to, mut sink)) =
                    (mpsc::channel(200), mpsc::channel(room));
                let (mut count, mut got) = (0, Vec::new());
                for _ in 0..10 {
                    let mut forwarding = ByHand::new(forward(&mut from, &to));
                    for _ in 0..polls {
                        must_wait(&mut forwarding, 1).await;
                        if others {
                            // Another sender takes whatever room there is.
                            while to.try_send(Item(OTHERS)).is_ok() {}
                        }
                        if count < 100 {
                            count = fill(&source, count, comes);
                        }
                        must_wait(&mut forwarding, 1).await;
                        got.extend((0..taken).map_while(|_| sink.try_recv().ok()));
                    }
                }
                let room_left = to.capacity() > 0;
                drop((to, source));
                got.extend(std::iter::from_fn(|| sink.try_recv().ok()));
                let went_over = got.iter().filter(|item| item.0 != OTHERS).count();
                moved += went_over;
                got.extend(std::iter::from_fn(|| from.try_recv().ok()));
                let got: Vec<u64> = got
                    .into_iter()
                    .map(|Item(nth)| nth)
                    .filter(|nth| *nth != OTHERS)
                    .collect();
                let missing = (0..count).filter(|nth| !got.contains(nth)).count();
                let case = format!(
                    "`forward` was called 10 times, with room for {room} in `to`{}, and dropped after {} polls",
                    if others { " and another sender" } else { "" },
                    2 * polls
                );
                assert!(
                    missing == 0,
                    "{case}: {missing} of {count} items got lost. They had been taken from `from`, and were not yet in `to` \
                     when `forward` was dropped{}",
                    match (others, room_left) {
                        (true, _) =>
                            ". Right if no other sender is there; with one, the room that was free is gone when the \
                             item is sent",
                        (false, true) => ", although there was room",
                        (false, false) => ", which had no room for them",
                    }
                );
                assert!(
                    got.is_sorted() && got.len() as u64 == count,
                    "{case}: {count} items came out as {got:?}"
                );
            }
        }
    }
    assert!(
        moved > 0,
        "`forward` was polled up to 6 times before it was dropped, and never forwarded an item"
    );
}

/// What is forwarded, which cannot be cloned.
#[derive(Debug)]
struct Item(u64);

/// The number of all items that do not come from `from`.
const OTHERS: u64 = u64::MAX;

/// In milliseconds.
const MINUTE: u64 = 60_000;

/// Puts `count` items into the channel, the first one with the number `next`; returns the number after the last one.
fn fill(source: &Sender<Item>, next: u64, count: u64) -> u64 {
    for nth in next..next + count {
        source.try_send(Item(nth)).expect("has room");
    }
    next + count
}

/// Polls it so often, a turn of the runtime apart.
async fn must_wait(forwarding: &mut ByHand<impl Future<Output = Ended>>, polls: usize) {
    for _ in 0..polls {
        let polled = forwarding.poll();
        assert!(
            polled.is_pending(),
            "both channels are open, and `forward` ended: {polled:?}\n\n\
             An empty channel is not closed, and a full one is not gone."
        );
        yield_now().await;
    }
}

/// `from` is open, and still holds the items from number `first` up to number `end`.
async fn stays(from: &mut Receiver<Item>, source: &Sender<Item>, first: u64, end: u64, case: &str) {
    assert!(
        source.try_send(Item(end)).is_ok(),
        "{case}: then `from` was closed, and its senders get an error"
    );
    let mut left = Vec::new();
    while let Ok(Item(nth)) = from.try_recv() {
        left.push(nth);
    }
    left.pop();
    let wanted: Vec<u64> = (first..end).collect();
    assert!(
        left == wanted,
        "{case}: `from` should still hold {} of them, and holds {}",
        wanted.len(),
        left.len()
    );
}

async fn within_an_hour<T>(case: &str, future: impl Future<Output = T>) -> T {
    let ended = timeout(ms(3_600_000), without_spinning(future)).await;
    ended.unwrap_or_else(|_| panic!("{case}: `forward` still waited an hour later"))
}

/// What `future` resolves to, unless it is polled far too often while the clock stands still.
async fn without_spinning<T>(future: impl Future<Output = T>) -> T {
    let (mut future, began) = (pin!(future), virtual_ms());
    let (mut since, mut polls, mut all) = (began, 0, 0);
    poll_fn(|cx| {
        let now = virtual_ms();
        polls = if now == since { polls + 1 } else { 0 };
        since = now;
        all += 1;
        assert!(
            all < 20_000,
            "`forward` was polled 20,000 times in {} ms, for at most 1,000 items\n\n\
             A loop around a short sleep wakes up for nothing. A waker is called when something has happened.",
            now - began
        );
        assert!(
            polls < 5_000,
            "`forward` spins: it was polled 5,000 times in the same millisecond, and is still pending\n\n\
             A loop around `yield_now` does not wait: it comes back at once."
        );
        future.as_mut().poll(cx)
    })
    .await
}

async fn pause(time: u64) {
    if time > 0 {
        sleep(ms(time)).await;
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
