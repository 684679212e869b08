//! Checks of tracked.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use ch09::tracked::{ShutDown, TooManyDone, WorkQueue};
use kit::{ByHand, DropProbe, check};
use tokio::task::JoinSet;
use tokio::time::timeout;

// By its path: the solution's tests take this file in from elsewhere.
#[path = "tracked/crowd.rs"]
mod crowd;

use crowd::Crowd;

/// An item that cannot be cloned, compared or ordered.
#[derive(Debug)]
struct Item(usize);

/// A queue holds each item from `put` to `get`, in the order in which they went in.
#[check]
fn each_item_is_taken_once_in_the_order_in_which_they_were_put() {
    for items in [1, 2, 3, 100, 100_000] {
        let (queue, other) = (WorkQueue::new(), WorkQueue::<Item>::new());
        put(&queue, items);
        for number in 0..items {
            let taken = now(queue.get()).map(|result| result.map(|Item(number)| number));
            assert!(
                taken == Some(Ok(number)),
                "{}, in this order: after {number} calls of `get`, the next one {} instead of item {number}",
                were_put(items),
                returns(taken)
            );
        }
        let story = format!("{}, and all were taken", were_put(items));
        assert!(
            now(queue.get()).is_none(),
            "{story}: one more `get` did not wait"
        );
        assert!(
            now(other.get()).is_none(),
            "{story}: a `get` of another queue did not wait"
        );
    }
    for gets in [1_usize, 2, 3, 100] {
        for items in [1, gets.div_ceil(2), gets] {
            let queue = WorkQueue::new();
            let mut waiting = Crowd::new();
            (0..gets).for_each(|_| waiting.add(queue.get()));
            let story = gets_wait(gets);
            assert!(
                waiting.run().is_empty(),
                "{story}: one returned before an item was put"
            );
            put(&queue, items);
            let taken = numbers(waiting.run());
            let asleep = waiting.asleep();
            assert!(
                taken.len() == items || asleep == gets - items,
                "{story}, then {}: {} returned, and {asleep} of the others were not woken\n\n\
                 Each item that is put wakes a `get`, also if others are queued before it.",
                were_put(items),
                taken.len()
            );
            assert!(
                taken == (0..items).collect::<Vec<_>>(),
                "{story}, then {}: those that wait took {taken:?}",
                were_put(items)
            );
        }
    }
}

