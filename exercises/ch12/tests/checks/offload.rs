//! Checks of offload.

use std::panic::panic_any;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::thread;

use ch12::offload::offload;
use ch12::panicked::Panicked;
use futures::future::{Either, join_all, select};
use kit::{ByHand, check};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::spawn_blocking;

use crate::held::Held;

type Results<R> = Vec<Result<R, Panicked>>;

/// The thread of the runtime polls the tasks. A call that blocks it blocks all of them.
#[check(real_time)]
async fn other_tasks_run_while_the_items_are_at_work() {
    let (held, own) = (Held::new(), thread::current().id());
    let (worker, handles) = (held.worker(), Arc::new(Mutex::new(Vec::new())));
    let found = Arc::clone(&handles);
    let work = move |item| {
        found.lock().unwrap().push(Handle::try_current().is_ok());
        worker.work(item);
    };
    let offloading = offload(vec![0, 1, 2], 2, work);
    let free = async {
        let free = held.until(|seen| seen.at_work() > 0 || seen.gave_up).await;
        held.let_all_go();
        free
    };
    let (results, free) = tokio::join!(offloading, free);
    let seen = held.seen();
    assert!(
        seen.begun.len() == 3,
        "3 items, and `work` was called {} times",
        seen.begun.len()
    );
    let on_own = seen
        .begun
        .iter()
        .filter(|(_, thread)| *thread == own)
        .count();
    assert!(
        on_own == 0,
        "{on_own} of 3 items were at work on the thread that polls the tasks: other tasks could not run"
    );
    assert!(
        handles.lock().unwrap().iter().all(|found| *found),
        "`work` ran on a thread on which `Handle::try_current` finds no runtime: it is none of the runtime's blocking \
         threads"
    );
    assert!(
        free && !seen.gave_up,
        "`work` ran on another thread, and until it ended the thread of the runtime ran no other task"
    );
    assert!(
        results == [Ok(()), Ok(()), Ok(())],
        "3 items, and the results are {results:?}"
    );
}

/// Items end in any order. The caller knows each result by its place alone.
#[check(real_time)]
async fn results_in_the_order_of_the_items() {
    let items = ["ccc", "", "a", "bb", "a", "ccc"].map(str::to_owned);
    for most in [1, 2, 3, 6, 7, 1_000, usize::MAX] {
        for count in 0..=items.len() {
            let calls = Arc::new(Mutex::new(Vec::new()));
            let called = Arc::clone(&calls);
            let work = move |item: String| {
                called.lock().unwrap().push(item.clone());
                Box::new(item.len())
            };
            let results = offload(items[..count].to_vec(), most, work).await;
            let wanted: Results<Box<usize>> = items[..count]
                .iter()
                .map(|item| Ok(Box::new(item.len())))
                .collect();
            assert!(
                results == wanted,
                "the lengths of {:?}, `most` is {}: the results are {results:?}",
                &items[..count],
                number(most)
            );
            let mut calls = calls.lock().unwrap().clone();
            calls.sort_unstable();
            let mut each = items[..count].to_vec();
            each.sort_unstable();
            assert!(calls == each, "{each:?}: `work` was called for {calls:?}");
        }
    }
    // The last one ends first.
    let held = Held::new();
    let worker = held.worker();
    let work = move |item| {
        worker.work(item);
        item * 10
    };
    let release = async {
        // Another check judges whether all of them are at work.
        if held.until(|seen| seen.begun.len() == 3).await {
            for place in [2, 1] {
                held.let_go(place);
                held.until(|seen| seen.ended.contains(&place)).await;
            }
        }
        held.let_all_go();
    };
    let (results, ()) = tokio::join!(offload(vec![0, 1, 2], 3, work), release);
    let ended = held.seen().ended;
    assert!(
        results == [Ok(0), Ok(10), Ok(20)],
        "the work of items 0, 1, 2 gives 0, 10, 20 and ended in the order {ended:?}: the results are {results:?}"
    );
    // Many, and several calls at once.
    let many = |factor: usize| offload((0..2_000).collect(), 4, move |item: usize| item * factor);
    let all = join_all([1, 2, 3].map(many)).await;
    for (factor, results) in (1..).zip(all) {
        let right = results.len() == 2_000
            && results
                .iter()
                .zip(0..)
                .all(|(result, item)| *result == Ok(item * factor));
        assert!(
            right,
            "three calls at once, with 2000 items each: the results of call {factor} are wrong"
        );
    }
}

