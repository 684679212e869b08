//! Checks of bridge.

use std::cell::Cell;
use std::panic::panic_any;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;

use ch12::bridge::compute;
use ch12::panicked::Panicked;
use futures::future::join_all;
use kit::{ByHand, DropProbe, check};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::held::{Held, Seen};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "bridge/replaced.rs"]
mod replaced;

/// A pool computes; a runtime switches between tasks that wait. A task that waits for the pool by a blocking call
/// keeps its thread from the other tasks.
#[check(real_time)]
async fn other_tasks_run_until_the_work_has_ended() {
    for busy in [false, true] {
        let pool = pool(1);
        let (held, before) = (Held::new(), Held::new());
        if busy {
            let worker = before.worker();
            pool.spawn(move || worker.work(0));
            let begun = before.until(|seen| seen.at_work() == 1).await;
            assert!(
                begun,
                "the pool's only thread did not begin the job of this check"
            );
        }
        let worker = held.worker();
        let computing = compute(Arc::clone(&pool), move || worker.work(0));
        let free = async {
            // `compute` has been polled: `join!` polls it first.
            let held_up = busy && before.seen().gave_up;
            before.let_all_go();
            let free = held.until(|seen| !seen.begun.is_empty()).await;
            held.let_all_go();
            free && !held_up
        };
        let (result, free) = tokio::join!(biased; computing, free);
        let seen = held.seen();
        assert!(
            seen.begun.len() == 1,
            "`work` was called {} times",
            seen.begun.len()
        );
        let own = seen.begun[0].1 == thread::current().id();
        assert!(
            !own,
            "`work` ran on the thread that polls the tasks: other tasks could not run"
        );
        assert!(
            free && !seen.gave_up,
            "{}, and until `work` ended the thread that polls the tasks ran no other task",
            match busy {
                true => "the pool's only thread was in use",
                false => "`work` ran on another thread",
            }
        );
        assert!(result == Ok(()), "the result is {result:?}");
    }
}

// Each message has its own idea.
#[check(real_time)]
async fn the_work_runs_on_a_thread_of_the_pool() {
    // One more, which must not be used.
    let _other = pool(4);
    for threads in [1, 3] {
        let pool = pool(threads);
        let inside = Arc::clone(&pool);
        let own = move || {
            let (left, right) = rayon::join(rayon::current_num_threads, rayon::current_num_threads);
            (inside.current_thread_index().is_some(), left, right)
        };
        let result = compute(Arc::clone(&pool), own).await;
        let size = match threads {
            1 => "1 thread".to_owned(),
            _ => format!("{threads} threads"),
        };
        if let Ok((false, found, _)) = result {
            panic!(
                "`work` ran on a thread that is none of the given pool's: the pool has {size}, and `rayon::join` in \
                 `work` found {found}\n\n\
                 Each pool has its own threads, and rayon's functions without a pool use that of the thread they are \
                 called on, or the global one."
            );
        }
        assert!(
            result == Ok((true, threads, threads)),
            "a pool of {size}, on which `rayon::join` in `work` finds other numbers, {result:?}"
        );
        // What is moved in is used up, and what comes out need not be `Sync`.
        let text = String::from("block");
        let result = compute(Arc::clone(&pool), move || Cell::new(text + "s")).await;
        let result = result.map(Cell::into_inner);
        assert!(
            result == Ok("blocks".to_owned()),
            "\"block\" + \"s\" gives {result:?}"
        );
        // As many calls as the pool has threads are at work at the same time.
        let held = Held::new();
        let call = |name| {
            let worker = held.worker();
            compute(Arc::clone(&pool), move || worker.work(name))
        };
        let release = async {
            let all = held.until(|seen| seen.at_work() == threads).await;
            let at_work = held.seen().at_work();
            held.let_all_go();
            (all, at_work)
        };
        let (_, (all, at_work)) = tokio::join!(join_all((0..threads).map(call)), release);
        assert!(
            all,
            "{threads} calls of `compute` at once, on a pool of {size}: {at_work} of them at work at the same time\n\n\
             The pool limits how many compute at once. A lock around the call makes them take turns."
        );
        let many = |number: usize| compute(Arc::clone(&pool), move || number * number);
        let results = join_all((0..1_000).map(many)).await;
        let right = results
            .iter()
            .zip(0..)
            .all(|(result, number)| *result == Ok(number * number));
        assert!(
            right && results.len() == 1_000,
            "a thousand calls at the same time: the results are not those of their own `work`"
        );
    }
}