// `join` waits for the count of what was put and not yet done, which `get` does not change.
#[check]
fn join_waits_until_each_item_is_counted() {
    for items in [1, 2, 3, 100, 5_000] {
        let (queue, other) = (WorkQueue::new(), WorkQueue::new());
        put(&other, 1);
        // A second round, because the queue can be used again.
        for round in ["first", "second"] {
            let again = match round {
                "first" => "",
                _ => ", the second time (all that was put before is counted)",
            };
            assert!(
                now(queue.join()).is_some(),
                "nothing is left to do{again}, and `join` waits"
            );
            let mut joins = Crowd::new();
            put(&queue, items);
            joins.add(queue.join());
            let early = joins.run().len();
            let story = format!("{}{again}", were_put(items));
            assert!(
                early == 0,
                "{story}: none is counted, and `join` did not wait\n\n\
                 Items that are put later count again."
            );
            for _ in 0..items {
                let item = now(queue.get());
                assert!(
                    matches!(item, Some(Ok(_))),
                    "{story}: `get` did not return one of them"
                );
            }
            joins.add(queue.join());
            let early = joins.run().len();
            assert!(
                early == 0,
                "{story}, and taken, and `task_done` was not called: {} returned\n\n\
                 What was taken is not done yet. `get` takes an item, and `task_done` counts it.",
                match (joins.waits(0), joins.waits(1)) {
                    (true, _) =>
                        "a `join` that was called before the `get` waits, and one called after it",
                    (_, true) => "a `join` that was called before the `get`",
                    _ => "a `join` that was called before the `get`, and one called after it,",
                }
            );
            for done in 1..items {
                done_one(&queue, &story);
                if done == 1 {
                    joins.add(queue.join());
                }
                if done == items - 1 || items < 10 {
                    let early = joins.run().len();
                    let woken = (0..2).filter(|nth| !joins.waits(*nth)).count();
                    assert!(
                        early == 0,
                        "{story}, all taken, and {done} of them counted by `task_done`: of 2 joins that waited \
                         before it, {woken} returned, and one that was called after it {}",
                        if joins.waits(2) { "waits" } else { "returned" }
                    );
                }
            }
            let (waiting, _) = (joins.len(), done_one(&queue, &story));
            let ready = joins.run().len();
            assert!(
                ready == waiting,
                "{story}, all taken and counted: of {waiting} joins that waited, {ready} returned, and {} of the \
                 others were not woken\n\n\
                 The last `task_done` is for every `join` that waits.",
                joins.asleep()
            );
        }
        assert!(
            now(other.join()).is_none(),
            "a queue's only item is not counted, another queue's items are: its `join` did not wait"
        );
    }
    // An item is counted while others are queued, and others come while a `join` waits.
    let queue = WorkQueue::new();
    let mut joins = Crowd::new();
    put(&queue, 2);
    joins.add(queue.join());
    for (what, step) in [
        ("take one, count it", true),
        ("put one", false),
        ("take one, count it", true),
    ] {
        if step {
            assert!(
                matches!(now(queue.get()), Some(Ok(_))),
                "2 items are queued: `get` returned none"
            );
            done_one(&queue, what);
        } else {
            put(&queue, 1);
        }
        assert!(
            joins.run().is_empty(),
            "2 items are put, a `join` waits, then: take one, count it, put one, take one, count it. The `join` \
             returned after \"{what}\", although an item is queued"
        );
    }
    assert!(
        matches!(now(queue.get()), Some(Ok(_))),
        "an item is queued: `get` returned none"
    );
    done_one(&queue, "the last of three items");
    assert!(
        joins.run().len() == 1,
        "the last of three items was counted: a `join` that waited did not return"
    );
}

/// A count that goes below zero, or wraps around, is wrong from then on. So one `task_done` too many is an error.
#[check]
fn task_done_is_an_error_if_all_are_counted() {
    for items in [0, 1, 3] {
        let queue = WorkQueue::new();
        put(&queue, items);
        for _ in 0..items {
            finish_one(&queue, &were_put(items));
        }
        for call in ["one more", "after one more, a second"] {
            assert!(
                queue.task_done() == Err(TooManyDone),
                "{}: {call} `task_done` returned Ok instead of `Err(TooManyDone)`",
                match items {
                    0 => "nothing was put".to_owned(),
                    _ => format!("{}, taken and counted", were_put(items)),
                }
            );
        }
        // What was too much does not count for what comes later.
        put(&queue, 2);
        let story = format!(
            "{}, and `task_done` was called {} times, 2 times more (both returned the error); then 2 more were put",
            were_put(items),
            items + 2
        );
        assert!(
            now(queue.get()).is_some_and(|taken| taken.is_ok()),
            "{story}: `get` did not return one of them"
        );
        assert!(
            queue.task_done().is_ok(),
            "{story}: the next `task_done`, which is for the first of these, returned the error too\n\n\
             A `task_done` that is an error counts nothing: the count stays at 0, and the next `put` makes it 1."
        );
        assert!(
            now(queue.join()).is_none(),
            "{story}, and 1 of these was counted: `join` did not wait for the other one"
        );
        finish_one(&queue, &story);
        assert!(
            now(queue.join()).is_some(),
            "{story}, and both were counted: `join` waits"
        );
    }
}

