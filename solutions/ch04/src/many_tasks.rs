//! # Many tasks on one thread
//!
//! ```
//! let mut executor = Executor::new();
//! executor.spawner().spawn(serve(connection));
//! let config = executor.run_until(load_config()); // Polls both, until load_config is ready.
//! ```
//!
//! A **task** is a future that an executor owns. The executor polls the tasks that were woken, and sleeps when
//! there are none. A task may spawn, wake, panic or be dropped at any moment, and wakers are called on other
//! threads: each of these is a chance to lose a task, to keep one forever, or to block the thread.
//!
//! Small versions of the other exercises are part of this one; you may copy your code from there. Write `Executor`
//! and `Spawner`. Requirements:
//!
//! Polls
//!
//! 1. `spawn` polls nothing. It may be called before `run_until`, in a task, and on another thread.
//! 2. `run_until` polls `main` first, even if tasks are left from an earlier call. After that, it polls `main` and
//!    the tasks in the order of their spawns and wake-ups.
//! 3. A task is polled once at first, and then once for all wake-ups since its last poll began. A task that was not
//!    woken is not polled.
//! 4. A task that is woken during its poll is polled again, after those that are queued already. There may be any
//!    number of tasks, wake-ups and polls.
//! 5. Points 3 and 4 hold for `main`, too. The waker of an earlier `main` does not wake a later one.
//! 6. `run_until` returns the output as soon as `main` is ready. Tasks that are not over keep their places in the
//!    queue, and go on with the next `run_until`.
//!
//! Sleeping
//!
//! 7. While nothing is woken, the thread that called `run_until` sleeps, without a time limit. If something else
//!    ends the sleep, such as another `unpark`, nothing is polled.
//! 8. No wake-up and no spawn is lost, whichever thread it comes from, and in any order in which the threads take
//!    their steps. A future may itself call `park` and `unpark`.
//!
//! Dropping
//!
//! 9. A task that is over is dropped at once, and `main` is dropped before `run_until` returns. While a task or
//!    `main` is dropped, it may spawn and wake.
//! 10. If a task or `main` panics, `run_until` ends with that panic, and both the task and `main` are dropped. The
//!     other tasks stay, and go on with the next `run_until`.
//! 11. When the executor is dropped, all its tasks are dropped, even if a waker or a spawner is kept. What is
//!     spawned later is dropped.
//! 12. A waker may be called after its task or its executor was dropped. The call does nothing.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks run your code in many orders of the
//! threads' steps.
//!
//! Left open: whether an executor can be sent to another thread.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Arc, Condvar, Mutex};

type BoxedFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The place of main, and of a task that is over.
const NOWHERE: usize = usize::MAX;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
    /// They belong to the executor alone, so that a poll needs no lock. Other threads reach only the queue
    /// of turns.
    tasks: Vec<Task>,
    /// Turns that were taken out of the queue, all at once, and not yet polled.
    turns: VecDeque<Turn>,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    shared: Arc<Shared>,
}

/// What the executor shares with spawners and wakers.
#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    alarm: Condvar,
}

#[derive(Default)]
struct Queue {
    turns: VecDeque<Turn>,
    /// The executor has found no turn and waits for the alarm.
    sleeps: bool,
    /// The executor was dropped.
    closed: bool,
}

enum Turn {
    First(BoxedFuture),
    Again(Arc<Woken>),
}

struct Task {
    future: BoxedFuture,
    woken: Arc<Woken>,
    /// Made of `woken`, once, so that a poll need not make one.
    waker: Waker,
}