/// Another task can poll a future next time, so the waker of the latest poll counts. The end of the work calls it.
#[check]
fn the_end_of_the_work_wakes_the_task() {
    let (pool, held) = (pool(1), Held::new());
    let worker = held.worker();
    let mut computing = ByHand::new(compute(Arc::clone(&pool), move || {
        worker.work(0);
        7
    }));
    let mut earlier = Vec::new();
    for poll in 1..=3 {
        let polled = computing.poll();
        pending(polled, &held);
        let begun = wait(&held, |seen| seen.begun.len() == 1);
        assert!(
            begun,
            "{poll} of 3 polls, and the pool has not begun the work"
        );
        assert!(
            computing.wakes() == 0,
            "the work had not ended, and the waker of poll {poll} had been called: the task is polled again and again"
        );
        if poll < 3 {
            earlier.push(computing.change_waker());
        }
    }
    held.let_go(0);
    after_what_is_queued(&pool);
    assert!(
        computing.wakes() > 0,
        "three polls, each with another waker; the work has ended, and the waker of the latest poll was not called{}",
        match earlier.iter().position(|waker| waker.wakes() > 0) {
            Some(nth) => format!(", but that of poll {} was", nth + 1),
            None => ", and none of the earlier ones".to_owned(),
        }
    );
    let polled = computing.poll();
    assert!(
        polled == Poll::Ready(Ok(7)),
        "the work has ended and gave 7, and the poll gave {polled:?}"
    );
    ends_while_a_waker_is_replaced();
    let result = futures::executor::block_on(compute(pool, || 8));
    assert!(
        result == Ok(8),
        "on the executor of `futures`, work that gives 8: {result:?}"
    );
}

/// A future drops the waker of its last poll when it keeps another one, and in this moment the work ends.
fn ends_while_a_waker_is_replaced() {
    let (pool, held) = (pool(1), Arc::new(Held::new()));
    let worker = held.worker();
    let mut computing = Box::pin(compute(Arc::clone(&pool), move || {
        worker.work(0);
        7
    }));
    let let_go = Arc::clone(&held);
    let first = replaced::ends_the_work(&pool, move || let_go.let_all_go());
    let polled = computing.as_mut().poll(&mut Context::from_waker(&first));
    pending(polled, &held);
    let begun = wait(&held, |seen| seen.begun.len() == 1);
    assert!(begun, "one poll, and the pool has not begun the work");
    drop(first);
    let mut computing = ByHand::new(computing);
    let polled = computing.poll();
    after_what_is_queued(&pool);
    assert!(
        polled.is_ready() || computing.wakes() > 0,
        "the work ended during the second poll, at the moment at which its waker took the place of that of the first \
         one: the poll was pending, and the new waker was not called\n\n\
         The work can end between a look at the result and the registration of the waker. Register first and look \
         afterwards, or do both under one lock."
    );
}

/// The future is a description until it is polled, and the job is handed over once.
#[check]
fn the_first_poll_hands_over_one_job() {
    let (pool, held) = (pool(1), Held::new());
    let worker = held.worker();
    let work = move || worker.work(0);
    let mut computing = ByHand::new(compute(Arc::clone(&pool), work));
    after_what_is_queued(&pool);
    let begun = held.seen().begun.len();
    assert!(
        begun == 0,
        "`compute` was called and not polled, and `work` has begun"
    );
    for _ in 0..5 {
        let polled = computing.poll();
        pending(polled, &held);
    }
    held.let_all_go();
    after_what_is_queued(&pool);
    let polled = computing.poll();
    let begun = held.seen().begun.len();
    assert!(
        polled.is_ready() && begun == 1,
        "polled 5 times before the work ended and once after: it {}, and `work` has begun {begun} times",
        if polled.is_ready() {
            "is ready"
        } else {
            "is pending"
        }
    );
}

/// rayon's `spawn` has no handle by which a panic could come back. Without one, it aborts the process.
#[check(real_time)]
async fn a_panic_is_the_result() {
    let pool = pool(1);
    let named = String::from("block 7");
    let results = [
        compute(Arc::clone(&pool), || -> u8 { panic!("no checksum") }).await,
        compute(Arc::clone(&pool), move || -> u8 {
            panic!("{named} is broken")
        })
        .await,
        compute(Arc::clone(&pool), || 3).await,
    ];
    let panicked = |message: &str| Err(Panicked(message.to_owned()));
    let wanted = [
        panicked("no checksum"),
        panicked("block 7 is broken"),
        Ok(3),
    ];
    assert!(
        results == wanted,
        "two panics and then a 3, on one pool: {results:?} instead of {wanted:?}"
    );
    let other = compute(Arc::clone(&pool), || panic_any(7_u8)).await;
    assert!(
        other.is_err(),
        "a panic with a number instead of a text: {other:?}"
    );
}

