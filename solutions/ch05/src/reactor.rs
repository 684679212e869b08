//! # Whose socket is ready
//!
//! For each source and direction, a waker and how often it was found ready. An interest is set only if a
//! task waits, and only if it is not set already.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use poller::{Event, Events, Poller, Socket};

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    shared: Rc<Shared>,
    notified: Arc<AtomicBool>,
    /// Kept to use its memory again.
    events: RefCell<Events>,
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
    key: usize,
    shared: Rc<Shared>,
}

struct Shared {
    poller: Arc<Poller>,
    sources: RefCell<Sources>,
}

/// The sources, by the number that the poller knows them by.
#[derive(Default)]
struct Sources {
    places: Vec<Option<Watched>>,
    free: Vec<usize>,
    /// Free once the next `wait` begins: the one in progress may have events of the old source.
    left: Vec<usize>,
}

/// What is known of a source.
struct Watched {
    socket: Arc<dyn Socket>,
    read: Wait,
    write: Wait,
}

/// A source in one direction.
#[derive(Default)]
struct Wait {
    /// Of the task that waits.
    waker: Option<Waker>,
    /// Its interest is set in the poller.
    armed: bool,
    /// How often it was found ready for a task that waited.
    found: u64,
}

#[derive(Clone, Copy)]
enum Direction {
    Read,
    Write,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            shared: Rc::new(Shared {
                poller: Arc::new(Poller::new()?),
                sources: RefCell::default(),
            }),
            notified: Arc::default(),
            events: RefCell::new(Events::new()),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.shared.poller),
            notified: Arc::clone(&self.notified),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let mut sources = self.shared.sources.borrow_mut();
        let key = *sources.free.last().unwrap_or(&sources.places.len());
        self.shared.poller.add(&socket, Event::none(key))?;
        if sources.free.pop().is_none() {
            sources.places.push(None);
        }
        sources.places[key] = Some(Watched {
            socket: Arc::clone(&socket) as Arc<dyn Socket>,
            read: Wait::default(),
            write: Wait::default(),
        });
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
        // A deadline too far away for an `Instant` never comes.
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut left = timeout;
        let mut events = self.events.borrow_mut();
        {
            let Sources { free, left, .. } = &mut *self.shared.sources.borrow_mut();
            free.append(left);
        }
        loop {
            self.shared.poller.wait(&mut events, left)?;
            let mut found = self.notified.swap(false, Ordering::SeqCst);
            for event in events.iter() {
                found |= self.shared.tell(event);
            }
            // Otherwise no task waits any more for what was found.
            if found {
                return Ok(());
            }
            left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return Ok(());
            }
        }
    }
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        // Before the poller is notified: its `wait` returns, and does not say why.
        self.notified.store(true, Ordering::SeqCst);
        self.poller
            .notify()
            .expect("a poller can always be notified");
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

    fn ready(&self, direction: Direction) -> Ready<'_> {
        Ready {
            shared: &self.shared,
            key: self.key,
            direction,
            since: None,
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let mut sources = self.shared.sources.borrow_mut();
        let watched = sources.places[self.key].take();
        sources.left.push(self.key);
        drop(sources);
        // It is registered until here, and nothing else can be wrong with it.
        let _ = self.shared.poller.delete(&self.socket);
        // With nothing borrowed: a waker may be the last to hold a task, and the task other sources.
        drop(watched);
    }
}

/// Waits until its direction is found once more.
struct Ready<'a> {
    shared: &'a Shared,
    key: usize,
    direction: Direction,
    /// While it waits: how often it had been found before.
    since: Option<u64>,
}

impl Future for Ready<'_> {
    type Output = io::Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut sources = self.shared.sources.borrow_mut();
        let watched = sources.get(self.key).expect("the source is not dropped");
        let wait = watched.direction(self.direction);
        let found = wait.found;
        if self.since.is_some_and(|since| since != found) {
            drop(sources);
            self.since = None;
            return Poll::Ready(Ok(()));
        }
        let known = wait.waker.as_ref();
        let old = match known.is_some_and(|known| known.will_wake(cx.waker())) {
            true => None,
            false => wait.waker.replace(cx.waker().clone()),
        };
        let armed = watched.arm(&self.shared.poller, self.key);
        drop((sources, old));
        self.since = Some(found);
        match armed {
            Ok(()) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }
}

impl Drop for Ready<'_> {
    fn drop(&mut self) {
        let Some(since) = self.since else { return };
        let mut sources = self.shared.sources.borrow_mut();
        let wait = sources.get(self.key).map(|w| w.direction(self.direction));
        // It stays armed: most tasks come back, and `wait` handles an event that no task waits for.
        let waker = wait
            .filter(|wait| wait.found == since)
            .and_then(|wait| wait.waker.take());
        drop((sources, waker));
    }
}

impl Shared {
    /// Wakes the tasks that wait for this event, and says whether there were any.
    fn tell(&self, event: Event) -> bool {
        let mut sources = self.sources.borrow_mut();
        let Some(watched) = sources.get(event.key) else {
            return false;
        };
        let reader = watched.read.take(event.readable);
        let writer = watched.write.take(event.writable);
        // The event has used up the interest in both directions, even if a task still waits for one. If the
        // system refuses to renew it, that task is woken as well: its next poll meets the error.
        let refused = watched.arm(&self.poller, event.key).is_err();
        let other_reader = watched.read.waker.take_if(|_| refused);
        let other_writer = watched.write.waker.take_if(|_| refused);
        drop(sources);
        let mut found = false;
        let wakers = [reader, writer, other_reader, other_writer];
        for waker in wakers.into_iter().flatten() {
            waker.wake();
            found = true;
        }
        found
    }
}

impl Sources {
    fn get(&mut self, key: usize) -> Option<&mut Watched> {
        self.places.get_mut(key)?.as_mut()
    }
}

impl Watched {
    fn direction(&mut self, direction: Direction) -> &mut Wait {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }

    /// Sets the interest in each direction that a task waits for.
    fn arm(&mut self, poller: &Poller, key: usize) -> io::Result<()> {
        let (read, write) = (self.read.waker.is_some(), self.write.waker.is_some());
        if read <= self.read.armed && write <= self.write.armed {
            return Ok(());
        }
        poller.modify(&self.socket, Event::new(key, read, write))?;
        (self.read.armed, self.write.armed) = (read, write);
        Ok(())
    }
}

impl Wait {
    /// The waker, if the direction is `ready`. In both cases the interest is used up.
    fn take(&mut self, ready: bool) -> Option<Waker> {
        self.armed = false;
        let waker = self.waker.take_if(|_| ready)?;
        self.found += 1;
        Some(waker)
    }
}
