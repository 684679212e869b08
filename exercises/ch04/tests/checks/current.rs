//! Checks of current.

use std::cell::Cell;
use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use ch04::current::{NotRunning, enter, spawn, within};
use kit::{CountingWaker, DropProbe, caught, check};

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "current/executors.rs"]
mod executors;
#[path = "current/uses.rs"]
mod uses;

use executors::{
    Executor, LET_GO_FIRST, f_may_ask, is, is_current_when_it_is_handed_a_task, is_free,
    none_is_current, on_another_thread, poll, tasks, times, which,
};
use uses::{Broken, CallsItAllInItsDrop, LooksAtItsDrop, PanicsInItsDrop, Used, UsesItAll};

/// The failure of a variable that is empty for a moment.
fn handed_a_task(gave: &str) -> String {
    format!(
        "an executor was handed a task in its `enter` and called `current`: it gave {gave} instead of itself\n\nIf \
         you take the executor out of the variable of the thread, it is missing there until you put it back: for \
         code that runs meanwhile, and forever if that code panics. Leave it there, and call a clone."
    )
}

/// A variable of the thread holds the current executor from the moment `enter` calls f until f returns, and no
/// longer. The guard that restores the one before must live as long.
#[check]
fn while_f_runs_its_executor_is_current() {
    none_is_current("before the first `enter`");
    let a = Executor::new("A");
    let mut calls = 0;
    let output = enter(a.clone(), || {
        calls += 1;
        let is_held = Arc::strong_count(&a) > 1;
        assert!(
            is_held || !matches!(caught(which), Ok(None)),
            "in `enter(A, f)`, while f runs, `current` gave NotRunning instead of A: before `enter` called f it had \
             dropped its A, so the variable of the thread was never set, or restored too early\n\n\
             A guard that is bound to `_` is dropped at once, before f runs. Bound to a name such as `_restore`, it \
             lives until f has returned."
        );
        is(&a, "in `enter(A, f)`, while f runs");
        is(&a, "in `enter(A, f)`, while f runs, at a second call");
        "tea"
    });
    assert!(
        calls == 1 && output == "tea",
        "`enter` called f {} and returned {output:?}: f must be called once, and it returned \"tea\"",
        times(calls)
    );
    none_is_current("after `enter(A, f)`");
}

/// A task of an executor may run another executor, as a nested `block_on` does. When that one has ended, the task
/// goes on, and what it spawns belongs to the outer executor again.
#[check]
fn one_within_another_gives_way_to_the_outer_one() {
    f_may_ask();
    let (a, b, c) = (Executor::new("A"), Executor::new("B"), Executor::new("C"));
    enter(a.clone(), || {
        enter(b.clone(), || {
            is(&b, "in `enter(B)` within `enter(A)`");
            enter(c.clone(), || is(&c, "in `enter(C)` within B within A"));
            is(&b, "in `enter(B)` within `enter(A)`, after `enter(C)`");
            enter(b.clone(), || is(&b, "in `enter(B)` within `enter(B)`"));
            is(&b, "in `enter(B)`, after another `enter(B)` within it");
            enter(a.clone(), || is(&a, "in `enter(A)` within B within A"));
            is(
                &b,
                "in `enter(B)` within `enter(A)`, after another `enter(A)`",
            );
        });
        is(&a, "in `enter(A)`, after `enter(B)` within it");
        enter(c.clone(), || is(&c, "in `enter(C)` within `enter(A)`"));
        is(&a, "in `enter(A)`, after a second one within it");
    });
    none_is_current("after `enter(A)` with others within it");
    let depth = Cell::new(0);
    if let Err(panic) = caught(|| nest(0, [&a, &b], &depth)) {
        match panic.at.contains("tests/checks") {
            true => panic!("{}", panic.message),
            false => panic!(
                "right with {} calls of `enter`, one within another, wrong with more: `enter` panicked, at {}: \
                 {}\n\nCalls of `enter` can be nested to any depth. A count of them, or a list, needs room for all.",
                depth.get(),
                panic.at,
                panic.message
            ),
        }
    }
    none_is_current("after three hundred, one within another,");
}

/// Enters the two executors in turn, one within another, with this many calls of `enter` around.
fn nest(others: usize, [first, second]: [&Arc<Executor>; 2], depth: &Cell<usize>) {
    if others == 300 {
        return;
    }
    let name = first.name;
    enter(first.clone(), || {
        depth.set(others + 1);
        is(
            first,
            &format!("in `enter({name})` with {others} others around it"),
        );
        nest(others + 1, [second, first], depth);
        is(
            first,
            &format!("in `enter({name})` with {others} others around it, after those within it,"),
        );
    });
}