/// What waits for a thread of the pool is computed for a result that is no longer wanted, and later work waits for it.
#[check]
fn dropped_before_it_begins_the_work_does_not_run() {
    for polls in [1, 2, 3, 0] {
        let (pool, before, held) = (pool(1), Held::new(), Held::new());
        let worker = before.worker();
        pool.spawn(move || worker.work(0));
        let begun = wait(&before, |seen| seen.at_work() == 1);
        assert!(
            begun,
            "the pool's only thread did not begin the job of this check"
        );
        let worker = held.worker();
        held.let_all_go();
        let mut computing = ByHand::new(compute(Arc::clone(&pool), move || worker.work(0)));
        for _ in 0..polls {
            let polled = computing.poll();
            pending(polled, &before);
        }
        computing.cancel();
        assert!(
            !before.seen().gave_up,
            "the future was dropped after {polls} of its polls, while another job had the pool's only thread, and the \
             drop did not return before that job had ended{DROP}"
        );
        before.let_all_go();
        after_what_is_queued(&pool);
        assert!(
            held.seen().names().is_empty(),
            "the future was dropped after {polls} of its polls, while the pool's only thread was in use: after that the \
             work ran{}",
            match polls {
                0 => ", though it was never asked for",
                _ => ", as its job in the queue was not told that the result is no longer wanted",
            }
        );
    }
}

/// A computation cannot be stopped from outside. What comes of it is no longer wanted, be it a result or a panic.
#[check]
fn dropped_while_it_runs_the_work_runs_to_its_end() {
    for panics in [false, true] {
        let (pool, held, probe) = (pool(1), Held::new(), DropProbe::new());
        let (worker, token) = (held.worker(), probe.token("the result"));
        let work = move || {
            worker.work(0);
            if panics {
                panic!("after the drop");
            }
            token
        };
        let mut computing = ByHand::new(compute(Arc::clone(&pool), work));
        let polled = computing.poll();
        pending(polled, &held);
        let begun = wait(&held, |seen| seen.at_work() == 1);
        assert!(
            begun,
            "after the first poll, the pool has not begun the work"
        );
        computing.cancel();
        let ended = held.seen().ended.len();
        assert!(
            ended == 0,
            "the future was dropped while its work ran on the pool, and the drop did not return before the work had \
             ended: it waits for the work, or for a lock that is held while the work runs{DROP}"
        );
        held.let_all_go();
        let ended = wait(&held, |seen| seen.ended.len() == 1);
        after_what_is_queued(&pool);
        assert!(
            ended,
            "the future was dropped while the work ran, and the work did not come to its end"
        );
        assert!(
            probe.alive() == 0,
            "the future was dropped while the work ran; the work has ended, and its result is still alive"
        );
        let next = futures::executor::block_on(compute(pool, || 5));
        assert!(
            next == Ok(5),
            "after that, work that gives 5 on the same pool: {next:?}"
        );
    }
}

const DROP: &str = "\n\nA drop runs on the thread of the task, and returns at once. Work that has begun goes on without the \
                    future, and its result is dropped.";

fn pool(threads: usize) -> Arc<ThreadPool> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build();
    Arc::new(pool.expect("the system gives the check its threads"))
}

/// Fails if the poll was ready although `held` keeps the only thread of the pool in use.
fn pending<T>(polled: Poll<T>, held: &Held) {
    let ready = match polled.is_ready() {
        true => "ready",
        false => "pending",
    };
    assert!(
        !held.seen().gave_up,
        "the pool's only thread was in use, and the poll did not come back until it was free: it was then {ready}\n\n\
         A call that waits for the pool blocks the thread that polls the task."
    );
    assert!(
        polled.is_pending(),
        "the pool's only thread was in use, so the work had not ended, and the poll was ready"
    );
}

/// Waits outside of the runtime that it makes for this.
fn wait(held: &Held, holds: impl Fn(&Seen) -> bool) -> bool {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let runtime = runtime.expect("the system gives the check its runtime");
    runtime.block_on(held.until(holds))
}

/// A job of its own on a pool of one thread, which takes its jobs in the order in which it was given them.
fn after_what_is_queued(pool: &ThreadPool) {
    pool.install(|| ());
}