// After a shutdown nothing more comes in. What is queued is still taken and done, and what waits for more gets an error.
#[check]
fn after_a_shutdown_what_is_left_is_given() {
    for items in [0, 1, 3, 100] {
        let queue = WorkQueue::new();
        put(&queue, items);
        queue.shutdown(false);
        let story = format!("{}, then `shutdown(false)` was called", were_put(items));
        match queue.put(Item(7)) {
            Err(ShutDown(Item(7))) => {}
            Err(ShutDown(Item(number))) => panic!("{story}: `put(7)` gave {number} back"),
            Ok(()) => panic!("{story}: `put` returned Ok"),
        }
        let mut joins = Crowd::new();
        joins.add(queue.join());
        let mut taken = Vec::new();
        while taken.len() <= items {
            assert!(
                joins.run().is_empty() || taken.len() == items,
                "{story}: `join` returned when {} of the {items} were counted\n\n\
                 After a shutdown, `join` still waits until all that was put is done.",
                taken.len()
            );
            match now(queue.get()) {
                Some(Ok(Item(number))) => taken.push(number),
                Some(Err(_)) => break,
                None => panic!("{story}: after {} of them, `get` waits", taken.len()),
            }
            done_one(&queue, &story);
        }
        assert!(
            taken.len() == items,
            "{story}: `get` number {} returned the error, although {} still queued\n\n\
             `get` takes what is queued, also after a shutdown. Only then is it an error.",
            taken.len() + 1,
            count(items - taken.len(), "item is", "items are")
        );
        assert!(
            taken.is_sorted(),
            "{story}: the calls of `get` took the items {taken:?}, in this order"
        );
        assert!(
            now(queue.get()).is_some_and(|result| result.is_err()),
            "{story}, and drained: a second `get` did not return the error"
        );
        let waits = now(queue.join()).is_none();
        assert!(
            !waits,
            "{story}, and a `put` gave its item back. All that was put before is taken and counted, and `join` \
             waits: {}\n\n\
             What `put` gives back does not count. No worker will ever call `task_done` for it.",
            match queue.task_done() {
                Ok(()) => "one item is counted too many (one more `task_done` returned Ok)",
                Err(_) => "yet one more `task_done` returned the error",
            }
        );
        assert!(
            queue.task_done() == Err(TooManyDone),
            "{story}, and all is taken and counted: one more `task_done` returned Ok instead of `Err(TooManyDone)`"
        );
    }
    for gets in [1, 2, 100] {
        for immediate in [false, true] {
            let queue = WorkQueue::<Item>::new();
            let mut waiting = Crowd::new();
            (0..gets).for_each(|_| waiting.add(queue.get()));
            assert!(
                waiting.run().is_empty(),
                "the queue is empty: a `get` returned"
            );
            queue.shutdown(immediate);
            let ended = waiting.run();
            assert!(
                ended.len() == gets && ended.iter().all(Result::is_err),
                "{}, then `shutdown({immediate})` was called: {} of {gets} returned the error, and {} not woken\n\n\
                 A `get` that sleeps sees the shutdown only if it is woken. A shutdown concerns each of them.",
                gets_wait(gets),
                ended.iter().filter(|result| result.is_err()).count(),
                count(waiting.asleep(), "was", "were")
            );
        }
    }
    // Items for some of those that wait, and a shutdown before these are polled again.
    let queue = WorkQueue::new();
    let mut waiting = Crowd::new();
    (0..3).for_each(|_| waiting.add(queue.get()));
    waiting.run();
    put(&queue, 2);
    queue.shutdown(false);
    let ended = waiting.run();
    let errors = ended.iter().filter(|result| result.is_err()).count();
    let taken = numbers(ended);
    assert!(
        (taken.as_slice(), errors) == (&[0, 1], 1),
        "3 gets wait, 2 items were put, and the queue was shut down: the items {taken:?} were taken, and {errors} of \
         the gets returned the error"
    );
}