/// An executor polls a task, then another one, then the first again, perhaps on another thread. So the executor is
/// set in each poll, and not once for the whole task: after an await, the variable may hold another value.
#[check]
fn within_is_for_each_poll_and_not_between_them() {
    f_may_ask();
    let (a, b, c) = (Executor::new("A"), Executor::new("B"), Executor::new("C"));
    let looks = |executor: &Arc<Executor>| {
        let (mine, mut polls) = (executor.clone(), 0);
        poll_fn(move |_| {
            polls += 1;
            let name = mine.name;
            is(&mine, &format!("in poll {polls} of `within({name})`"));
            if polls < 5 {
                Poll::Pending
            } else {
                Poll::Ready(())
            }
        })
    };
    let mut of_a = Box::pin(within(a.clone(), looks(&a)));
    let mut of_b = Box::pin(within(b.clone(), looks(&b)));
    none_is_current("after two calls of `within`, and no poll,");
    let _ = poll(&mut of_a);
    none_is_current("after the first poll of `within(A)`");
    let _ = poll(&mut of_b);
    none_is_current("after the first polls of `within(A)` and `within(B)`");
    enter(c.clone(), || {
        let _ = poll(&mut of_a);
        is(&c, "in `enter(C)`, after a poll of `within(A)`,");
        let _ = poll(&mut of_b);
        is(
            &c,
            "in `enter(C)`, after polls of `within(A)` and `within(B)`,",
        );
    });
    on_another_thread(move || {
        for _ in 0..2 {
            let _ = poll(&mut of_a);
            none_is_current("on another thread, after a poll of `within(A)`,");
        }
        let ready = poll(&mut of_a).is_ready();
        assert!(
            ready,
            "the future in `within(A)` was ready in its fifth poll, and the future of `within` was not"
        );
        none_is_current("after the last poll of `within(A)`");
    });
    let inner = looks(&b);
    let mut nested = Box::pin(within(a.clone(), within(b.clone(), inner)));
    let _ = poll(&mut nested);
    none_is_current("after a poll of `within(A, within(B, …))`");
}

/// A panic skips the lines that follow, and only drops still run. The thread goes on if the panic is caught, as an
/// executor may do.
#[check]
fn after_a_panic_the_one_before_is_current_again() {
    f_may_ask();
    let (a, b) = (Executor::new("A"), Executor::new("B"));
    none_is_current("before the first `enter`");
    enter(a.clone(), || {});
    none_is_current("after `enter(A, f)`");
    let panics = || -> () { panic!("the file is empty") };
    let ended = caught(|| enter(a.clone(), panics));
    let said = ended.err().map(|panic| panic.message);
    assert!(
        said.as_deref() == Some("the file is empty"),
        "f panicked in `enter(A, f)`, and the panic did not reach the caller"
    );
    none_is_current(
        "right if f returns, wrong if it panics: after `enter(A, f)`, in which f panicked,",
    );
    enter(a.clone(), || {
        let _ = caught(|| enter(b.clone(), panics));
        is(
            &a,
            "in `enter(A)`, after `enter(B, f)` within it, in which f panicked,",
        );
        let mut task = Box::pin(within(b.clone(), async move { panics() }));
        let _ = caught(|| poll(&mut task));
        is(
            &a,
            "in `enter(A)`, after a poll of `within(B)` that panicked,",
        );
        drop(task);
        is(
            &a,
            "in `enter(A)`, after a `within(B)` that had panicked was dropped,",
        );
        let holds = PanicsInItsDrop;
        let mut task = Box::pin(within(b.clone(), async move {
            let _holds = holds;
            pending::<()>().await;
        }));
        let _ = poll(&mut task);
        let _ = caught(|| drop(task));
        is(
            &a,
            "in `enter(A)`, after the drop of a `within(B)`, in which its future panicked,",
        );
    });
    none_is_current("after all those panics within `enter(A)`");
    enter(Arc::new(Broken), || {
        let _ = caught(|| spawn(async {}));
        let current = which().unwrap_or("NotRunning");
        if current == "NotRunning" && !is_current_when_it_is_handed_a_task() {
            panic!("{}", handed_a_task("NotRunning"));
        }
        assert!(
            current == "itself",
            "in `enter(A)`, after A was handed a task and panicked, `current` gave {current} instead of A"
        );
    });
    none_is_current("after an executor that panicked");
}

