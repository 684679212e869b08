//! # Many tasks on one thread
//!
//! This is the executor itself: it takes futures in, keeps them, polls those that were woken, and sleeps
//! when none was. A **task** is a future that the executor owns. What the other exercises of this chapter
//! build is in here too, small; you may take over what you have.
//!
//! Write `Executor` and `Spawner`. They are judged by these promises:
//!
//! - `spawn` polls nothing; it may be called before `run_until`, from within a task, and from another thread,
//!   which then wakes the executor.
//! - `run_until` runs the tasks, and `main` among them, on the calling thread, and returns `main`'s output
//!   as soon as it is ready. The tasks that are not over stay, and go on with the next `run_until`.
//! - `main` is polled first, also where tasks are left of an earlier `run_until`. From then on all are polled
//!   in the one order of their spawns and wake-ups.
//! - A task is polled once at first, and then once for all the wake-ups since its last poll began; a task
//!   that was not woken is not polled. One that wakes itself during its poll is polled again, after those
//!   that wait already. The same holds for `main`, which the waker of an earlier `main` does not wake.
//! - While nothing is woken, the thread sleeps. No wake-up is lost, whatever thread it comes from, and however
//!   many tasks are waiting for their turns.
//! - A task that is over is dropped at once, as `main` is before `run_until` returns, and its waker can still
//!   be called. Whenever a task or `main` is dropped, it may spawn and wake.
//! - A task that panics ends `run_until` with that panic, and is dropped, as `main` is. The other tasks are
//!   not lost: the next `run_until` goes on with them.
//! - Dropping the executor drops all its tasks at once, also where somebody keeps one of their wakers. What
//!   is spawned afterwards is dropped.
//!
//! Take locks, atomics, channels and threads from `crate::sync`: the checks try many orders of the
//! threads' steps.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use crate::sync::{Arc, Condvar, Mutex};

type BoxedFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The place of whatever is not, or no longer, among the executor's tasks.
const NOWHERE: usize = usize::MAX;

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
    /// They belong to the executor alone, so that a poll needs no lock. What other threads reach is the
    /// queue of turns.
    tasks: Vec<Task>,
    /// Turns taken out of the queue, all at once, and not yet had.
    turns: VecDeque<Turn>,
}

/// Hands new tasks to an executor. Clones hand them to the same one.
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
    /// The executor is gone.
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

    /// What new tasks are spawned with.
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
