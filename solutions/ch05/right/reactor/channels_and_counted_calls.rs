//! Style: a oneshot channel for each wait; counts the calls of notifiers, and those that ended a wait.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use futures::channel::oneshot;
use poller::{Event, Events, Poller, Socket};

/// The senders for a socket; one whose receiver is gone waits for nothing.
#[derive(Default)]
struct Waiters {
    reader: Option<oneshot::Sender<()>>,
    writer: Option<oneshot::Sender<()>>,
}

impl Waiters {
    fn interest(&self, key: usize) -> Event {
        let waits =
            |one: &Option<oneshot::Sender<()>>| one.as_ref().is_some_and(|one| !one.is_canceled());
        Event::new(key, waits(&self.reader), waits(&self.writer))
    }
}

type Table = Rc<RefCell<BTreeMap<usize, (Arc<dyn Socket>, Waiters)>>>;

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    table: Table,
    next: Cell<usize>,
    /// How often a notifier was called.
    calls: Arc<AtomicUsize>,
    /// How many of the calls have ended a wait.
    heard: Cell<usize>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
    calls: Arc<AtomicUsize>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    poller: Arc<Poller>,
    table: Table,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            table: Table::default(),
            next: Cell::new(1),
            calls: Arc::default(),
            heard: Cell::new(0),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.poller),
            calls: Arc::clone(&self.calls),
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
        let entry = (Arc::clone(&socket) as Arc<dyn Socket>, Waiters::default());
        self.table.borrow_mut().insert(key, entry);
        Ok(Source {
            socket,
            key,
            poller: Arc::clone(&self.poller),
            table: Rc::clone(&self.table),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let start = Instant::now();
        let mut events = Events::new();
        loop {
            let left = match timeout {
                _ if self.calls.load(SeqCst) != self.heard.get() => Some(Duration::ZERO),
                timeout => timeout.map(|timeout| timeout.saturating_sub(start.elapsed())),
            };
            self.poller.wait(&mut events, left)?;
            let woken = (events.iter())
                .map(|event| self.deliver(event))
                .filter(|woken| *woken)
                .count();
            let calls = self.calls.load(SeqCst);
            if self.heard.replace(calls) != calls
                || woken > 0
                || timeout.is_some_and(|timeout| start.elapsed() >= timeout)
            {
                break Ok(());
            }
        }
    }

    /// Whether it has woken a task.
    fn deliver(&self, event: Event) -> bool {
        let mut woken = false;
        for read in [true, false] {
            let sender = match self.table.borrow_mut().get_mut(&event.key) {
                Some((_, waiters)) if read && event.readable => waiters.reader.take(),
                Some((_, waiters)) if !read && event.writable => waiters.writer.take(),
                _ => None,
            };
            // Fails if the receiver is gone.
            woken |= sender.is_some_and(|sender| sender.send(()).is_ok());
        }
        if let Some((socket, waiters)) = self.table.borrow().get(&event.key) {
            let interest = waiters.interest(event.key);
            if interest.readable || interest.writable {
                let _ = self.poller.modify(socket, interest);
            }
        }
        woken
    }
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        self.calls.fetch_add(1, SeqCst);
        let _ = self.poller.notify();
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        self.wait_as(|waiters| &mut waiters.reader).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.wait_as(|waiters| &mut waiters.writer).await
    }

    async fn wait_as(
        &self,
        place: impl FnOnce(&mut Waiters) -> &mut Option<oneshot::Sender<()>>,
    ) -> io::Result<()> {
        let (sender, receiver) = oneshot::channel();
        let interest = {
            let mut table = self.table.borrow_mut();
            let (_, waiters) = table.get_mut(&self.key).expect("it is registered");
            *place(waiters) = Some(sender);
            waiters.interest(self.key)
        };
        self.poller.modify(&self.socket, interest)?;
        receiver
            .await
            .map_err(|_| io::Error::other("two wait for the same"))
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let _ = self.poller.delete(&self.socket);
        let entry = self.table.borrow_mut().remove(&self.key);
        drop(entry);
    }
}
