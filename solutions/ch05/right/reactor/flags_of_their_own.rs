//! Style: each wait has a flag of its own; numbers never come again; interests are taken back at once.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::Duration;

use poller::{Event, Events, Poller, Socket};

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    shared: Rc<Shared>,
}

struct Shared {
    poller: Arc<Poller>,
    next: Cell<usize>,
    sources: RefCell<HashMap<usize, Waiting>>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    shared: Rc<Shared>,
}

/// The tasks that wait for a source: a reader, a writer.
struct Waiting {
    socket: Arc<dyn Socket>,
    sides: [Option<(Waker, Rc<Cell<bool>>)>; 2],
}

impl Waiting {
    fn set_interest(&self, poller: &Poller, key: usize) -> io::Result<()> {
        let interest = Event::new(key, self.sides[0].is_some(), self.sides[1].is_some());
        poller.modify(&self.socket, interest)
    }
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        let shared = Shared {
            poller: Arc::new(Poller::new()?),
            next: Cell::new(0),
            sources: RefCell::default(),
        };
        Ok(Self {
            shared: Rc::new(shared),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.shared.poller),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let key = self.shared.next.get();
        self.shared.next.set(key + 1);
        self.shared.poller.add(&socket, Event::none(key))?;
        let waiting = Waiting {
            socket: socket.clone(),
            sides: [None, None],
        };
        self.shared.sources.borrow_mut().insert(key, waiting);
        Ok(Source {
            socket,
            key,
            shared: Rc::clone(&self.shared),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let mut events = Events::new();
        self.shared.poller.wait(&mut events, timeout)?;
        let mut woken = Vec::new();
        let mut sources = self.shared.sources.borrow_mut();
        for event in events.iter() {
            let Some(waiting) = sources.get_mut(&event.key) else {
                continue;
            };
            for (side, ready) in [event.readable, event.writable].into_iter().enumerate() {
                if ready && let Some((waker, found)) = waiting.sides[side].take() {
                    found.set(true);
                    woken.push(waker);
                }
            }
            if waiting.sides.iter().any(Option::is_some) {
                waiting.set_interest(&self.shared.poller, event.key)?;
            }
        }
        drop(sources);
        woken.into_iter().for_each(Waker::wake);
        Ok(())
    }
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
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
        self.found(0).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.found(1).await
    }

    async fn found(&self, side: usize) -> io::Result<()> {
        let found = Rc::new(Cell::new(false));
        let _leaves = Leaves {
            shared: &self.shared,
            key: self.key,
            side,
        };
        poll_fn(|cx| {
            if found.get() {
                return Poll::Ready(Ok(()));
            }
            let mut sources = self.shared.sources.borrow_mut();
            let waiting = sources.get_mut(&self.key).expect("the source is alive");
            waiting.sides[side] = Some((cx.waker().clone(), Rc::clone(&found)));
            match waiting.set_interest(&self.shared.poller, self.key) {
                Ok(()) => Poll::Pending,
                Err(error) => Poll::Ready(Err(error)),
            }
        })
        .await
    }
}

/// Takes back what a wait has left with the reactor.
struct Leaves<'a> {
    shared: &'a Shared,
    key: usize,
    side: usize,
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        let mut sources = self.shared.sources.borrow_mut();
        if let Some(waiting) = sources.get_mut(&self.key)
            && waiting.sides[self.side].take().is_some()
        {
            let _ = waiting.set_interest(&self.shared.poller, self.key);
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let _ = self.shared.poller.delete(&self.socket);
        self.shared.sources.borrow_mut().remove(&self.key);
    }
}