// An immediate shutdown drops what is queued. No worker can count that, so the shutdown does. What a worker has
// taken is the worker's to count.
#[check]
fn an_immediate_shutdown_drops_and_counts_what_is_left() {
    for (queued, taken) in [(1, 0), (3, 0), (3, 1), (2, 2), (0, 1), (100, 3)] {
        for earlier in ["", ", after `shutdown(false)`"] {
            let (queue, probe) = (WorkQueue::new(), DropProbe::new());
            for number in 0..queued + taken {
                let put = queue.put(probe.token(format!("item {number}")));
                assert!(
                    put.is_ok(),
                    "the queue is not shut down: `put` returned an error"
                );
            }
            let mut workers = Vec::new();
            for _ in 0..taken {
                workers.extend(now(queue.get()));
            }
            let mut joins = Crowd::new();
            joins.add(queue.join());
            joins.add(queue.join());
            let story = format!(
                "{} queued{}",
                count(queued, "item is", "items are"),
                match taken {
                    0 => String::new(),
                    _ => format!(", {taken} taken and not counted"),
                }
            );
            assert!(joins.run().is_empty(), "{story}: `join` did not wait");
            if !earlier.is_empty() {
                queue.shutdown(false);
            }
            queue.shutdown(true);
            let story = format!("{story}; then `shutdown(true)` was called{earlier}");
            let alive = probe.alive();
            assert!(
                alive == taken,
                "{story}: {} of {queued} that were queued {} dropped{}",
                (queued + taken).saturating_sub(alive),
                if queued == 1 { "was" } else { "were" },
                match earlier {
                    "" =>
                        "\n\nAn immediate shutdown drops the items themselves. `get` gives no more of them.",
                    _ => {
                        "; without the `shutdown(false)` before it, all were\n\n\
                         `shutdown(true)` may follow when it takes too long until the queue is empty."
                    }
                }
            );
            assert!(
                now(queue.get()).is_some_and(|result| result.is_err()),
                "{story}: `get` did not return the error"
            );
            let (joined, expected) = (joins.run().len(), if taken == 0 { 2 } else { 0 });
            assert!(
                joined <= expected,
                "{story}: of 2 joins that waited, {joined} returned; they are to wait for what was taken\n\n\
                 What a worker has taken is the worker's to count. The shutdown counts what it drops."
            );
            assert!(
                joined == expected,
                "{story}: of 2 joins that waited, {joined} returned, although all is dropped; {}",
                match now(queue.join()) {
                    None => {
                        "a new `join` waits too: what was dropped is not counted\n\n\
                         No worker will count what the shutdown drops, so the shutdown does."
                    }
                    Some(()) => "a new `join` returns at once: those that waited were not woken",
                }
            );
            for nth in 0..taken {
                assert!(
                    now(queue.join()).is_none(),
                    "{story}, and {nth} of the {taken} that were taken are counted: a new `join` did not wait"
                );
                done_one(&queue, &story);
            }
            let all = joined + joins.run().len();
            assert!(
                all == 2 && now(queue.join()).is_some(),
                "{story}, and all that were taken were counted: a `join` waits"
            );
            assert!(
                queue.task_done() == Err(TooManyDone),
                "{story}, and all that were taken were counted: one more `task_done` returned Ok"
            );
        }
    }
}

