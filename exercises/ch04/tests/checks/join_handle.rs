//! Checks of join_handle.

use std::future::poll_fn;
use std::panic::panic_any;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch04::join_handle::{JoinError, joinable};
use kit::{ByHand, CountingWaker, DropProbe, caught, check, panic_message, varied};

use crate::explore::{explore, explore_unless};
use crate::explored_join_handle as explored;

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "join_handle/own_handle.rs"]
mod own_handle;
#[path = "join_handle/tasks.rs"]
mod tasks;
#[path = "join_handle/wakers.rs"]
mod wakers;

use own_handle::{Use, UsesItInItsCall, comes_back, ends_with_its_handle};
use tasks::{
    CountsDrops, count, ends, gives_it_if_polled_before, is_output, is_polled_as_often, panics_at,
    polls_once_a_poll, ready_at, ready_when, still_kept, task_and_handle, times, unwanted_is_kept,
    waits,
};
use wakers::{Looks, ONE_STEP, explored_wait};

/// The idea of a lock that is held during a call of a waker, a poll or a drop.
const LET_GO_FIRST: &str = "The future, its drop, and the waker of the handle may poll or drop the handle. If a lock \
    is held meanwhile, that call waits for its own thread: release the lock first.";

/// The idea of a drop of the handle that stops the task.
const NO_CANCEL: &str = "Some tasks are started for what they do, and their output is not needed. To drop the handle \
    is not to cancel the task: to cancel it, drop the task.";

/// A future does nothing until it is polled. The executor decides when to poll it, and on which thread.
#[check]
fn making_a_task_polls_nothing() {
    let polls = Arc::new(AtomicUsize::new(0));
    let (task, handle) = joinable(ready_at(1, &polls, "tea"));
    let early = count(&polls);
    assert!(
        early == 0,
        "`joinable` polled the future {}, before the first poll of the task",
        times(early)
    );
    drop(handle);
    ends(&mut ByHand::new(task));
    let polls = count(&polls);
    assert!(
        polls == 1,
        "{}the handle was dropped, then the task was polled once and was ready, and the future was polled {}{}",
        match polls {
            0 => "dropping the handle stopped the task: ",
            _ => "",
        },
        times(polls),
        match polls {
            0 => format!("\n\n{NO_CANCEL}"),
            _ => String::new(),
        }
    );
}

/// The executor decides when to poll, and the waker identifies the task. So each poll of the task is one poll of
/// its future, with the same waker.
#[check]
fn each_poll_of_the_task_is_one_of_the_future_with_its_waker() {
    let last = varied(4, 3..=9) as usize;
    let polls = Arc::new(AtomicUsize::new(0));
    let (seen, inner) = (Arc::new(Mutex::new(None)), Arc::clone(&polls));
    let theirs = Arc::clone(&seen);
    let (task, _handle) = joinable(poll_fn(move |cx| {
        *theirs.lock().unwrap() = Some(cx.waker().clone());
        ready_when(inner.fetch_add(1, Ordering::SeqCst) + 1 >= last)
    }));
    let mut task = Box::pin(task);
    for poll in 1..=last {
        let outer = CountingWaker::new();
        let waker = outer.waker();
        let result = task.as_mut().poll(&mut Context::from_waker(&waker));
        let polls = count(&polls);
        is_polled_as_often(poll, polls);
        let inner = seen.lock().unwrap().take().unwrap();
        assert!(
            inner.will_wake(&waker),
            "in poll {poll} the future got another waker than the task: a call of it does not wake the task"
        );
        assert!(
            outer.wakes() == 0,
            "the task's waker was called in poll {poll}, and the future had not called it: only the future knows \
             when another poll is useful"
        );
        let ready = result.is_ready();
        assert!(
            ready == (poll == last),
            "the future is ready in poll {last}; the task was {} in poll {poll}",
            if ready { "ready" } else { "not ready" }
        );
    }
}

