//! Style: sources may be used from any thread: atomic wakers and counters, and closures for interests.

use std::collections::HashMap;
use std::future::poll_fn;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use futures::task::AtomicWaker;
use poller::{Event, Events, Poller, Socket};

/// Wakes tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    next: AtomicUsize,
    known: Arc<Mutex<HashMap<usize, Arc<Known>>>>,
}

struct Known {
    set: Box<dyn Fn(bool, bool) -> io::Result<()> + Send + Sync>,
    bytes: One,
    room: One,
}

#[derive(Default)]
struct One {
    waker: AtomicWaker,
    waits: AtomicBool,
    found: AtomicUsize,
}

impl One {
    fn tell(&self) {
        if self.waits.swap(false, SeqCst) {
            self.found.fetch_add(1, SeqCst);
            self.waker.wake();
        }
    }
}

impl Known {
    fn set(&self) -> io::Result<()> {
        (self.set)(self.bytes.waits.load(SeqCst), self.room.waits.load(SeqCst))
    }
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
}

impl Notifier {
    /// Ends the `wait` under way, or the next one.
    pub fn notify(&self) {
        let _ = self.poller.notify();
    }
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    own: Arc<Known>,
    poller: Arc<Poller>,
    known: Arc<Mutex<HashMap<usize, Arc<Known>>>>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// Where the system has no poller left to give.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            next: AtomicUsize::new(0),
            known: Arc::default(),
        })
    }

    /// What other threads end a `wait` with.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.poller),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let key = self.next.fetch_add(1, SeqCst);
        self.poller.add(&socket, Event::none(key))?;
        let (poller, theirs) = (Arc::clone(&self.poller), Arc::downgrade(&socket));
        let set = move |bytes, room| match theirs.upgrade() {
            Some(socket) => poller.modify(&socket, Event::new(key, bytes, room)),
            None => Ok(()),
        };
        let own = Arc::new(Known {
            set: Box::new(set),
            bytes: One::default(),
            room: One::default(),
        });
        self.known
            .lock()
            .expect("nobody panics with it")
            .insert(key, Arc::clone(&own));
        Ok(Source {
            socket,
            key,
            own,
            poller: Arc::clone(&self.poller),
            known: Arc::clone(&self.known),
        })
    }

    /// Sleeps until something is ready, and wakes those who wait for it. `None`: as long as it takes.
    ///
    /// # Errors
    /// Where the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let mut events = Events::new();
        self.poller.wait(&mut events, timeout)?;
        for event in events.iter() {
            let known = self.known.lock().expect("nobody panics with it");
            let Some(own) = known.get(&event.key).cloned() else {
                continue;
            };
            drop(known);
            if event.readable {
                own.bytes.tell();
            }
            if event.writable {
                own.room.tell();
            }
            own.set()?;
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
        found(&self.own, &self.own.bytes).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        found(&self.own, &self.own.room).await
    }
}

async fn found(own: &Known, one: &One) -> io::Result<()> {
    struct Leaves<'a>(&'a Known, &'a One);
    impl Drop for Leaves<'_> {
        fn drop(&mut self) {
            self.1.waker.take();
            if self.1.waits.swap(false, SeqCst) {
                let _ = self.0.set();
            }
        }
    }
    let before = one.found.load(SeqCst);
    one.waits.store(true, SeqCst);
    let _leaves = Leaves(own, one);
    own.set()?;
    poll_fn(|cx| {
        one.waker.register(cx.waker());
        match one.found.load(SeqCst) == before {
            true => Poll::Pending,
            false => Poll::Ready(Ok(())),
        }
    })
    .await
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let _ = self.poller.delete(&self.socket);
        if let Ok(mut known) = self.known.lock() {
            known.remove(&self.key);
        }
    }
}
