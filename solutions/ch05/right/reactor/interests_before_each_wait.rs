//! Style: a `wait` first tells the poller what has changed of all the interests.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use poller::{Event, Events, Poller, Socket};

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    next: Cell<usize>,
    all: Rc<RefCell<BTreeMap<usize, Rc<Entry>>>>,
}

struct Entry {
    socket: Arc<dyn Socket>,
    asked: Cell<[bool; 2]>,
    wakers: RefCell<[Option<Waker>; 2]>,
    found: [Cell<usize>; 2],
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        let _ = self.poller.notify();
    }
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    entry: Rc<Entry>,
    poller: Arc<Poller>,
    all: Rc<RefCell<BTreeMap<usize, Rc<Entry>>>>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            next: Cell::new(1),
            all: Rc::default(),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.poller),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let key = self.next.replace(self.next.get() + 1);
        self.poller.add(&socket, Event::none(key))?;
        let entry = Rc::new(Entry {
            socket: socket.clone(),
            asked: Cell::default(),
            wakers: RefCell::default(),
            found: Default::default(),
        });
        self.all.borrow_mut().insert(key, Rc::clone(&entry));
        Ok(Source {
            socket,
            key,
            entry,
            poller: Arc::clone(&self.poller),
            all: Rc::clone(&self.all),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        for (&key, entry) in self.all.borrow().iter() {
            let wanted = entry.wakers.borrow().each_ref().map(Option::is_some);
            if entry.asked.replace(wanted) != wanted {
                let interest = Event::new(key, wanted[0], wanted[1]);
                self.poller.modify(&entry.socket, interest)?;
            }
        }
        let mut events = Events::new();
        self.poller.wait(&mut events, timeout)?;
        for event in events.iter() {
            let Some(entry) = self.all.borrow().get(&event.key).cloned() else {
                continue;
            };
            // Used up.
            entry.asked.set([false, false]);
            for (side, ready) in [event.readable, event.writable].into_iter().enumerate() {
                if !ready {
                    continue;
                }
                let waker = entry.wakers.borrow_mut()[side].take();
                if let Some(waker) = waker {
                    entry.found[side].set(entry.found[side].get() + 1);
                    waker.wake();
                }
            }
        }
        Ok(())
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        Found::new(&self.entry, 0).await;
        Ok(())
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        Found::new(&self.entry, 1).await;
        Ok(())
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        self.all.borrow_mut().remove(&self.key);
        let _ = self.poller.delete(&self.socket);
    }
}

/// Ready when the entry was found once more than when it began.
struct Found<'a> {
    entry: &'a Entry,
    side: usize,
    before: usize,
}

impl<'a> Found<'a> {
    fn new(entry: &'a Entry, side: usize) -> Self {
        let before = entry.found[side].get();
        Self {
            entry,
            side,
            before,
        }
    }
}

impl Future for Found<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.entry.found[self.side].get() > self.before {
            return Poll::Ready(());
        }
        self.entry.wakers.borrow_mut()[self.side] = Some(cx.waker().clone());
        Poll::Pending
    }
}

impl Drop for Found<'_> {
    fn drop(&mut self) {
        if self.entry.found[self.side].get() == self.before {
            self.entry.wakers.borrow_mut()[self.side] = None;
        }
    }
}