/// The task may end before its handle is polled, or later. The output is stored until the handle takes it,
/// whichever of the two comes first.
#[check]
fn the_handle_gives_the_output_whenever_the_task_ends() {
    for executor in ["still keeps the task", "drops the task at once"] {
        let (task, handle) = joinable(async { "tea" });
        let (mut task, mut handle) = (Box::pin(task), ByHand::new(handle));
        let polled = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        assert!(
            polled.is_ready(),
            "the future was ready, and its task was Pending in that poll"
        );
        let kept = executor.starts_with("still").then_some(task);
        is_output(
            handle.poll(),
            &format!(
                "{}the task was over before its handle was polled, and the executor {executor}",
                match kept {
                    Some(_) if gives_it_if_polled_before() =>
                        "right if the handle waits before its task ends, wrong if it is polled later: ",
                    Some(_) => "",
                    None => "right if the task is kept, wrong if it is dropped: ",
                }
            ),
        );
        drop(kept);
    }
    let polls = Arc::new(AtomicUsize::new(0));
    let (mut task, handle) = task_and_handle(ready_at(3, &polls, "tea"));
    let mut handle = ByHand::new(handle);
    for poll in 1..=2 {
        waits(&mut handle);
        assert!(
            task.poll().is_pending(),
            "the future is ready in its poll 3, and its task was ready in poll {poll}"
        );
    }
    waits(&mut handle);
    ends(&mut task);
    task.cancel();
    let situation = "the handle waited, and then the task was over and dropped";
    assert!(handle.wakes() > 0, "{situation}: its waker was not called");
    is_output(handle.poll(), situation);
}

/// Executors have many threads, and a task may end on another thread than the one its handle is polled on. What
/// they share belongs to no thread.
#[check]
fn the_output_comes_from_another_thread_too() {
    for waits_already in [true, false] {
        let (task, handle) = joinable(async { "tea" });
        let mut handle = ByHand::new(handle);
        if waits_already {
            waits(&mut handle);
        }
        let there = thread::spawn(|| caught(|| ends(&mut ByHand::new(task))));
        if let Err(panic) = there.join().expect("its panics are caught") {
            panic!("on another thread: {}", panic.message);
        }
        assert!(
            !waits_already || handle.wakes() > 0,
            "the handle waited on this thread, the task ended on another one, and the handle's waker was not \
             called"
        );
        is_output(handle.poll(), "the task ended on another thread");
    }
}

/// A bug in one task must not stop the other tasks of its executor. The value of the panic goes to the handle,
/// which waits for the output.
#[check]
fn a_panic_ends_the_task_and_goes_to_its_handle() {
    let value = varied(42, 1..=999_999) as u32;
    for (at, waits_already) in [(1, true), (1, false), (2, true)] {
        for payload in ["a text", "a String", "a number"] {
            let polls = Arc::new(AtomicUsize::new(0));
            let (task, handle) = joinable(panics_at(at, &polls, payload, value));
            let (mut task, mut handle) = (Box::pin(task), ByHand::new(handle));
            if waits_already {
                waits(&mut handle);
            }
            let mut result = Ok(Poll::Pending);
            for _ in 0..at {
                result = caught(|| task.as_mut().poll(&mut Context::from_waker(Waker::noop())));
            }
            match result {
                Err(_) => panic!(
                    "the future panicked, and the panic left the task's poll: the task must be ready instead, so \
                     that its executor goes on"
                ),
                Ok(Poll::Pending) => {
                    panic!("the future panicked, and its task is Pending instead of ready")
                }
                Ok(Poll::Ready(())) => {}
            }
            drop(task);
            let situation = format!("the future panicked with {payload}");
            assert!(
                !waits_already || handle.wakes() > 0,
                "{situation} while the handle waited, and the handle's waker was not called"
            );
            let Poll::Ready(said) = handle.poll() else {
                panic!("{situation}, and its handle is still pending");
            };
            let Err(JoinError::Panicked(panic)) = said else {
                panic!("{situation}, and its handle gave {said:?} instead of Panicked");
            };
            let kept = match payload {
                "a number" => panic.downcast_ref::<u32>() == Some(&value),
                _ => panic_message(panic.as_ref()) == "the file is empty",
            };
            assert!(
                kept,
                "{situation}, and the handle gave Panicked with another value instead of the value of the panic"
            );
        }
    }
}