// A future that waits may be dropped at any time, also after it was woken. What it was woken for then belongs to
// another one.
#[check]
fn a_get_or_join_that_is_dropped_takes_nothing_along() {
    for (gets, items) in [(1, 1), (2, 1), (3, 1), (3, 2), (3, 3)] {
        for dropped in
            (0..1_usize << gets).map(|bits| (0..gets).filter(move |nth| bits >> nth & 1 == 1))
        {
            let dropped: Vec<_> = dropped.collect();
            let queue = WorkQueue::new();
            let mut waiting = Crowd::new();
            (0..gets).for_each(|_| waiting.add(queue.get()));
            waiting.run();
            put(&queue, items);
            let story = format!(
                "{}, then {}, then {} dropped before the next poll",
                gets_wait(gets),
                were_put(items),
                which(&dropped, "`get`")
            );
            dropped.iter().for_each(|nth| waiting.cancel(*nth));
            let mut taken = numbers(waiting.run());
            let should = items.min(gets - dropped.len());
            let mut rest = Vec::new();
            while let Some(Ok(Item(number))) = now(queue.get()) {
                rest.push(number);
            }
            assert!(
                rest.is_sorted(),
                "{story}: the items that were left came out as {rest:?}"
            );
            let got = taken.len();
            taken.extend(&rest);
            let lost: Vec<_> = (0..items)
                .filter(|number| !taken.contains(number))
                .collect();
            assert!(
                lost.is_empty(),
                "{story}: no other `get`, and no new one, finds item {}: it was lost with the `get`\n\n\
                 A `get` that waits may be dropped after `put` has chosen it. An item that was handed to it goes \
                 back; one that stays in the queue until a `get` is polled is not lost.",
                lost[0]
            );
            assert!(
                got == should,
                "{story}: {got} of the other {} returned an item, {} not woken, and {} queued\n\n\
                 An item that wakes one `get` needs another one if that is dropped: pass its wake-up on.",
                gets - dropped.len(),
                count(waiting.asleep(), "was", "were"),
                count(rest.len(), "item is still", "items are still")
            );
            taken.sort_unstable();
            assert!(
                taken == (0..items).collect::<Vec<_>>(),
                "{story}: in the end, the items {taken:?} were taken"
            );
            assert!(
                now(queue.join()).is_none(),
                "{story}: no item is counted, and `join` did not wait"
            );
        }
    }
    for dropped in [
        vec![0],
        vec![1],
        vec![2],
        vec![0, 1],
        vec![0, 2],
        vec![1, 2],
    ] {
        for early in [true, false] {
            let queue = WorkQueue::new();
            put(&queue, 1);
            let mut joins = Crowd::new();
            (0..3).for_each(|_| joins.add(queue.join()));
            joins.run();
            let story = format!(
                "3 joins wait for the only item, {} dropped {} it was counted",
                which(&dropped, "`join`"),
                if early { "before" } else { "after" }
            );
            if early {
                dropped.iter().for_each(|nth| joins.cancel(*nth));
            }
            finish_one(&queue, &story);
            if !early {
                dropped.iter().for_each(|nth| joins.cancel(*nth));
            }
            let ready = joins.run().len();
            assert!(
                ready == 3 - dropped.len(),
                "{story}: of the {} others {ready} returned, and {} not woken",
                3 - dropped.len(),
                count(joins.asleep(), "was", "were")
            );
        }
    }
    for gone in ["first", "second"] {
        let queue = WorkQueue::new();
        let gets = [(); 2].map(|()| queue.get());
        one_task_waits_twice(gets, gone, "`get`s", "an item was put", || put(&queue, 1));
        let joins = [(); 2].map(|()| queue.join());
        let counted = "the only item was counted";
        one_task_waits_twice(joins, gone, "joins", counted, || done_one(&queue, "taken"));
    }
}

/// The whole of it: workers that give up a `get` now and then, a `join` for all items, and a shutdown that ends the
/// workers.
#[check]
async fn workers_do_every_item_and_end() {
    const ITEMS: usize = 1_000;
    for (workers, at_once) in [(1, true), (8, true), (8, false)] {
        let (queue, done) = (Arc::new(WorkQueue::new()), Arc::new(AtomicUsize::new(0)));
        let mut tasks = JoinSet::new();
        for nth in 0..workers {
            let (queue, done) = (Arc::clone(&queue), Arc::clone(&done));
            tasks.spawn(async move {
                let mut taken = 0;
                loop {
                    match timeout(Duration::from_millis(3), queue.get()).await {
                        Err(_) => continue,
                        Ok(Err(ShutDown(()))) => return taken,
                        Ok(Ok(_)) => taken += 1,
                    }
                    tokio::time::sleep(Duration::from_millis(nth % 3)).await;
                    done.fetch_add(1, Ordering::Relaxed);
                    let counted = queue.task_done();
                    assert!(
                        counted.is_ok(),
                        "an item was taken: `task_done` returned an error"
                    );
                }
            });
        }
        for number in 0..ITEMS {
            let put = queue.put(Item(number));
            assert!(
                put.is_ok(),
                "the queue is not shut down: `put` returned an error"
            );
            if !at_once {
                tokio::time::sleep(Duration::from_millis(number as u64 % 5)).await;
            }
        }
        let joined = timeout(Duration::from_secs(20), queue.join()).await;
        let done = done.load(Ordering::Relaxed);
        let story = format!(
            "{ITEMS} items, {}, and each `get` is dropped after 3 ms",
            count(workers as usize, "worker", "workers")
        );
        assert!(
            joined.is_ok(),
            "{story}: 20 s after the last `put`, `join` waits; {done} were taken and counted"
        );
        assert!(
            done == ITEMS,
            "{story}: `join` returned when {done} were done"
        );
        queue.shutdown(false);
        let taken: usize = tasks.join_all().await.into_iter().sum();
        assert!(taken == ITEMS, "{story}: {taken} were taken");
    }
}

