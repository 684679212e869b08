//! Style: sources may be used from any thread: waiters in a map under a lock, and a guard a wait.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use poller::{Event, Events, Poller, Socket};

#[derive(Clone, Copy)]
enum Direction {
    Read = 0,
    Write = 1,
}

/// A task that waits for one of the directions of a socket.
struct Waiter {
    waker: Waker,
    found: bool,
}

struct Entry {
    socket: Arc<dyn Socket>,
    /// By direction.
    waiters: [Option<Waiter>; 2],
}

impl Entry {
    fn waits(&self, direction: Direction) -> bool {
        self.waiters[direction as usize]
            .as_ref()
            .is_some_and(|waiter| !waiter.found)
    }

    /// Sets the interest for the tasks that still wait.
    fn arm(&self, poller: &Poller, key: usize) -> io::Result<()> {
        let interest = Event::new(
            key,
            self.waits(Direction::Read),
            self.waits(Direction::Write),
        );
        poller.modify(&self.socket, interest)
    }
}

#[derive(Default)]
struct Entries {
    by_key: HashMap<usize, Entry>,
    next_key: usize,
}

struct Shared {
    poller: Poller,
    entries: Mutex<Entries>,
    notified: AtomicBool,
}

impl Shared {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the waker of the task that waits, and marks it as found.
    fn find(&self, key: usize, direction: Direction) -> Option<Waker> {
        let mut entries = self.entries();
        let waiter = entries.by_key.get_mut(&key)?.waiters[direction as usize].as_mut()?;
        if waiter.found {
            return None;
        }
        waiter.found = true;
        Some(waiter.waker.clone())
    }

    /// The interest is used up by an event; others may wait still.
    fn rearm(&self, key: usize) -> io::Result<()> {
        let entries = self.entries();
        match entries.by_key.get(&key) {
            Some(entry) if entry.waits(Direction::Read) || entry.waits(Direction::Write) => {
                entry.arm(&self.poller, key)
            }
            _ => Ok(()),
        }
    }
}

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    shared: Arc<Shared>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    shared: Arc<Shared>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    shared: Arc<Shared>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            shared: Arc::new(Shared {
                poller: Poller::new()?,
                entries: Mutex::default(),
                notified: AtomicBool::new(false),
            }),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            shared: Arc::clone(&self.shared),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let mut entries = self.shared.entries();
        let key = entries.next_key;
        self.shared.poller.add(&socket, Event::none(key))?;
        entries.next_key += 1;
        entries.by_key.insert(
            key,
            Entry {
                socket: socket.clone(),
                waiters: [None, None],
            },
        );
        drop(entries);
        Ok(Source {
            socket,
            key,
            shared: Arc::clone(&self.shared),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        // A deadline too far away for a clock means no time limit.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut events = Events::new();
        loop {
            let notified = self.shared.notified.swap(false, Ordering::SeqCst);
            let timeout = match deadline {
                _ if notified => Some(Duration::ZERO),
                Some(deadline) => Some(deadline.saturating_duration_since(Instant::now())),
                None => None,
            };
            self.shared.poller.wait(&mut events, timeout)?;
            let mut woke = false;
            for event in events.iter() {
                for (ready, direction) in [
                    (event.readable, Direction::Read),
                    (event.writable, Direction::Write),
                ] {
                    // One at a time, and without the lock: a waker may do anything.
                    if ready && let Some(waker) = self.shared.find(event.key, direction) {
                        woke = true;
                        waker.wake();
                    }
                }
                self.shared.rearm(event.key)?;
            }
            let over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            if woke || notified || over || self.shared.notified.swap(false, Ordering::SeqCst) {
                return Ok(());
            }
        }
    }
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        self.shared.notified.store(true, Ordering::SeqCst);
        // If the system refuses, no caller could handle it.
        let _ = self.shared.poller.notify();
    }
}

/// Forgets the waiting task.
struct Waiting<'a> {
    shared: &'a Shared,
    key: usize,
    direction: Direction,
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut entries = self.shared.entries();
        let Some(entry) = entries.by_key.get_mut(&self.key) else {
            return;
        };
        let gone = entry.waiters[self.direction as usize].take();
        if gone.as_ref().is_some_and(|waiter| !waiter.found) {
            let _ = entry.arm(&self.shared.poller, self.key);
        }
        drop(entries);
        drop(gone);
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        self.ready(Direction::Read).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.ready(Direction::Write).await
    }

    async fn ready(&self, direction: Direction) -> io::Result<()> {
        let _waiting = Waiting {
            shared: &self.shared,
            key: self.key,
            direction,
        };
        let mut began = false;
        poll_fn(|cx| {
            let mut entries = self.shared.entries();
            let entry = entries
                .by_key
                .get_mut(&self.key)
                .expect("until it is dropped");
            let waiter = &mut entry.waiters[direction as usize];
            if began && waiter.as_ref().is_some_and(|waiter| waiter.found) {
                return Poll::Ready(Ok(()));
            }
            let old = waiter.replace(Waiter {
                waker: cx.waker().clone(),
                found: false,
            });
            if !began {
                began = true;
                entry.arm(&self.shared.poller, self.key)?;
            }
            drop(entries);
            drop(old);
            Poll::Pending
        })
        .await
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let entry = self.shared.entries().by_key.remove(&self.key);
        let _ = self.shared.poller.delete(&self.socket);
        drop(entry);
    }
}