/// An executor is dropped with its tasks, and a handle of such a task would wait forever. So the handle must be
/// woken, and must give `Dropped`.
#[check]
fn a_task_dropped_before_its_end_gives_dropped() {
    polls_once_a_poll();
    for (polls, waits_already, panics) in [
        (0, false, false),
        (0, true, false),
        (1, false, false),
        (1, true, false),
        (1, true, true),
    ] {
        let (mut task, handle) = task_and_handle(std::future::pending::<&str>());
        let mut handle = ByHand::new(handle);
        for _ in 0..polls {
            let _ = task.poll();
        }
        if waits_already {
            waits(&mut handle);
        }
        if panics {
            let _ = caught(move || {
                let _dropped_on_the_way = task;
                panic!("the executor is broken");
            });
        } else {
            task.cancel();
        }
        let situation = format!(
            "the task was {}dropped before its end{}",
            match polls {
                0 => String::new(),
                polls => format!("polled {} and then ", times(polls)),
            },
            match panics {
                true => ", by a panic of its executor (right without one),",
                false => "",
            }
        );
        assert!(
            !waits_already || handle.wakes() > 0,
            "{situation} while its handle waited, and the handle's waker was not called"
        );
        match handle.poll() {
            Poll::Ready(Err(JoinError::Dropped)) => {}
            Poll::Ready(said) => {
                panic!("{situation}, and its handle gave {said:?} instead of Dropped")
            }
            Poll::Pending => panic!("{situation}, and its handle is still pending"),
        }
    }
}

/// A handle may move from one task to another while it waits. Only the waker of its latest poll belongs to the
/// task that waits now, whatever the reason for that poll was.
#[check]
fn the_waker_of_the_latest_poll_is_called() {
    for (task_ends, changes) in [(true, 1), (false, 1), (true, 2), (true, 0)] {
        let (mut task, handle) = task_and_handle(async { "tea" });
        let mut handle = ByHand::new(handle);
        waits(&mut handle);
        let mut first = None;
        for _ in 0..changes {
            first.get_or_insert(handle.change_waker());
            waits(&mut handle);
        }
        // And once more with the same waker.
        waits(&mut handle);
        if task_ends {
            ends(&mut task);
        } else {
            task.cancel();
        }
        let stale = first.map_or(0, |waker| waker.wakes());
        assert!(
            handle.wakes() > 0,
            "{}: the handle was polled {}, the last time with {}, and then the task {}",
            if stale > 0 {
                "the waker of the first poll was called, and that of the latest one was not"
            } else {
                "no waker was called"
            },
            times(changes + 2),
            if changes == 0 {
                "the same waker as before"
            } else {
                "another waker than the first"
            },
            if task_ends { "ended" } else { "was dropped" }
        );
    }
    let [(mut one, waits_for_one), (mut two, waits_for_two)] =
        [(); 2].map(|()| task_and_handle(async { "tea" }));
    let mut handles = [waits_for_one, waits_for_two].map(ByHand::new);
    handles.iter_mut().for_each(waits);
    ends(&mut one);
    let first = handles.each_ref().map(ByHand::wakes);
    ends(&mut two);
    let second = handles.each_ref().map(ByHand::wakes);
    assert!(
        first == [1, 0] && second == [1, 1],
        "right with one task, wrong with two: {}two handles waited, and each waits for its own task. After the end \
         of the first task, the wakers of the two handles must have been called [1, 0] times, and after the end of \
         the second [1, 1] times: the numbers are {first:?} and {second:?}",
        match first {
            [0, 1] => "the end of the first task woke the handle of the second; ",
            _ => "",
        }
    );
}