/// The limit keeps the number of threads, open files and bytes down.
#[check(real_time)]
async fn never_more_than_most_at_work() {
    for most in [1, 2, 5] {
        let held = Held::new();
        let worker = held.worker();
        let mut offloading = pin!(offload((0..8).collect(), most, move |item| worker.work(item)));
        let steps = async {
            // Other checks judge whether there are so many.
            if !held.until(|seen| seen.at_work() >= most).await {
                return;
            }
            for ended in 0..4 {
                // What was handed to the blocking threads before these calls has begun after them.
                for _ in 0..10 {
                    spawn_blocking(|| ()).await.expect("it does nothing");
                }
                let seen = held.seen();
                assert!(
                    seen.peak <= most,
                    "`most` is {most}, and {} of 8 items were at work at the same time",
                    seen.peak
                );
                let Some(place) = seen
                    .names()
                    .into_iter()
                    .rfind(|place| !seen.ended.contains(place))
                else {
                    continue;
                };
                held.let_go(place);
                if !held
                    .until(|seen| seen.begun.len() >= 8.min(ended + 1 + most))
                    .await
                {
                    return;
                }
            }
        };
        until(&mut offloading, &held, steps).await;
        held.let_all_go();
        let results = offloading.await;
        let seen = held.seen();
        assert!(
            seen.peak <= most && seen.begun.len() == 8 && results.len() == 8,
            "`most` is {most}, {} of 8 items began, at most {} at the same time, and {} results came",
            seen.begun.len(),
            seen.peak,
            results.len()
        );
    }
}

/// A place is free as soon as an item has ended, whichever it was. Items in batches wait for the slowest of a batch,
/// and items in order wait for the oldest.
#[check(real_time)]
async fn a_free_place_is_filled_at_once() {
    for (most, frees) in [
        (3, [1, 3, 4]),
        (3, [2, 1, 0]),
        (2, [1, 2, 3]),
        (1, [0, 1, 2]),
        (40, [39, 0, 17]),
    ] {
        let held = Held::new();
        let worker = held.worker();
        let mut offloading =
            pin!(offload((0..most + 4).collect(), most, move |item| worker.work(item)));
        let steps = async {
            let mut ended = Vec::new();
            for free in frees.map(Some).into_iter().chain([None]) {
                let wanted: Vec<usize> = (0..most + ended.len()).collect();
                let began = held.until(|seen| seen.names() == wanted).await;
                assert!(
                    began,
                    "`most` is {most}, of {} items {ended:?} have ended: items {:?} have begun, instead of {wanted:?}",
                    most + 4,
                    held.seen().names()
                );
                let Some(free) = free else { break };
                held.let_go(free);
                held.until(|seen| seen.ended.contains(&free)).await;
                ended.push(free);
            }
        };
        until(&mut offloading, &held, steps).await;
        held.let_all_go();
        let results = offloading.await;
        assert!(
            results.len() == most + 4,
            "{} items have {} results",
            most + 4,
            results.len()
        );
    }
}

/// The blocking threads are shared by all tasks, and by tokio itself: files and look-ups of names need them too. They
/// are many, but their number has a limit, and their queue is served in order.
#[check]
fn a_waiting_item_occupies_no_blocking_thread() {
    for most in [1, 2] {
        let runtime = runtime(most + 1);
        let held = Held::new();
        let worker = held.worker();
        runtime.block_on(async {
            let mut offloading = pin!(offload((0..6).collect(), most, move |item| worker.work(item)));
            let neighbour = Held::new();
            let steps = async {
                let begun = held.until(|seen| seen.at_work() >= most).await;
                assert!(begun, "`most` is {most}, and {} item(s) were at work", held.seen().at_work());
                let called = neighbour.worker();
                neighbour.let_all_go();
                let call = spawn_blocking(move || called.work(0));
                let ran = neighbour.until(|seen| seen.ended.len() == 1).await;
                assert!(
                    ran,
                    "the runtime has {} blocking threads, `most` is {most}, and {} of 6 items were at work: the \
                     blocking call of another task did not begin",
                    most + 1,
                    held.seen().at_work()
                );
                call.await.expect("it has ended");
            };
            until(&mut offloading, &held, steps).await;
            held.let_all_go();
            let results = offloading.await;
            assert!(results.len() == 6, "6 items have {} results", results.len());
        });
    }
}

/// A panic unwinds the thread that it happens on, and the runtime keeps it for whatever awaits the call.
#[check(real_time)]
async fn a_panic_is_the_result_of_its_item_alone() {
    for most in [1, 2, 100] {
        for panics in [
            vec![0],
            vec![1],
            vec![4],
            vec![0, 4],
            vec![1, 2, 3],
            vec![0, 1, 2, 3, 4],
        ] {
            let theirs = panics.clone();
            let work = move |item: usize| {
                if theirs.contains(&item) {
                    panic!("item {item} is broken");
                }
                item
            };
            let results = offload(vec![0, 1, 2, 3, 4], most, work).await;
            let wanted: Results<usize> = (0..5)
                .map(|item| match panics.contains(&item) {
                    true => Err(Panicked(format!("item {item} is broken"))),
                    false => Ok(item),
                })
                .collect();
            assert!(
                results == wanted,
                "`most` is {most}, and of 5 items {panics:?} panic: the results are {results:?}"
            );
        }
    }
    let results: Results<()> = offload(vec![0, 1], 2, |item| match item {
        0 => panic!("no format"),
        _ => panic_any(7),
    })
    .await;
    let first = results.first() == Some(&Err(Panicked("no format".to_owned())));
    let second = results.get(1).is_some_and(Result::is_err);
    assert!(
        first && second,
        "a panic with a `&str`, and one with a number: the results are {results:?}"
    );
}

