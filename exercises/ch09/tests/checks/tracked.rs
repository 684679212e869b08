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
                "{}, from 0 on: after {number} of them, the next `get` {}",
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
            assert!(
                taken == (0..items).collect::<Vec<_>>(),
                "{story}, and {}, from 0 on: those that were woken took {taken:?}",
                were_put(items)
            );
        }
    }
}

/// An empty queue is not one whose work is done. `join` waits for the count of what was put and not yet done, which
/// `get` does not change.
#[check]
fn join_waits_until_each_item_is_counted() {
    for items in [1, 2, 3, 100, 5_000] {
        let (queue, other) = (WorkQueue::new(), WorkQueue::new());
        put(&other, 1);
        // A second round, because the queue can be used again.
        for round in ["first", "second"] {
            let story = format!(
                "in the {round} round, with {}",
                count(items, "item", "items")
            );
            assert!(
                now(queue.join()).is_some(),
                "{story}, before the first `put`: nothing is left to do, and `join` waits"
            );
            let mut joins = Crowd::new();
            put(&queue, items);
            joins.add(queue.join());
            let early = joins.run().len();
            assert!(
                early == 0,
                "{story}: all are queued, and `join` did not wait"
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
                "{story}: all were taken, none was counted, and {early} of 2 joins did not wait"
            );
            for done in 1..items {
                done_one(&queue, &story);
                if done == 1 {
                    joins.add(queue.join());
                }
                if done == items - 1 || items < 10 {
                    let early = joins.run().len();
                    assert!(
                        early == 0,
                        "{story}: all were taken, {done} counted, and {early} of the joins did not wait"
                    );
                }
            }
            let (waiting, _) = (joins.len(), done_one(&queue, &story));
            let ready = joins.run().len();
            assert!(
                ready == waiting,
                "{story}: all were counted, and of {waiting} joins that waited, {ready} returned"
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
        for call in ["one more", "a second one more"] {
            assert!(
                queue.task_done() == Err(TooManyDone),
                "{}, and all are counted: {call} `task_done` returned Ok",
                were_put(items)
            );
        }
        // What was too much does not count for what comes later.
        put(&queue, 2);
        let story = format!(
            "{}, and counted, and two calls of `task_done` were too many; then 2 more were put",
            were_put(items)
        );
        finish_one(&queue, &story);
        assert!(
            now(queue.join()).is_none(),
            "{story}, and 1 was counted: `join` did not wait"
        );
        finish_one(&queue, &story);
        assert!(
            now(queue.join()).is_some(),
            "{story}, and both were counted: `join` waits"
        );
    }
}

/// After a shutdown nothing more comes in. What is queued is still taken and done, and what waits for more gets an
/// error.
#[check]
fn after_a_shutdown_what_is_left_is_given() {
    for items in [0, 1, 3, 100] {
        let queue = WorkQueue::new();
        put(&queue, items);
        queue.shutdown(false);
        let story = format!("{}, and the queue was shut down", were_put(items));
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
                "{story}: {} counted, and `join` returned",
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
            taken == (0..items).collect::<Vec<_>>(),
            "{story}: `get` returned {taken:?} before the error"
        );
        assert!(
            now(queue.get()).is_some_and(|result| result.is_err()),
            "{story}, and drained: a second `get` did not return the error"
        );
        assert!(
            queue.task_done() == Err(TooManyDone),
            "{story}, drained and counted: one more `task_done` returned Ok, as if the `put` after the shutdown had \
             been counted"
        );
        assert!(
            now(queue.join()).is_some(),
            "{story}, drained and counted: `join` waits"
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
                "{}, and `shutdown({immediate})` was called: {} returned the error",
                gets_wait(gets),
                ended.iter().filter(|result| result.is_err()).count()
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

/// An immediate shutdown drops what is queued. No worker can count that, so the shutdown does. What a worker has
/// taken is the worker's to count.
#[check]
fn an_immediate_shutdown_drops_and_counts_what_is_left() {
    for (queued, taken) in [(1, 0), (3, 0), (3, 1), (2, 2), (0, 1), (100, 3)] {
        for earlier in ["", ", and then `shutdown(false)` was called"] {
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
                "{} queued, {taken} taken and not counted{earlier}",
                count(queued, "item is", "items are")
            );
            assert!(joins.run().is_empty(), "{story}: `join` did not wait");
            if !earlier.is_empty() {
                queue.shutdown(false);
            }
            queue.shutdown(true);
            let story = format!("{story}; then `shutdown(true)` was called");
            let alive = probe.alive();
            assert!(
                alive == taken,
                "{story}: of what was queued, {} were dropped",
                (queued + taken).saturating_sub(alive)
            );
            assert!(
                now(queue.get()).is_some_and(|result| result.is_err()),
                "{story}: `get` did not return the error"
            );
            let (joined, expected) = (joins.run().len(), if taken == 0 { 2 } else { 0 });
            assert!(
                joined == expected,
                "{story}: of 2 joins that waited, {joined} returned instead of {expected}"
            );
            for nth in 0..taken {
                assert!(
                    now(queue.join()).is_none(),
                    "{story}, and {nth} of those that were taken were counted: `join` did not wait"
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

/// A future that waits may be dropped at any time, also after it was woken. What it was woken for then belongs to
/// another one.
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
                "{}, and {}, from 0 on; then those with the numbers {dropped:?} were dropped",
                gets_wait(gets),
                were_put(items)
            );
            dropped.iter().for_each(|nth| waiting.cancel(*nth));
            let mut taken = numbers(waiting.run());
            let should = items.min(gets - dropped.len());
            assert!(taken.len() == should, "{story}: the others took {taken:?}");
            let mut rest = Vec::new();
            while let Some(Ok(Item(number))) = now(queue.get()) {
                rest.push(number);
            }
            assert!(
                rest.is_sorted(),
                "{story}: the items that were left came out as {rest:?}"
            );
            taken.extend(rest);
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
                "of 3 joins that wait, those with the numbers {dropped:?} were dropped, and the only item was counted"
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
                "{story}: {ready} of the {} others returned",
                3 - dropped.len()
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
        queue.join().await;
        let done = done.load(Ordering::Relaxed);
        let story = format!("with {ITEMS} items, and so many workers: {workers}");
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
    count(items, "item was put", "items were put")
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