/// A wake-up says that there is something new. Without that, the executor polls for nothing.
#[check]
fn the_handle_is_not_woken_before_the_task_ends() {
    let polls = Arc::new(AtomicUsize::new(0));
    let (task, handle) = joinable(ready_at(10, &polls, "tea"));
    let (mut task, mut handle) = (Box::pin(task), ByHand::new(handle));
    let mut cx = Context::from_waker(Waker::noop());
    for poll in 1..10 {
        waits(&mut handle);
        assert!(
            handle.wakes() == 0,
            "the handle was polled while its task was not over, and its waker was called in that poll: an \
             executor would poll it again and again"
        );
        let _ = task.as_mut().poll(&mut cx);
        assert!(
            handle.wakes() == 0,
            "the handle was woken after poll {poll} of its task, {}",
            match count(&polls) {
                polls if polls == poll => "and the task was not over",
                _ => "whose future had been polled more often than the task",
            }
        );
        let before = handle.change_waker();
        waits(&mut handle);
        assert!(
            before.wakes() == 0,
            "the handle was polled with a new waker, and that poll called the waker of the poll before: the task was \
             not over"
        );
    }
    let _ = task.as_mut().poll(&mut cx);
    assert!(
        handle.wakes() == 1,
        "the handle waited, its task ended, and the waker of its latest poll was called {} instead of once",
        times(handle.wakes())
    );
    drop(task);
    assert!(
        handle.wakes() == 1,
        "the task was over and had woken its handle, and when the task was dropped the handle was woken again"
    );
}

/// A waker may poll the handle, or drop it, while it is being called. By then the result must be stored, and no
/// lock may be held.
#[check]
fn a_waker_may_use_the_handle_that_it_wakes() {
    for how in ["ends", "is dropped"] {
        for used in [Use::Poll, Use::Drop] {
            let what = format!(
                "the task {how}, and the waker of its handle {} the handle when it is called",
                match used {
                    Use::Poll => "polls",
                    Use::Drop => "drops",
                }
            );
            let calls = Arc::new(Mutex::new(Vec::new()));
            let seen = Arc::clone(&calls);
            comes_back(&what, LET_GO_FIRST, move || {
                let waker = Waker::from(Arc::new(UsesItInItsCall {
                    how: used,
                    calls: Arc::clone(&calls),
                }));
                let (task, handle) = joinable(async { "tea" });
                own_handle::keep(handle);
                let _ = own_handle::poll(&waker);
                // A wake-up for nothing is the subject of another check.
                calls.lock().unwrap().clear();
                let mut task = Box::pin(task);
                if how == "ends" {
                    let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                }
                drop(task);
            });
            let said = seen.lock().unwrap().drain(..).next();
            let Some(said) = said else {
                panic!("the task {how}, and the waker of its handle was not called");
            };
            let right = match &said {
                Some(Poll::Ready(Err(JoinError::Dropped))) => how == "is dropped",
                Some(Poll::Ready(Ok("tea"))) => how == "ends",
                _ => false,
            };
            assert!(
                used == Use::Drop || right,
                "{}{what}: that poll gave {} instead of {}",
                match said {
                    Some(Poll::Pending) => "the handle was woken before it could return anything: ",
                    _ => "",
                },
                said.map_or_else(|| "nothing".to_owned(), |said| format!("{said:?}")),
                match how {
                    "ends" => "the output",
                    _ => "Dropped",
                }
            );
        }
    }
}

