//! Checks of offload.

use std::panic::panic_any;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use ch12::offload::offload;
use ch12::panicked::Panicked;
use futures::future::{Either, join_all, select};
use kit::{ByHand, check, varied};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::{spawn_blocking, try_id};
use tokio::time::timeout;

use crate::held::Held;

type Results<R> = Vec<Result<R, Panicked>>;

// Each message has its own idea.
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
        .zip(&seen.tasks)
        .filter(|((_, thread), _)| *thread == own);
    let (on_own, spawned) = on_own.fold((0, 0), |(all, spawned), (_, task)| {
        (all + 1, spawned + usize::from(*task != try_id()))
    });
    assert!(
        spawned == 0,
        "{spawned} of 3 items were at work in spawned tasks, on the thread that polls all tasks: no other task could \
         run\n\n\
         A task has no thread of its own. The runtime polls it, and a call that blocks its thread blocks all tasks."
    );
    assert!(
        on_own == 0,
        "{on_own} of 3 items were at work inside a poll of `offload`, on the thread that polls the tasks: no other \
         task could run\n\n\
         An async function has no thread of its own. A call that blocks the thread of the runtime blocks all tasks."
    );
    assert!(
        handles.lock().unwrap().iter().all(|found| *found),
        "`work` ran on another thread, but on one on which `Handle::try_current` finds no runtime: it is none of the \
         runtime's blocking threads\n\n\
         `thread::spawn` starts a thread outside the runtime, which neither counts it nor reuses it."
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
    let more = "b".repeat(varied(2, 4..=30) as usize);
    let items = ["ccc", "", "a", &more, "a", "ccc"].map(str::to_owned);
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
                "the lengths of {:?}, `most` is {}: the results are {results:?}, instead of {wanted:?}",
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
    let factor = varied(10, 2..=999) as usize;
    let held = Held::new();
    let worker = held.worker();
    let work = move |item| {
        worker.work(item);
        item * factor
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
        results == [0, factor, 2 * factor].map(Ok),
        "{}: items 0, 1 and 2 ended in the order {ended:?}, and the results are {results:?} instead of [Ok(0), \
         Ok({factor}), Ok({})]{ORDER}",
        match results
            .iter()
            .flatten()
            .map(|result| result / factor)
            .eq(ended.iter().copied())
        {
            true => "the results are in the order in which the items ended",
            false => "the results are not in the order of the items",
        },
        2 * factor
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
                assert!(
                    begun,
                    "`most` is {most}, and none of 6 items has ended: {} at work, instead of {most}\n\n\
                     An item that is awaited before the next one is handed over works alone.",
                    held.seen().at_work()
                );
                let called = neighbour.worker();
                neighbour.let_all_go();
                let call = spawn_blocking(move || called.work(0));
                let ran = neighbour.until(|seen| seen.ended.len() == 1).await;
                let at_work = held.seen().at_work();
                assert!(
                    ran || at_work > most,
                    "`most` is {most}, and {at_work} of 6 items at work, but the waiting ones keep the runtime's {} \
                     blocking threads, or their queue, from others: the blocking call of another task did not begin",
                    most + 1
                );
                assert!(
                    ran,
                    "`most` is {most}, and {at_work} of 6 items at work, on all of the runtime's {} blocking threads: \
                     the blocking call of another task did not begin",
                    most + 1
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

// Each message has its own idea.
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
                if !held.until(|seen| seen.names() == wanted).await {
                    not_filled(&held, most, &wanted).await;
                }
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

/// How long the check looks further once it has failed. Less than work is held for.
const AFTER_FAILURE: Duration = Duration::from_millis(500);

/// Says which items have begun instead of `wanted`, and lets others end to see what the free place waited for.
async fn not_filled(held: &Held, most: usize, wanted: &[usize]) {
    let (seen, begun) = (held.seen(), held.seen().names());
    let at_work: Vec<usize> = begun
        .iter()
        .copied()
        .filter(|item| !seen.ended.contains(item))
        .collect();
    assert!(
        begun.len() < wanted.len(),
        "`most` is {most}, of {} items {:?} have ended: items {begun:?} have begun, instead of {wanted:?}",
        most + 4,
        seen.ended
    );
    let Some(free) = seen.ended.last() else {
        let (works, right) = (
            at_work.len(),
            if most > 3 {
                " (right with 1, 2 and 3)"
            } else {
                ""
            },
        );
        let idea = match works {
            1 => "An item that is awaited before the next one is handed over works alone.",
            _ => {
                "`most` is the caller's number. That of the cores says nothing of calls that wait."
            }
        };
        panic!(
            "`most` is {most}, and none of {} items has ended: {works} at work, instead of {most}{right}\n\n{idea}",
            most + 4
        );
    };
    let scene = format!(
        "`most` is {most}, and items {begun:?} had begun; no other one began when item {free} ended"
    );
    let Some((oldest, others)) = at_work.split_first() else {
        panic!("{scene}");
    };
    held.let_go(*oldest);
    let more = held.until(|seen| seen.begun.len() > begun.len());
    // The time decides nothing but the words: this check has failed.
    let more = timeout(AFTER_FAILURE, more).await == Ok(true);
    assert!(
        !more || others.is_empty(),
        "{scene}, only when item {oldest} had ended, too: the free place waited for the oldest item\n\n\
         A place is free as soon as an item has ended, whichever it was. The order is for the results alone."
    );
    assert!(
        more || others.is_empty(),
        "{scene}, nor within {AFTER_FAILURE:?} after item {oldest} had ended, too, while {others:?} {} at work, as if a \
         free place waited for the whole group\n\n\
         A place is free as soon as an item has ended. Items in groups wait for the slowest of their group.",
        if others.len() == 1 { "was" } else { "were" }
    );
    panic!("{scene}, while item {oldest} was at work");
}

/// For right results in another order.
const ORDER: &str = "\n\nItems end in any order. The caller knows each result by its place alone.";

fn sorted<T: std::fmt::Debug>(results: &[T]) -> Vec<String> {
    let mut sorted: Vec<String> = results.iter().map(|result| format!("{result:?}")).collect();
    sorted.sort_unstable();
    sorted
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
                results.len() == 5,
                "of 5 items {panics:?} panic, `most` is {most}: there are {} results, {results:?}\n\n\
                 The caller knows each result by its place, so an item that panicked needs a result too.",
                results.len()
            );
            assert!(
                results == wanted,
                "of 5 items {panics:?} panic, `most` is {most}: the results are {results:?}, instead of {wanted:?}{}",
                if sorted(&results) == sorted(&wanted) {
                    ORDER
                } else {
                    ""
                }
            );
        }
    }
    panics_before_others_end().await;
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

/// Items that panic in the middle and at the end, while the earlier ones are at work.
async fn panics_before_others_end() {
    let held = Held::new();
    let worker = held.worker();
    let work = move |item| {
        worker.work(item);
        assert!(item % 2 == 1, "item {item} is broken");
        item
    };
    let release = async {
        // Another check judges whether all of them are at work.
        if held.until(|seen| seen.begun.len() == 5).await {
            for item in [2, 4, 1, 0] {
                held.let_go(item);
                held.until(|seen| seen.ended.contains(&item)).await;
            }
        }
        held.let_all_go();
    };
    let (results, ()) = tokio::join!(offload(vec![0, 1, 2, 3, 4], 5, work), release);
    let wanted: Results<usize> = (0..5)
        .map(|item| match item % 2 {
            1 => Ok(item),
            _ => Err(Panicked(format!("item {item} is broken"))),
        })
        .collect();
    assert!(
        results == wanted,
        "right if items end in their order, wrong if items 2 and 4 panic while 0 and 1 are at work: the results are \
         {results:?}, instead of {wanted:?}{ORDER}"
    );
}

// Each message has its own idea.
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
                        "`most` is {most}, {ended} of 8 items ended, and {} at work after that, instead of {most}",
                        held.seen().at_work()
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
                "{} of 8 items had begun, and the drop of the future waited until they had ended\n\n\
                 A drop that waits blocks its thread, and with it all other tasks. Work that has begun may run on.",
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
            let seen = held.seen();
            let (before, later) = seen.tasks.split_at(begun.len());
            let scene = format!(
                "`most` is {most}; when the future was dropped, {} of 8 items had begun, and {} began after that",
                begun.len(),
                later.len()
            );
            assert!(
                later.is_empty() || !later.iter().all(|call| call.is_some() && before.contains(call)),
                "{scene}, in the same blocking calls as those before: the calls went on to their next items\n\n\
                 A drop stops a task at an await. A loop on a blocking thread has none, and must look whether its \
                 next item is still wanted."
            );
            assert!(
                later.is_empty(),
                "{scene}, in blocking calls of their own: either calls were queued already, or a task of its own that \
                 the drop does not end made them\n\n\
                 A handle that is dropped detaches its task or call. Neither is stopped without `abort`."
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
            assert!(
                polled.is_pending(),
                "`offload` was ready, though the only blocking thread was in use by another task\n\n\
                 `work` belongs on the blocking threads alone."
            );
            tokio::task::yield_now().await;
        }
        offloading.cancel();
        neighbour.let_all_go();
        call.await.expect("it has ended");
        after_what_is_queued(1).await;
        let begun = held.seen().names();
        assert!(
            begun.is_empty(),
            "no item had begun when the future was dropped, as the only blocking thread was in use: items {begun:?} \
             began after that; their calls were neither aborted nor told that they are no longer wanted"
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
            "`offload` was called and not polled: items {begun:?} began with the call"
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
        "`offload` was ready, with {} of the results, though {} of the items were still at work",
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