/// Two threads run two executors at the same time. A variable that both threads share would be right for one of
/// them at most.
#[check]
fn each_thread_has_one_of_its_own() {
    f_may_ask();
    let (a, b) = (Executor::new("A"), Executor::new("B"));
    enter(a.clone(), || {
        let here = b.clone();
        on_another_thread(move || {
            none_is_current("on a new thread, while `enter(A)` runs on another one,");
            enter(here.clone(), || {
                is(
                    &here,
                    "in `enter(B)`, while `enter(A)` runs on another thread,",
                );
            });
            none_is_current("after `enter(B)`, while `enter(A)` runs on another thread,");
        });
        is(
            &a,
            "in `enter(A)`, after another thread had one of its own,",
        );
    });
    none_is_current("after `enter(A)`");
}

/// The wrapper changes what is current, and nothing else: each of its polls is one poll of the future, with the same
/// waker and the same result.
#[check]
fn within_does_what_its_future_does() {
    f_may_ask();
    let a = Executor::new("A");
    let polls = Arc::new(AtomicUsize::new(0));
    let seen = Arc::new(Mutex::new(None));
    let (theirs, waker_seen) = (Arc::clone(&polls), Arc::clone(&seen));
    let mut future = Box::pin(within(
        a.clone(),
        poll_fn(move |cx| {
            is(&a, "in a poll of `within(A)`");
            *waker_seen.lock().unwrap() = Some(cx.waker().clone());
            match theirs.fetch_add(1, Ordering::SeqCst) + 1 {
                3 => Poll::Ready("tea"),
                _ => Poll::Pending,
            }
        }),
    ));
    let early = polls.load(Ordering::SeqCst);
    assert!(
        early == 0,
        "the call of `within` polled the future {}, before the first poll of what it returned",
        times(early)
    );
    for number in 1..=3 {
        let outer = CountingWaker::new();
        let waker = outer.waker();
        let result = future.as_mut().poll(&mut Context::from_waker(&waker));
        let polls = polls.load(Ordering::SeqCst);
        assert!(
            polls == number,
            "after poll {number} of the future of `within`, the future in it had been polled {}",
            times(polls)
        );
        let inner = seen.lock().unwrap().take();
        assert!(
            inner.is_some_and(|inner| inner.will_wake(&waker)),
            "in poll {number}, the future got another waker than the future of `within`"
        );
        assert!(
            outer.wakes() == 0,
            "in poll {number} the waker was called, and the future had not called it"
        );
        let expected = match number {
            3 => Poll::Ready("tea"),
            _ => Poll::Pending,
        };
        assert!(
            result == expected,
            "in poll {number} the future returned {expected:?}, and the future of `within` returned {result:?}"
        );
    }
}

/// What a future holds may spawn a task in its drop: to close a connection, for example. Then the same executor must
/// be current as in a poll, even if the future was never polled.
#[check]
fn within_is_for_the_drop_of_its_future_too() {
    f_may_ask();
    for (polls, state) in [
        (0, "before its first poll"),
        (1, "while it waited"),
        (2, "after it was ready"),
        (1, "because it panicked"),
    ] {
        for there in ["no enter", "B", "another thread", "a panic"] {
            let (a, b) = (Executor::new("A"), Executor::new("B"));
            let seen = Arc::new(Mutex::new(None));
            let looks = LooksAtItsDrop(Arc::clone(&seen));
            let mut number = 0;
            let mut future = Box::pin(within(
                a.clone(),
                poll_fn(move |_| {
                    let _holds = &looks;
                    assert!(state != "because it panicked", "the file is empty");
                    number += 1;
                    if number < 2 {
                        Poll::Pending
                    } else {
                        Poll::Ready(())
                    }
                }),
            ));
            for _ in 0..polls {
                let _ = caught(|| poll(&mut future));
            }
            match there {
                "no enter" => drop(future),
                "B" => enter(b.clone(), || {
                    drop(future);
                    is(&b, "in `enter(B)`, after a `within(A)` was dropped,");
                }),
                "another thread" => on_another_thread(move || {
                    drop(future);
                    none_is_current("on another thread, after a `within(A)` was dropped,");
                }),
                _ => {
                    let _ = caught(move || {
                        let _dropped_on_the_way = future;
                        panic!("the file is empty");
                    });
                }
            }
            none_is_current("after a `within(A)` was dropped");
            let seen = seen.lock().unwrap().take();
            let Some(seen) = seen else {
                panic!(
                    "the future of `within(A)` was dropped {state}, and the future in it was not dropped"
                );
            };
            assert!(
                seen == Some("A"),
                "in the drop of the future in `within(A)`, `current` gave {} instead of A: it was dropped {state}, \
                 {}",
                seen.unwrap_or("NotRunning"),
                match there {
                    "no enter" => "outside of `enter`",
                    "B" => "in `enter(B)` (right outside of `enter`)",
                    "another thread" => "on another thread (right on its own)",
                    _ => "by a panic of its owner (right without a panic)",
                }
            );
        }
    }
}