/// The task can end between any two steps of a poll of its handle. Steps that must not be separated belong under
/// one lock.
#[check(seconds = 10)]
fn no_wake_up_is_lost_in_any_order() {
    for how in ["ends", "is dropped"] {
        explore(move |steps| {
            let (task, handle) = explored::joinable(async { "tea" });
            let wake_up = steps.wake_up_or("task", how, ONE_STEP);
            let theirs = wake_up.clone();
            let other = shuttle::thread::spawn(move || {
                let mut task = Box::pin(task);
                theirs.takes(|| {
                    if how == "ends" {
                        let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                    }
                    drop(task);
                });
            });
            let said = explored_wait(handle, steps, &wake_up);
            other.join().unwrap();
            let right = match how {
                "ends" => matches!(said, Ok("tea")),
                _ => matches!(said, Err(explored::JoinError::Dropped)),
            };
            assert!(right, "the task {how}, and its handle gave {said:?}.");
        });
    }
}

/// A future may hold a lock, a file or a permit that the waiting task needs next. That task may run at once, on
/// another thread: by then the future must be dropped.
#[check]
fn the_future_is_dropped_before_the_handle_is_woken() {
    polls_once_a_poll();
    for how in ["is ready", "panics", "is dropped before its end"] {
        let probe = DropProbe::new();
        let token = probe.token("what the future holds");
        // It holds the token until it is dropped, not only until it is ready.
        let (task, handle) = joinable(poll_fn(move |_| {
            let _holds = &token;
            assert!(how != "panics", "the file is empty");
            ready_when(how == "is ready").map(|()| "tea")
        }));
        let (mut task, mut handle) = (Box::pin(task), Box::pin(handle));
        let looks = Arc::new(Looks {
            probe: probe.clone(),
            alive: Mutex::new(Vec::new()),
        });
        let waker = Waker::from(Arc::clone(&looks));
        let _ = handle.as_mut().poll(&mut Context::from_waker(&waker));
        // A wake-up for nothing is the subject of another check.
        looks.alive.lock().unwrap().clear();
        let polled = caught(|| task.as_mut().poll(&mut Context::from_waker(Waker::noop())));
        if polled.is_ok_and(|polled| polled.is_pending()) {
            looks.alive.lock().unwrap().clear();
        }
        if how.starts_with("is dropped") {
            drop(task);
        } else {
            // An executor that has not dropped the task yet.
            let _ = &task;
        }
        let alive = looks.alive.lock().unwrap().clone();
        assert!(
            !alive.is_empty(),
            "the future {how}, and the waker of its handle was not called"
        );
        assert!(
            alive == vec![0; alive.len()],
            "the future {how}, and its handle was woken before the future was dropped, with all that it holds"
        );
    }
    // Between the output and the drop of the future, the handle may be polled without a wake-up.
    for how in ["is ready", "panics", "is dropped before its end"] {
        let said = Arc::new(Mutex::new(None));
        let theirs = Arc::clone(&said);
        comes_back(
            &format!("the future {how}, and in its drop the handle is polled"),
            LET_GO_FIRST,
            move || ends_with_its_handle(how, Use::Poll, theirs),
        );
        if let Some(Poll::Ready(said)) = said.lock().unwrap().take() {
            panic!(
                "the future {how}, and its handle gave {said:?} before the future was dropped, with all that it holds"
            );
        }
    }
}

