//! Style: a future by hand; each direction has a state and an `AtomicWaker`, and the reactor holds it weakly.

use std::collections::HashMap;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use futures::task::AtomicWaker;
use poller::{Event, Events, Poller, Socket};

const IDLE: u8 = 0;
const WAITING: u8 = 1;
const FOUND: u8 = 2;

#[derive(Default)]
struct Direction {
    state: AtomicU8,
    waker: AtomicWaker,
}

impl Direction {
    fn waits(&self) -> bool {
        self.state.load(SeqCst) == WAITING
    }

    fn find(&self) -> bool {
        let found = self
            .state
            .compare_exchange(WAITING, FOUND, SeqCst, SeqCst)
            .is_ok();
        if found {
            self.waker.wake();
        }
        found
    }
}

struct Watched {
    key: usize,
    socket: Arc<dyn Socket>,
    read: Direction,
    write: Direction,
    /// So that no two set the interest at once, and the older one wins.
    arming: Mutex<()>,
}

impl Watched {
    fn arm(&self, poller: &Poller) -> io::Result<()> {
        let _alone = self.arming.lock().unwrap();
        let interest = Event::new(self.key, self.read.waits(), self.write.waits());
        poller.modify(&self.socket, interest)
    }
}

struct Inner {
    poller: Poller,
    notified: AtomicBool,
    watched: Mutex<(usize, HashMap<usize, Weak<Watched>>)>,
}

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    inner: Arc<Inner>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    inner: Arc<Inner>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    watched: Arc<Watched>,
    inner: Arc<Inner>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            inner: Arc::new(Inner {
                poller: Poller::new()?,
                notified: AtomicBool::new(false),
                watched: Mutex::default(),
            }),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            inner: Arc::clone(&self.inner),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let mut watched = self.inner.watched.lock().unwrap();
        watched.0 += 1;
        let key = watched.0;
        self.inner.poller.add(&socket, Event::none(key))?;
        let this = Arc::new(Watched {
            key,
            socket: Arc::clone(&socket) as Arc<dyn Socket>,
            read: Direction::default(),
            write: Direction::default(),
            arming: Mutex::new(()),
        });
        watched.1.insert(key, Arc::downgrade(&this));
        Ok(Source {
            socket,
            watched: this,
            inner: Arc::clone(&self.inner),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut events = Events::new();
        let mut done = false;
        while !done {
            done = self.inner.notified.swap(false, SeqCst);
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            let left = if done { Some(Duration::ZERO) } else { left };
            self.inner.poller.wait(&mut events, left)?;
            for event in events.iter() {
                let watched = self
                    .inner
                    .watched
                    .lock()
                    .unwrap()
                    .1
                    .get(&event.key)
                    .cloned();
                let Some(watched) = watched.and_then(|watched| watched.upgrade()) else {
                    continue;
                };
                let read = event.readable && watched.read.find();
                let write = event.writable && watched.write.find();
                done |= read || write;
                if watched.read.waits() || watched.write.waits() {
                    let armed = watched.arm(&self.inner.poller);
                    // A waker may have dropped the source.
                    if armed.is_err() && Arc::strong_count(&watched) > 1 {
                        return armed;
                    }
                }
            }
            done |= self.inner.notified.swap(false, SeqCst);
            done |= deadline.is_some_and(|at| at <= Instant::now());
        }
        Ok(())
    }
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        self.inner.notified.store(true, SeqCst);
        self.inner
            .poller
            .notify()
            .expect("a poller can be notified");
    }
}

/// Ready when its direction was found.
struct Found<'a> {
    direction: &'a Direction,
    watched: &'a Watched,
    poller: &'a Poller,
    began: bool,
}

impl Future for Found<'_> {
    type Output = io::Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let direction = self.direction;
        // First the waker, then a look: nothing comes in between.
        direction.waker.register(cx.waker());
        if !self.began {
            self.began = true;
            direction.state.store(WAITING, SeqCst);
            self.watched.arm(self.poller)?;
        }
        match direction.state.load(SeqCst) {
            FOUND => Poll::Ready(Ok(())),
            _ => Poll::Pending,
        }
    }
}

impl Drop for Found<'_> {
    fn drop(&mut self) {
        if self.began {
            let waited = self.direction.state.swap(IDLE, SeqCst) == WAITING;
            drop(self.direction.waker.take());
            if waited {
                let _ = self.watched.arm(self.poller);
            }
        }
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        self.found(&self.watched.read).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.found(&self.watched.write).await
    }

    fn found<'a>(&'a self, direction: &'a Direction) -> Found<'a> {
        Found {
            direction,
            watched: &self.watched,
            poller: &self.inner.poller,
            began: false,
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        if let Ok(mut watched) = self.inner.watched.lock() {
            watched.1.remove(&self.watched.key);
        }
        let _ = self.inner.poller.delete(&self.socket);
    }
}
