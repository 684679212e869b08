//! What a task may expect of drops, panics and wakes: after what async-task and async-executor test.

use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use ch04::fair_turns::yield_now;
use ch04::join_handle::JoinError;
use kit::DropProbe;

use crate::host::{Host, on_both};

/// Counts its polls, and stores its waker for the test.
#[derive(Clone, Default)]
struct Seen(Arc<Inner>);

#[derive(Default)]
struct Inner {
    polls: AtomicUsize,
    waker: Mutex<Option<Waker>>,
    over: AtomicUsize,
}

impl Seen {
    fn polls(&self) -> usize {
        self.0.polls.load(Ordering::SeqCst)
    }

    fn waker(&self) -> Waker {
        self.0.waker.lock().unwrap().clone().expect("it was polled")
    }

    fn end(&self) {
        self.0.over.store(1, Ordering::SeqCst);
    }

    /// Waits until [`Seen::end`], whatever wakes it.
    async fn wait(self) {
        poll_fn(|cx| {
            self.0.polls.fetch_add(1, Ordering::SeqCst);
            *self.0.waker.lock().unwrap() = Some(cx.waker().clone());
            match self.0.over.load(Ordering::SeqCst) {
                0 => Poll::Pending,
                _ => Poll::Ready(()),
            }
        })
        .await;
    }
}

/// Lets every task that is ready have some turns.
async fn some_turns() {
    for _ in 0..5 {
        yield_now().await;
    }
}

fn a_task_is_polled_once_and_then_once_a_wake<H: Host>() {
    let (mut host, seen) = (H::start(), Seen::default());
    let _handle = H::spawn(&host.spawner(), seen.clone().wait());
    assert_eq!(seen.polls(), 0, "spawning has polled it");
    host.run(some_turns());
    assert_eq!(seen.polls(), 1);
    host.run(async {
        let waker = seen.waker();
        for _ in 0..3 {
            waker.wake_by_ref();
        }
        let cloned = waker.clone();
        cloned.wake();
        some_turns().await;
    });
    assert_eq!(seen.polls(), 2, "four wakes in a row are one");
}

fn a_wake_during_the_poll_brings_another_poll<H: Host>() {
    let (mut host, polls) = (H::start(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&polls);
    let task = poll_fn(move |cx: &mut Context<'_>| {
        if counted.fetch_add(1, Ordering::SeqCst) == 2 {
            return Poll::Ready(());
        }
        // From this thread and from another one, before the poll returns.
        cx.waker().wake_by_ref();
        let waker = cx.waker().clone();
        thread::spawn(move || waker.wake()).join().unwrap();
        Poll::Pending
    });
    let handle = H::spawn(&host.spawner(), task);
    host.run(handle).unwrap();
    assert_eq!(polls.load(Ordering::SeqCst), 3);
}

fn a_task_that_is_over_is_not_woken_again<H: Host>() {
    let (mut host, seen, probe) = (H::start(), Seen::default(), DropProbe::new());
    let (wait, token) = (seen.clone().wait(), probe.token("the future"));
    let handle = H::spawn(&host.spawner(), async move {
        let _held = token;
        wait.await;
    });
    host.run(some_turns());
    seen.end();
    seen.waker().wake();
    host.run(handle).unwrap();
    assert_eq!(probe.alive(), 0, "a waker is left, and keeps the future");
    let polls = seen.polls();
    seen.waker().wake();
    host.run(some_turns());
    assert_eq!(seen.polls(), polls);
}

fn a_host_that_is_dropped_drops_its_tasks<H: Host>() {
    let (mut host, seen, probe) = (H::start(), Seen::default(), DropProbe::new());
    let spawner = host.spawner();
    let polled = probe.token("polled");
    let wait = seen.clone().wait();
    let first = H::spawn(&spawner, async move {
        let _held = polled;
        wait.await;
    });
    host.run(some_turns());
    let woken = seen.waker();
    woken.wake_by_ref();
    let never = probe.token("never polled");
    let second = H::spawn(&spawner, async move {
        let _held = never;
        pending::<()>().await;
    });
    drop(host);
    assert_eq!(
        probe.alive(),
        0,
        "a waker, a spawner and two handles are left"
    );
    woken.wake();
    let late = probe.token("late");
    let third = H::spawn(&spawner, async move {
        let _held = late;
    });
    assert_eq!(probe.alive(), 0, "what is spawned afterwards is dropped");
    for handle in [first, second, third] {
        let said = H::start().run(handle);
        assert!(matches!(said, Err(JoinError::Dropped)), "{said:?}");
    }
}