/// `abort` and a drop stop a task at an await. Work on a blocking thread has none: it can be stopped before it begins,
/// and not after.
#[check]
fn after_the_drop_no_other_item_begins() {
    // How many items are let go before the drop.
    for ends in 0..4 {
        let most = 2;
        let runtime = runtime(8);
        let held = Held::new();
        let worker = held.worker();
        runtime.block_on(async {
            let mut offloading = Box::pin(offload((0..8).collect(), most, move |item| worker.work(item)));
            let steps = async {
                for ended in 0..=ends {
                    let begun = held.until(|seen| seen.begun.len() >= most + ended).await;
                    assert!(
                        begun,
                        "`most` is {most}, {ended} items had ended, and {} had begun",
                        held.seen().begun.len()
                    );
                    if ended < ends {
                        held.let_go(ended);
                        held.until(|seen| seen.ended.contains(&ended)).await;
                    }
                }
            };
            until(&mut offloading, &held, steps).await;
            let begun = held.seen().names();
            drop(offloading);
            assert!(
                !held.seen().gave_up,
                "{} of 8 items had begun, and the drop of the future waited until they had ended",
                begun.len()
            );
            held.let_all_go();
            let ended = held.until(|seen| seen.ended.len() >= begun.len()).await;
            assert!(
                ended,
                "{begun:?} of 8 items had begun before the drop, and {:?} came to their end",
                held.seen().ended
            );
            after_what_is_queued(8).await;
            let later = held.seen().begun.len() - begun.len();
            assert!(
                later == 0,
                "`most` is {most}; when the future was dropped, {} of 8 items had begun, and {later} began after that",
                begun.len()
            );
        });
    }
}

/// A `JoinHandle` that is dropped detaches its task, and a queued one runs when its turn comes. `abort` stops it, as
/// long as it has not begun.
#[check]
fn an_item_in_the_queue_does_not_begin_after_the_drop() {
    let runtime = runtime(1);
    let (neighbour, held) = (Held::new(), Held::new());
    let (called, worker) = (neighbour.worker(), held.worker());
    held.let_all_go();
    runtime.block_on(async {
        let call = spawn_blocking(move || called.work(0));
        let begun = neighbour.until(|seen| seen.at_work() == 1).await;
        assert!(begun, "the call of another task did not begin");
        let unpolled = held.worker();
        drop(offload(vec![10, 11, 12], 2, move |item| unpolled.work(item)));
        let mut offloading = ByHand::new(offload(vec![0, 1, 2], 2, move |item| worker.work(item)));
        for _ in 0..3 {
            let polled = offloading.poll();
            assert!(polled.is_pending(), "ready, though the only blocking thread is in use");
            tokio::task::yield_now().await;
        }
        offloading.cancel();
        neighbour.let_all_go();
        call.await.expect("it has ended");
        after_what_is_queued(1).await;
        let begun = held.seen().names();
        assert!(
            begun.is_empty(),
            "the only blocking thread was in use, so no item had begun when the future was dropped: items {begun:?} \
             began after that"
        );
    });
}

/// Nothing of `offload` runs before it is polled.
#[check]
fn before_the_first_poll_nothing_begins() {
    let runtime = runtime(1);
    let held = Held::new();
    held.let_all_go();
    runtime.block_on(async {
        let worker = held.worker();
        let offloading = offload(vec![0, 1, 2], 2, move |item| worker.work(item));
        after_what_is_queued(1).await;
        let begun = held.seen().names();
        assert!(
            begun.is_empty(),
            "`offload` was called and not polled: items {begun:?} began"
        );
        let results = offloading.await;
        assert!(results.len() == 3, "3 items have {} results", results.len());
    });
}

/// Polls both until `steps` has ended. Fails if `offloading` is ready before.
async fn until<F, R>(offloading: &mut F, held: &Held, steps: impl Future<Output = ()>)
where
    F: Future<Output = Results<R>> + Unpin,
{
    let Either::Left((results, _)) = select(offloading, pin!(steps)).await else {
        return;
    };
    let seen = held.seen();
    assert!(
        !seen.gave_up,
        "`offload` was ready before another task could let the items go: a poll of it blocked the thread"
    );
    panic!(
        "`offload` was ready with {} result(s), though {} item(s) were at work",
        results.len(),
        seen.at_work()
    );
}

/// Calls of its own on each of the `threads` blocking threads of the runtime, one round after another.
async fn after_what_is_queued(threads: usize) {
    for _ in 0..10 {
        let calls = (0..threads).map(|_| spawn_blocking(|| ()));
        join_all(calls).await;
    }
}

fn runtime(blocking: usize) -> Runtime {
    Builder::new_current_thread()
        .enable_time()
        .max_blocking_threads(blocking)
        .build()
        .expect("the system gives the check its runtime")
}

fn number(most: usize) -> String {
    match most {
        usize::MAX => "usize::MAX".to_owned(),
        most => most.to_string(),
    }
}