/// One task waits for two, as with `select!`: both have its waker. One of them is dropped, and `change` lets the other
/// one go on.
fn one_task_waits_twice<R>(
    waiting: [impl Future<Output = R>; 2],
    gone: &str,
    what: &str,
    changed: &str,
    change: impl Fn(),
) {
    let story = format!("one task waits for two {what}");
    let waiting: [RefCell<Option<Pin<Box<_>>>>; 2] =
        waiting.map(|future| RefCell::new(Some(Box::pin(future))));
    let mut task = ByHand::new(poll_fn(|cx| {
        let mut result = Poll::Pending;
        for future in &waiting {
            if let Some(future) = &mut *future.borrow_mut()
                && future.as_mut().poll(cx).is_ready()
            {
                result = Poll::Ready(());
            }
        }
        result
    }));
    assert!(
        task.poll().is_pending(),
        "{story}: there is nothing for them, and one was ready"
    );
    waiting[usize::from(gone != "first")].take();
    change();
    let woken = task.wakes() > 0;
    assert!(
        woken && task.poll().is_ready(),
        "{story}, the {gone} was dropped, and {changed}: the task was {}\n\n\
         Two futures of one task have the same waker, so a waker does not tell which entry is whose.",
        if woken {
            "woken, and the other one waits"
        } else {
            "not woken for the other one"
        }
    );
}

/// Puts so many items, numbered from 0.
#[track_caller]
fn put(queue: &WorkQueue<Item>, items: usize) {
    for number in 0..items {
        let put = queue.put(Item(number));
        assert!(
            put.is_ok(),
            "the queue is not shut down: `put` returned an error"
        );
    }
}

/// Takes an item that is queued, and counts it.
#[track_caller]
fn finish_one(queue: &WorkQueue<Item>, story: &str) {
    let taken = matches!(now(queue.get()), Some(Ok(_)));
    assert!(
        taken,
        "{story}: an item is queued, and `get` did not return it"
    );
    done_one(queue, story);
}

#[track_caller]
fn done_one<T>(queue: &WorkQueue<T>, story: &str) {
    let done = queue.task_done();
    assert!(
        done.is_ok(),
        "{story}: an item is not counted, and `task_done` returned an error"
    );
}

/// What `future` returns without waiting, or None: then it is dropped.
fn now<R>(future: impl Future<Output = R>) -> Option<R> {
    let mut crowd = Crowd::new();
    crowd.add(future);
    crowd.run().pop()
}

/// The numbers of the items that were taken, sorted.
fn numbers(results: Vec<Result<Item, ShutDown>>) -> Vec<usize> {
    let taken = results.into_iter().filter_map(Result::ok);
    let mut numbers: Vec<_> = taken.map(|Item(number)| number).collect();
    numbers.sort_unstable();
    numbers
}

fn were_put(items: usize) -> String {
    match items {
        0 => "no item was put".to_owned(),
        1 => "item 0 was put".to_owned(),
        2 => "items 0 and 1 were put".to_owned(),
        more => format!("items 0 to {} were put", more - 1),
    }
}

/// Says which of those that wait were dropped: "the first `get` and the third were".
fn which(dropped: &[usize], what: &str) -> String {
    let names: Vec<_> = dropped
        .iter()
        .map(|nth| ["the first", "the second", "the third"][*nth])
        .collect();
    match names.as_slice() {
        [] => "none was".to_owned(),
        [one] => format!("{one} {what} was"),
        [names @ .., last] => format!("{} and {last} {what} were", names.join(", ")),
    }
}

fn gets_wait(gets: usize) -> String {
    count(gets, "`get` waits", "calls of `get` wait")
}

fn count(number: usize, one: &str, more: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {more}"),
    }
}

fn returns(taken: Option<Result<usize, ShutDown>>) -> String {
    match taken {
        Some(Ok(number)) => format!("took item {number}"),
        Some(Err(_)) => "returned the error".to_owned(),
        None => "waits".to_owned(),
    }
}