fn a_panic_stays_in_its_task<H: Host>() {
    let (mut host, probe) = (H::start(), DropProbe::new());
    let (spawner, token) = (host.spawner(), probe.token("the future"));
    let panics = H::spawn(&spawner, async move {
        let _held = token;
        yield_now().await;
        panic!("out of milk");
    });
    let lives = H::spawn(&spawner, async {
        some_turns().await;
        7
    });
    let said: Result<(), _> = host.run(panics);
    let Err(JoinError::Panicked(payload)) = said else {
        panic!("{said:?}");
    };
    assert_eq!(kit::panic_message(payload.as_ref()), "out of milk");
    assert_eq!(probe.alive(), 0);
    assert_eq!(host.run(lives).unwrap(), 7);
}

fn a_panic_of_main_loses_no_task<H: Host>() {
    let mut host = H::start();
    let task = H::spawn(&host.spawner(), async {
        some_turns().await;
        7
    });
    let ended = catch_unwind(AssertUnwindSafe(|| {
        host.run(async {
            yield_now().await;
            panic!("main");
        })
    }));
    assert!(ended.is_err());
    assert_eq!(host.run(task).unwrap(), 7);
}

/// A future whose drop wakes another task, spawns, or drops a host's handle runs in the middle of things.
fn a_drop_may_wake_and_spawn<H: Host>() {
    struct AtDrop<F: FnMut()>(F);
    impl<F: FnMut()> Drop for AtDrop<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }
    impl<F: FnMut()> Future for AtDrop<F> {
        type Output = ();
        fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            Poll::Ready(())
        }
    }
    let (mut host, seen, spawned) = (H::start(), Seen::default(), Arc::new(AtomicUsize::new(0)));
    let waits = H::spawn(&host.spawner(), seen.clone().wait());
    host.run(some_turns());
    let (theirs, count) = (seen.clone(), Arc::clone(&spawned));
    let ends = H::spawn(
        &host.spawner(),
        AtDrop(move || {
            theirs.end();
            theirs.waker().wake();
            count.fetch_add(1, Ordering::SeqCst);
        }),
    );
    host.run(ends).unwrap();
    host.run(waits).unwrap();
    assert_eq!(spawned.load(Ordering::SeqCst), 1);
    // And if it is the host's own drop that drops it.
    let (theirs, again) = (seen.clone(), H::start());
    let handle = H::spawn(&again.spawner(), AtDrop(move || theirs.waker().wake()));
    drop(again);
    drop(handle);
}

fn a_wake_from_another_thread_ends_the_sleep<H: Host>() {
    for _ in 0..200 {
        let (mut host, seen) = (H::start(), Seen::default());
        let handle = H::spawn(&host.spawner(), seen.clone().wait());
        host.run(some_turns());
        let (theirs, waker) = (seen.clone(), seen.waker());
        let thread = thread::spawn(move || {
            theirs.end();
            waker.wake();
        });
        // Asleep by now, or not yet, or woken already: all are fine.
        host.run(handle).unwrap();
        thread.join().unwrap();
    }
}

fn tasks_take_turns_in_order<H: Host>() {
    let (mut host, order) = (H::start(), Arc::new(Mutex::new(String::new())));
    let spawner = host.spawner();
    let handles: Vec<_> = ['a', 'b', 'c']
        .into_iter()
        .map(|name| {
            let order = Arc::clone(&order);
            H::spawn(&spawner, async move {
                for _ in 0..3 {
                    order.lock().unwrap().push(name);
                    yield_now().await;
                }
            })
        })
        .collect();
    host.run(async {
        for handle in handles {
            handle.await.unwrap();
        }
    });
    assert_eq!(*order.lock().unwrap(), "abcabcabc");
}

/// A handle is awaited by another task, whose handle is awaited by another one.
fn a_chain_of_tasks_ends<H: Host>() {
    let mut host = H::start();
    let spawner = host.spawner();
    let mut last = H::spawn(&spawner, async { 0 });
    for _ in 0..1_000 {
        last = H::spawn(&spawner, async move { last.await.unwrap() + 1 });
    }
    assert_eq!(host.run(last).unwrap(), 1_000);
}

on_both!(
    a_task_is_polled_once_and_then_once_a_wake,
    a_wake_during_the_poll_brings_another_poll,
    a_task_that_is_over_is_not_woken_again,
    a_host_that_is_dropped_drops_its_tasks,
    a_panic_stays_in_its_task,
    a_panic_of_main_loses_no_task,
    a_drop_may_wake_and_spawn,
    a_wake_from_another_thread_ends_the_sleep,
    tasks_take_turns_in_order,
    a_chain_of_tasks_ends,
);
