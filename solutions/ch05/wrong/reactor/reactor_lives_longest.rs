//! Belief: a reactor is the last to go.
//! Rejected by: dropping_a_source_closes_its_socket
//! Saying: and its `drop` panicked

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use poller::{Event, Events, Poller, Socket};

/// What one side of a source waits for.
#[derive(Default)]
struct Side {
    waker: Option<Waker>,
    found: bool,
}

/// A registered socket, as the reactor knows it.
struct Entry {
    key: usize,
    socket: Arc<dyn Socket>,
    sides: RefCell<[Side; 2]>,
    poller: Arc<Poller>,
}

impl Entry {
    fn arm(&self) -> io::Result<()> {
        let waits = |side: &Side| side.waker.is_some();
        let interest = {
            let sides = self.sides.borrow();
            Event::new(self.key, waits(&sides[0]), waits(&sides[1]))
        };
        arm(&self.poller, &self.socket, interest)
    }
}

fn arm(poller: &Poller, socket: &Arc<dyn Socket>, interest: Event) -> io::Result<()> {
    poller.modify(socket, interest)
}

type Entries = Rc<RefCell<HashMap<usize, Rc<Entry>>>>;

/// Wakes tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    notified: Arc<AtomicBool>,
    entries: Entries,
    next: Cell<usize>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
    notified: Arc<AtomicBool>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    entry: Rc<Entry>,
    entries: std::rc::Weak<RefCell<HashMap<usize, Rc<Entry>>>>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// Where the system has no poller left to give.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            notified: Arc::default(),
            entries: Entries::default(),
            next: Cell::new(0),
        })
    }

    /// What other threads end a `wait` with.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.poller),
            notified: Arc::clone(&self.notified),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let key = self.next.replace(self.next.get() + 1);
        self.poller.add(&socket, Event::none(key))?;
        let entry = Rc::new(Entry {
            key,
            socket: Arc::clone(&socket) as Arc<dyn Socket>,
            sides: RefCell::default(),
            poller: Arc::clone(&self.poller),
        });
        self.entries.borrow_mut().insert(key, Rc::clone(&entry));
        Ok(Source {
            socket,
            entry,
            entries: Rc::downgrade(&self.entries),
        })
    }

    /// Sleeps until something is ready, and wakes those who wait for it. `None`: as long as it takes.
    ///
    /// # Errors
    /// Where the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut events = Events::new();
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            self.poller.wait(&mut events, left)?;
            let mut wakers = Vec::new();
            for event in events.iter() {
                let entry = self.entries.borrow().get(&event.key).cloned();
                let Some(entry) = entry else { continue };
                let ready = [event.readable, event.writable];
                for (side, ready) in entry.sides.borrow_mut().iter_mut().zip(ready) {
                    if ready && let Some(waker) = side.waker.take() {
                        side.found = true;
                        wakers.push(waker);
                    }
                }
                entry.arm()?;
            }
            let found = !wakers.is_empty();
            for waker in wakers {
                waker.wake();
            }
            let notified = self.notified.swap(false, Ordering::SeqCst);
            let over = deadline.is_some_and(|deadline| Instant::now() >= deadline);
            if found || notified || over {
                return Ok(());
            }
        }
    }
}

impl Notifier {
    /// Ends the `wait` under way, or the next one.
    pub fn notify(&self) {
        self.notified.store(true, Ordering::SeqCst);
        self.poller.notify().expect("a poller can be notified");
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        self.ready(0).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.ready(1).await
    }

    async fn ready(&self, side: usize) -> io::Result<()> {
        let _leaves = Leaves {
            entry: &self.entry,
            side,
        };
        self.entry.sides.borrow_mut()[side] = Side::default();
        poll_fn(|cx| {
            {
                let mut sides = self.entry.sides.borrow_mut();
                if sides[side].found {
                    return Poll::Ready(Ok(()));
                }
                sides[side].waker = Some(cx.waker().clone());
            }
            match self.entry.arm() {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            }
        })
        .await
    }
}

/// Takes back what a future has left with the reactor.
struct Leaves<'a> {
    entry: &'a Entry,
    side: usize,
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        let left = std::mem::take(&mut self.entry.sides.borrow_mut()[self.side]);
        if left.waker.is_some() {
            let _ = self.entry.arm();
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let entries = self.entries.upgrade().expect("the reactor lives");
        entries.borrow_mut().remove(&self.entry.key);
        let _ = self.entry.poller.delete(&self.socket);
    }
}