/// `spawn` hands the future over, unpolled: the executor decides when to poll its task.
#[check]
fn spawn_hands_the_future_over_once() {
    f_may_ask();
    let (a, b) = (Executor::new("A"), Executor::new("B"));
    let polls = Arc::new(AtomicUsize::new(0));
    let counted = || {
        let polls = Arc::clone(&polls);
        poll_fn(move |_| match polls.fetch_add(1, Ordering::SeqCst) + 1 {
            2 | 4 => Poll::Ready(()),
            _ => Poll::Pending,
        })
    };
    let said = enter(a.clone(), || spawn(counted()));
    let early = polls.load(Ordering::SeqCst);
    assert!(
        early == 0,
        "`spawn` polled the future {}, before the executor polled its task",
        times(early)
    );
    assert!(
        said == Ok(()) && a.tasks() == 1,
        "`spawn` in `enter(A)` must give Ok(()) and hand A one task: it gave {said:?}, and A was handed {}",
        tasks(a.tasks())
    );
    let mut outer = Box::pin(within(
        a.clone(),
        poll_fn(|_| {
            let said = enter(b.clone(), || spawn(counted()));
            Poll::Ready(said)
        }),
    ));
    let said = poll(&mut outer);
    assert!(
        said == Poll::Ready(Ok(())) && (a.tasks(), b.tasks()) == (1, 1),
        "`spawn` in `enter(B)`, in a task of A, must give Ok(()) and hand its task to B: it gave {said:?}, and now A \
         has {} and B {}: each must have one",
        tasks(a.tasks()),
        tasks(b.tasks())
    );
    for executor in [&a, &b] {
        let mut task = executor.take();
        let ready = [poll(&mut task).is_ready(), poll(&mut task).is_ready()];
        assert!(
            ready == [false, true],
            "a future that is ready in its second poll was spawned, and its task was {} in its first poll and {} in \
             its second",
            if ready[0] { "ready" } else { "Pending" },
            if ready[1] { "ready" } else { "Pending" }
        );
    }
}

/// Without an executor the task would never be polled. An error is better than to keep the future, or to panic: the
/// caller may have another way.
#[check]
fn spawn_without_an_executor_drops_the_future() {
    f_may_ask();
    let a = Executor::new("A");
    enter(a.clone(), || {});
    let (probe, polls) = (DropProbe::new(), Arc::new(AtomicUsize::new(0)));
    let (token, theirs) = (probe.token("what the future holds"), Arc::clone(&polls));
    let future = async move {
        theirs.fetch_add(1, Ordering::SeqCst);
        drop(token);
    };
    let runs = enter(a.clone(), || spawn(async {}));
    assert!(
        runs == Ok(()) && a.tasks() == 1,
        "`spawn` in `enter(A)` must give Ok(()) and hand A one task: it gave {runs:?}, and A was handed {}",
        tasks(a.tasks())
    );
    drop(a.take());
    let said = caught(|| spawn(future)).unwrap_or_else(|panic| {
        panic!(
            "`spawn` panicked without an executor, instead of giving Err(NotRunning): {}",
            panic.message
        )
    });
    assert!(
        said == Err(NotRunning) && a.tasks() == 0,
        "`spawn` after the end of `enter(A)` must give Err(NotRunning): it gave {said:?}, and A was handed {}",
        tasks(a.tasks())
    );
    let polls = polls.load(Ordering::SeqCst);
    assert!(
        polls == 0,
        "`spawn` gave NotRunning, and had polled the future"
    );
    assert!(
        probe.alive() == 0,
        "`spawn` gave NotRunning, and the future is still kept"
    );
    let panicked = Arc::new(Mutex::new(None));
    let holds = CallsItAllInItsDrop(Arc::clone(&panicked));
    let _ = spawn(async move { drop(holds) });
    let panicked = panicked.lock().unwrap().take();
    if let Some(message) = panicked {
        panic!(
            "in the drop of a future that `spawn` found no executor for, a call of `current`, `enter` or `spawn` \
             panicked: {message}\n\n{LET_GO_FIRST}"
        );
    }
}

