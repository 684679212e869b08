//! Style: slots that are reused, with generations; new tasks come through a list of their own.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures::future::BoxFuture;
use futures::task::{ArcWake, waker};

use crate::sync::atomic::{AtomicBool, Ordering::SeqCst};
use crate::sync::{Arc, Condvar, Mutex, Weak};

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    shared: Arc<Shared>,
    slots: Vec<Slot>,
    free: Vec<usize>,
    generations: u64,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner(Weak<Shared>);

#[derive(Default)]
struct Shared {
    events: Mutex<VecDeque<Event>>,
    some: Condvar,
}

enum Event {
    Spawned(BoxFuture<'static, ()>),
    Woken(Arc<Key>),
}

struct Slot {
    generation: u64,
    task: Option<(BoxFuture<'static, ()>, Arc<Key>)>,
}

struct Key {
    slot: usize,
    generation: u64,
    queued: AtomicBool,
    shared: Weak<Shared>,
}

impl Shared {
    fn put(&self, event: Event) {
        self.events.lock().unwrap().push_back(event);
        self.some.notify_one();
    }

    fn next(&self) -> Event {
        let events = self.events.lock().unwrap();
        let mut events = self
            .some
            .wait_while(events, |events| events.is_empty())
            .unwrap();
        events.pop_front().unwrap()
    }
}

impl ArcWake for Key {
    fn wake_by_ref(this: &Arc<Self>) {
        if let Some(shared) = this.shared.upgrade() {
            if !this.queued.swap(true, SeqCst) {
                shared.put(Event::Woken(Arc::clone(this)));
            }
        }
    }
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            shared: Arc::default(),
            slots: Vec::new(),
            free: Vec::new(),
            generations: 0,
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        Spawner(Arc::downgrade(&self.shared))
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let main_key = self.key(usize::MAX);
        let waker_of_main = waker(Arc::clone(&main_key));
        let mut cx = Context::from_waker(&waker_of_main);
        let mut main_is_due = true;
        loop {
            if main_is_due {
                if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                    return output;
                }
                main_is_due = false;
            }
            match self.shared.next() {
                Event::Spawned(future) => self.admit(future),
                Event::Woken(key) => {
                    key.queued.store(false, SeqCst);
                    main_is_due = key.generation == main_key.generation;
                    self.poll(key.slot, key.generation);
                }
            }
        }
    }

    fn key(&mut self, slot: usize) -> Arc<Key> {
        self.generations += 1;
        Arc::new(Key {
            slot,
            generation: self.generations,
            queued: AtomicBool::new(false),
            shared: Arc::downgrade(&self.shared),
        })
    }

    fn admit(&mut self, future: BoxFuture<'static, ()>) {
        let slot = self.free.pop().unwrap_or(self.slots.len());
        let key = self.key(slot);
        let generation = key.generation;
        let task = Some((future, key));
        if slot == self.slots.len() {
            self.slots.push(Slot { generation, task });
        } else {
            self.slots[slot] = Slot { generation, task };
        }
        self.poll(slot, generation);
    }

    fn poll(&mut self, slot: usize, generation: u64) {
        let task = match self.slots.get_mut(slot) {
            Some(entry) if entry.generation == generation => entry.task.take(),
            _ => None,
        };
        let Some((mut future, key)) = task else {
            return;
        };
        let waker: Waker = waker(Arc::clone(&key));
        let polled = Pin::new(&mut future).poll(&mut Context::from_waker(&waker));
        match polled {
            Poll::Pending => self.slots[slot].task = Some((future, key)),
            Poll::Ready(()) => self.free.push(slot),
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        if let Some(shared) = self.0.upgrade() {
            shared.put(Event::Spawned(Box::pin(future)));
        }
    }
}