/// What a waker knows of its task. It does not hold the future: a waker may outlive it.
struct Woken {
    /// The index among the executor's tasks, for the executor alone.
    place: AtomicUsize,
    /// In the queue already, or among the turns taken out of it.
    queued: AtomicBool,
    shared: Arc<Shared>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            spawner: Spawner {
                shared: Arc::default(),
            },
            tasks: Vec::new(),
            turns: VecDeque::new(),
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let woken = self.woken(NOWHERE);
        let waker = Waker::from(Arc::clone(&woken));
        let mut cx = Context::from_waker(&waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
            return output;
        }
        loop {
            match self.next_turn() {
                Turn::First(future) => self.admit(future),
                Turn::Again(task) => {
                    // Before the poll: a wake-up during it asks for another. And a swap, to see what
                    // was written before the wake-ups that found it queued.
                    task.queued.swap(false, Ordering::AcqRel);
                    if !Arc::ptr_eq(&task, &woken) {
                        self.poll(task.place.load(Ordering::Relaxed));
                    } else if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                        return output;
                    }
                }
            }
        }
    }

    fn woken(&self, place: usize) -> Arc<Woken> {
        Arc::new(Woken {
            place: AtomicUsize::new(place),
            queued: AtomicBool::new(false),
            shared: Arc::clone(&self.spawner.shared),
        })
    }

    /// The turn that has waited longest; sleeps until there is one.
    fn next_turn(&mut self) -> Turn {
        loop {
            if let Some(turn) = self.turns.pop_front() {
                return turn;
            }
            self.spawner.shared.take_all(&mut self.turns);
        }
    }

    /// Keeps a new task, and polls it for the first time.
    fn admit(&mut self, future: BoxedFuture) {
        let place = self.tasks.len();
        let woken = self.woken(place);
        let waker = Waker::from(Arc::clone(&woken));
        self.tasks.push(Task {
            future,
            woken,
            waker,
        });
        self.poll(place);
    }

    /// Polls the task at `place`, if one is there, and drops it if it is over.
    fn poll(&mut self, place: usize) {
        let Some(task) = self.tasks.get_mut(place) else {
            return;
        };
        let mut cx = Context::from_waker(&task.waker);
        let polled = catch_unwind(AssertUnwindSafe(|| task.future.as_mut().poll(&mut cx)));
        if let Ok(Poll::Pending) = polled {
            return;
        }
        let over = self.tasks.swap_remove(place);
        over.woken.place.store(NOWHERE, Ordering::Relaxed);
        if let Some(moved) = self.tasks.get(place) {
            moved.woken.place.store(place, Ordering::Relaxed);
        }
        drop(over);
        if let Err(panic) = polled {
            resume_unwind(panic);
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // A turn in the queue would keep the queue alive. Dropped when the lock is free again: a future
        // may spawn, or wake, while it is dropped.
        let left = self.spawner.shared.close();
        drop(left);
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.shared.push(Turn::First(Box::pin(future)));
    }
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            let shared = Arc::clone(&self.shared);
            shared.push(Turn::Again(self));
        }
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.queued.swap(true, Ordering::AcqRel) {
            self.shared.push(Turn::Again(Arc::clone(self)));
        }
    }
}

impl Shared {
    /// Puts a turn at the back, and wakes the executor if it sleeps.
    fn push(&self, turn: Turn) {
        let mut queue = self.queue.lock().unwrap();
        if queue.closed {
            // `turn` is dropped after the lock is free again.
            return;
        }
        queue.turns.push_back(turn);
        let slept = std::mem::take(&mut queue.sleeps);
        drop(queue);
        if slept {
            self.alarm.notify_one();
        }
    }

    /// Swaps what is queued for `turns`, which is empty; sleeps until there is something.
    fn take_all(&self, turns: &mut VecDeque<Turn>) {
        let mut queue = self.queue.lock().unwrap();
        while queue.turns.is_empty() {
            queue.sleeps = true;
            queue = self.alarm.wait(queue).unwrap();
        }
        std::mem::swap(&mut queue.turns, turns);
    }

    fn close(&self) -> VecDeque<Turn> {
        let mut queue = self.queue.lock().unwrap();
        queue.closed = true;
        std::mem::take(&mut queue.turns)
    }
}
