//! Several threads, in many orders of their steps.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Wake, Waker};

use kit::ByHand;
use shuttle::future::block_on;
use shuttle::sync::Mutex;
use shuttle::thread;

use crate::explore::{explore, returns_meanwhile, waits_for_itself};
use crate::explored_queue::Queue;

type Waits = Pin<Box<dyn Future<Output = ()> + Send>>;

/// So many threads put `rounds` items each, and as many others take them.
pub fn put_and_get(capacity: usize, threads: usize, rounds: usize) {
    explore(move || {
        let queue = Queue::new(capacity);
        let taken = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for nth in 0..threads {
                let (queue, taken) = (&queue, &taken);
                scope.spawn(move || {
                    for round in 0..rounds {
                        block_on(queue.put(nth * rounds + round));
                    }
                });
                scope.spawn(move || {
                    for _ in 0..rounds {
                        let item = block_on(queue.get());
                        taken.lock().unwrap().push(item);
                    }
                });
            }
        });
        let mut taken = taken.into_inner().unwrap();
        if threads > 1 {
            taken.sort_unstable();
        }
        let all: Vec<_> = (0..threads * rounds).collect();
        assert!(
            taken == all,
            "threads put the items {all:?}, and as many were taken: {taken:?}"
        );
        let len = queue.len();
        assert!(len == 0, "every item was taken, and `len()` is {len}");
    });
}

/// Two threads put an item each while the first of two getters is dropped: the second one must get one.
pub fn items_are_put_while_a_getter_is_dropped() {
    explore(|| {
        let queue = Queue::new(2);
        let mut getters = [
            ByHand::new(Box::pin(queue.get())),
            ByHand::new(Box::pin(queue.get())),
        ];
        for getter in &mut getters {
            assert!(
                getter.poll().is_pending(),
                "the queue is empty: a `get` did not wait"
            );
        }
        let [mut first, mut second] = getters;
        thread::scope(|scope| {
            scope.spawn(|| block_on(queue.put(1)));
            scope.spawn(|| first.cancel());
        });
        let story =
            "two getters wait; a thread puts an item in, and another one drops the first `get`";
        assert!(second.wakes() > 0, "{story}: the second `get` is not woken");
        assert!(
            second.poll().is_ready(),
            "{story}: the second `get` still waits"
        );
        let len = queue.len();
        assert!(
            len == 0,
            "{story}, and the second `get` took the item: `len()` is {len}"
        );
    });
}

/// A thread takes an item while the first of two putters is dropped: the second one must get the place.
pub fn items_are_taken_while_a_putter_is_dropped() {
    explore(|| {
        let queue = Queue::new(1);
        assert!(
            queue.try_put(0).is_ok(),
            "a place is free: `try_put` gave an item back"
        );
        let mut putters = [
            ByHand::new(Box::pin(queue.put(1))),
            ByHand::new(Box::pin(queue.put(2))),
        ];
        for putter in &mut putters {
            assert!(
                putter.poll().is_pending(),
                "the queue is full: a `put` did not wait"
            );
        }
        let [mut first, mut second] = putters;
        thread::scope(|scope| {
            scope.spawn(|| block_on(queue.get()));
            scope.spawn(|| first.cancel());
        });
        let story =
            "two putters wait; a thread takes an item, and another one drops the first `put`";
        assert!(second.wakes() > 0, "{story}: the second `put` is not woken");
        assert!(
            second.poll().is_ready(),
            "{story}: the second `put` still waits"
        );
        let item = queue.try_get();
        assert!(
            item == Some(2),
            "{story}, and the second `put` put 2: `try_get` returned {item:?}"
        );
    });
}

/// What lets a getter or putter that waits go on.
#[derive(Clone, Copy, PartialEq)]
pub enum Call {
    Put,
    TryPut,
    Get,
    TryGet,
    DropGet,
    DropPut,
}

/// Lets a waker be called that uses the queue.
pub fn a_waker_uses_the_queue(call: Call, what: &'static str) {
    assert!(
        !waits_for_itself(move || wakes(call, what)),
        "{what}: the thread waits for a lock that it holds itself"
    );
}

fn wakes(call: Call, what: &str) {
    let full = [Call::Get, Call::TryGet, Call::DropPut].contains(&call);
    // Leaked: wakers and threads own what they use of it.
    let queue: &'static Queue<usize> = Box::leak(Box::new(Queue::new(1)));
    let waits = || -> Waits {
        match full {
            true => Box::pin(queue.put(1)),
            false => Box::pin(async {
                queue.get().await;
            }),
        }
    };
    if full {
        assert!(
            queue.try_put(0).is_ok(),
            "a place is free: `try_put` gave an item back"
        );
    }
    let mut before = [Call::DropGet, Call::DropPut]
        .contains(&call)
        .then(|| ByHand::new(waits()));
    if let Some(before) = &mut before {
        assert!(
            before.poll().is_pending(),
            "a getter or putter did not wait, and should"
        );
    }
    let task = Arc::new(Task {
        queue,
        future: Mutex::new(Some(waits())),
        returned: AtomicUsize::new(0),
        waited: AtomicUsize::new(0),
    });
    assert!(!task.poll(), "a getter or putter did not wait, and should");
    let early = [&task.returned, &task.waited].map(|count| count.load(Ordering::SeqCst));
    assert!(
        early == [0, 0],
        "a getter or putter that waits was woken by its own poll: it wakes itself, and is polled again and again"
    );
    let done = match call {
        Call::Put => ByHand::new(Box::pin(queue.put(1))).poll().is_ready(),
        Call::TryPut | Call::DropGet => queue.try_put(1).is_ok(),
        Call::Get => ByHand::new(Box::pin(queue.get())).poll().is_ready(),
        Call::TryGet | Call::DropPut => queue.try_get().is_some(),
    };
    assert!(
        done,
        "an item or a place is free, and was not taken at once"
    );
    drop(before);
    assert!(
        task.waited.load(Ordering::SeqCst) == 0,
        "{what}, and the waker of one that waits is called. As long as that call lasts, another thread, which calls \
         `len()` and polls the one that waits, does not come back: a lock is held during the call"
    );
    assert!(
        task.returned.load(Ordering::SeqCst) > 0,
        "{what}: one that waits can go on, and is not woken"
    );
}

/// A task whose waker uses the queue at once, and polls the task. It counts how often that returned.
struct Task {
    queue: &'static Queue<usize>,
    /// None once it is ready.
    future: Mutex<Option<Waits>>,
    returned: AtomicUsize,
    waited: AtomicUsize,
}

impl Task {
    /// Whether it is ready. If it is being polled, that poll has woken it, and this one leaves it alone.
    fn poll(self: &Arc<Self>) -> bool {
        let waker = Waker::from(Arc::clone(self));
        let Ok(mut future) = self.future.try_lock() else {
            return false;
        };
        let ready = future.as_mut().is_none_or(|future| {
            let polled = future.as_mut().poll(&mut Context::from_waker(&waker));
            polled.is_ready()
        });
        if ready {
            *future = None;
        }
        ready
    }
}

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        let task = Arc::clone(&self);
        let returned = returns_meanwhile(move || {
            task.queue.len();
            task.poll();
        });
        let ended = if returned {
            &self.returned
        } else {
            &self.waited
        };
        ended.fetch_add(1, Ordering::SeqCst);
    }
}