/// A variable of the thread lives as long as the thread, and so does what it holds: an executor, with all its tasks.
#[check]
fn nothing_is_kept_after_the_end() {
    f_may_ask();
    let (a, b) = (Executor::new("A"), Executor::new("B"));
    let weak = Arc::downgrade(&a);
    enter(a.clone(), || {
        enter(b.clone(), || is(&b, "in `enter(B)` within `enter(A)`"));
        let _ = spawn(async {});
        let _ = caught(|| enter(b.clone(), || panic!("the file is empty")));
        is_free(&b, "after the end of `enter(B)` within `enter(A)`");
    });
    let held = Arc::strong_count(&a);
    assert!(
        a.tasks() == 1,
        "`spawn` in `enter(A)`, after `enter(B)` within it, handed {} to A instead of one",
        tasks(a.tasks())
    );
    drop(a.take());
    let held_by_its_task = held - Arc::strong_count(&a);
    assert!(
        held_by_its_task == 0,
        "the task that `spawn` handed to A holds A\n\nAn executor that keeps such a task keeps itself, and is never \
         dropped. Hand over the future unchanged: the executor calls `enter` when it polls its tasks."
    );
    is_free(&a, "after the end of `enter(A)`");
    let mut waits = Box::pin(within(a.clone(), pending::<()>()));
    let _ = poll(&mut waits);
    drop(waits);
    is_free(&a, "after a `within(A)` was polled and dropped");
    drop(within(a.clone(), pending::<()>()));
    is_free(&a, "after a `within(A)` was dropped without a poll");
    let mut ready = Box::pin(within(a.clone(), async {}));
    let _ = poll(&mut ready);
    drop(ready);
    drop(a);
    assert!(
        weak.upgrade().is_none(),
        "your code still holds an executor: its `enter` has ended, the futures of its `within` were dropped, and \
         so were all other references"
    );
}

/// The `spawn` and the drop of an executor may call `current` or `enter`. The variable must hold the right value
/// then, and must not be borrowed.
#[check]
fn an_executor_may_call_these_functions_itself() {
    f_may_ask();
    let used = Arc::new(Mutex::new(Used::default()));
    let uses = || Arc::new(UsesItAll(Arc::clone(&used)));
    let outer = Executor::new("A");
    let ended = caught(|| {
        // Dropped with its last reference: at the end of `enter`, and with the future.
        let _ = enter(uses(), || spawn(async {}));
        enter(outer.clone(), || {
            let _ = enter(uses(), || spawn(async {}));
            drop(within(uses(), async {}));
            let mut ready = Box::pin(within(uses(), async {}));
            let _ = poll(&mut ready);
            drop(ready);
            is(&outer, "in `enter(A)`, after the end of others within it,");
        });
    });
    let used = std::mem::take(&mut *used.lock().unwrap());
    if let Some((when, message)) = used.panicked {
        panic!(
            "an executor called `current`, `enter` and `spawn` while it {}, and one of the calls panicked: \
             {message}\n\n{LET_GO_FIRST}",
            match when {
                "spawn" => "was handed a task",
                _ => "was dropped",
            }
        );
    }
    if let Err(panic) = ended {
        panic!("{}", panic.message);
    }
    let when = used.when;
    let (spawns, drops) = ["spawn", "drop"]
        .map(|what| when.iter().filter(|when| **when == what).count())
        .into();
    assert!(
        (spawns, drops) == (2, 4),
        "of four executors, two of which must be handed a task, {} dropped, and {} handed over",
        match drops {
            0 => "none was".to_owned(),
            1 => "one was".to_owned(),
            drops => format!("{drops} were"),
        },
        match spawns {
            1 => "one task was".to_owned(),
            spawns => format!("{spawns} tasks were"),
        }
    );
    assert!(
        when == ["spawn", "drop", "spawn", "drop", "drop", "drop"],
        "four executors, of which the first two were handed a task and dropped, report {when:?} in this order"
    );
    let situations = [
        ("was handed a task in its `enter`", "itself"),
        ("was dropped at the end of its `enter`", "NotRunning"),
        (
            "was handed a task in its `enter`, within `enter(A)`,",
            "itself",
        ),
        (
            "was dropped at the end of its `enter`, within `enter(A)`,",
            "A",
        ),
        ("was dropped with its `within`, in `enter(A)`,", "A"),
        (
            "was dropped with its `within`, which was ready, in `enter(A)`,",
            "A",
        ),
    ];
    for ((situation, expected), current) in situations.into_iter().zip(used.current) {
        if expected == "itself" && current == "NotRunning" {
            panic!("{}", handed_a_task(current));
        }
        assert!(
            current == expected,
            "an executor {situation} and called `current`: it gave {current} instead of {expected}"
        );
    }
    none_is_current("after all that");
}