// Each failure has its own idea, or none.
#[check]
fn dropping_the_handle_does_not_stop_the_task() {
    for before in [0, 1, 3] {
        let polls = Arc::new(AtomicUsize::new(0));
        let (mut task, handle) = task_and_handle(ready_at(5, &polls, "tea"));
        let mut handle = ByHand::new(handle);
        for _ in 0..before {
            let _ = task.poll();
            waits(&mut handle);
        }
        handle.cancel();
        for poll in before + 1..=5 {
            let result = task.poll();
            assert!(
                count(&polls) == poll && result.is_ready() == (poll == 5),
                "the handle was dropped {}: after poll {poll} of the task, the future had {}, and the task was \
                 {}. The future is ready in its fifth poll\n\n{NO_CANCEL}",
                match before {
                    0 => "before the first poll of the task".to_owned(),
                    before => format!("after poll {before} of the task"),
                },
                match count(&polls) {
                    0 => "not been polled".to_owned(),
                    polls => format!("been polled {}", times(polls)),
                },
                if result.is_ready() {
                    "ready"
                } else {
                    "Pending"
                }
            );
        }
    }
    let ready = comes_back(
        "a future dropped its own task's handle",
        LET_GO_FIRST,
        || {
            let (task, handle) = joinable(poll_fn(|_| {
                own_handle::use_it(Use::Drop);
                Poll::Ready("tea")
            }));
            own_handle::keep(handle);
            ByHand::new(task).poll().is_ready()
        },
    );
    assert!(
        ready,
        "a future dropped its own task's handle and was ready; the task was not"
    );
    for how in ["was ready", "panicked", "was dropped before its end"] {
        let said = Arc::default();
        comes_back(
            &format!("a future {how}, and its drop dropped its own task's handle"),
            LET_GO_FIRST,
            move || ends_with_its_handle(how, Use::Drop, said),
        );
    }
}

/// The idea of a result that is kept for no handle.
const NO_HANDLE_LEFT: &str = "An output may be large, or hold a connection. If no handle can take it, it must not \
    stay until the executor drops the task.";

/// An output may be large, or hold a connection. If no handle can take it, it must not stay until the executor
/// drops the task.
#[check]
fn an_output_without_a_handle_is_dropped_at_once() {
    for (handle_first, what) in [
        (true, "the output"),
        (false, "the output"),
        (true, "the value of its panic"),
        (false, "the value of its panic"),
    ] {
        let probe = DropProbe::new();
        let token = probe.token(what);
        let (task, handle) = joinable(async move {
            match what {
                "the output" => token,
                _ => panic_any(token),
            }
        });
        let mut task = Box::pin(task);
        let mut cx = Context::from_waker(Waker::noop());
        let mut handle = Some(handle);
        if handle_first {
            handle = None;
        }
        if what == "the output" {
            let _ = task.as_mut().poll(&mut cx);
        } else if caught(|| task.as_mut().poll(&mut cx)).is_err() {
            panic!(
                "the future panicked, and the panic left the task's poll: the task must be ready instead, so \
                 that its executor goes on"
            );
        }
        if handle.is_some() {
            assert!(
                probe.alive() == 1,
                "{what} was dropped while its handle could still be awaited"
            );
        }
        drop(handle);
        assert!(
            probe.alive() == 0,
            "{}\n\n{NO_HANDLE_LEFT}",
            still_kept(what, handle_first)
        );
        drop(task);
    }
}

/// The handle is dropped on one thread while the task ends on another. The one that comes last must drop the
/// output: to check whether the other one is there, and to act on it, belong under one lock.
#[check(seconds = 10)]
fn an_unwanted_output_is_dropped_in_any_order() {
    let on_one_thread = || {
        let kept = unwanted_is_kept().ok()??;
        Some(format!("{kept}\n\n{NO_HANDLE_LEFT}"))
    };
    let contrast = match unwanted_is_kept() {
        Ok(None) => {
            "right if the task ends before or after the drop of its handle, wrong if it ends during that drop"
        }
        _ => "",
    };
    explore_unless(on_one_thread, contrast, |steps| {
        let dropped = Arc::new(AtomicUsize::new(0));
        let output = CountsDrops(Arc::clone(&dropped));
        let (task, handle) = explored::joinable(async move { output });
        let theirs = steps.clone();
        let other = shuttle::thread::spawn(move || {
            let mut task = Box::pin(task);
            theirs.tell("task", "begins its last poll");
            let _ = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
            theirs.tell("task", "has ended");
            task
        });
        steps.tell("handle", "begins its drop");
        drop(handle);
        steps.tell("handle", "is dropped");
        let task = other.join().unwrap();
        let drops = count(&dropped);
        assert!(
            drops == 1,
            "the output is still kept after the task has ended and its handle was dropped."
        );
        drop(task);
    });
}
