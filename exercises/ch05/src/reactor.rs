//! # Whose socket is ready
//!
//! The system can wait for ten thousand sockets at once, and tells which of them are ready. Tasks wait
//! for one socket each, and know wakers. What stands between the two is called a **reactor**.
//!
//! Write `Reactor` and `Source` over the crate `poller` (`cargo doc -p poller --open`). They are judged
//! by these promises:
//!
//! - `register` takes a socket, makes it non-blocking, and watches it until its `Source` is dropped;
//!   then the socket is closed, even if the reactor is gone by then.
//! - `readable().await` waits until a `wait` has found the source readable; `writable()` likewise.
//!   Where it is ready already, the next `wait` finds it. Having been found once, it must be found
//!   again for the next `readable()`.
//! - A `wait` wakes those whose sockets it found ready, and nobody else: the waker of the latest poll
//!   of each. A waker may do at once what its task would: poll, register, drop a source.
//! - One task may wait for a source to be readable while another one waits for the same source to be
//!   writable: each is woken for its own. No two tasks wait for the same of the two.
//! - `wait` returns when it has found somebody to wake, when `timeout` is over, or when a notifier was
//!   called, before or meanwhile, from any thread. It does not spin: where nobody waits for a socket,
//!   its readiness ends no `wait`. (That its connection broke may end one.)
//! - One call of a notifier ends one `wait`; two calls before it end one or two. A `wait` that ends so
//!   may look at the sockets or leave that to the next one.
//! - A `timeout` may be as long as `Duration::MAX`: no panic.
//! - Once a future of `readable` or `writable`, or its source, was dropped, no later `wait` wakes its
//!   task. (A `wait` that is calling wakers at that moment may still call its waker.) A dropped source
//!   leaves nothing behind for a new one that gets its number.
//!
//! The reactor and its sources stay on one thread. Your file is judged alone: what you want to use of
//! your other answers, copy in here.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use poller::{Poller, Socket};

/// Wakes tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// Where the system has no poller left to give.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
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
        let _ = Source {
            socket: Arc::new(socket),
        };
        todo!("add it to the poller")
    }

    /// Sleeps until something is ready, and wakes those who wait for it. `None`: as long as it takes.
    ///
    /// # Errors
    /// Where the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        todo!("wait for {timeout:?}, and wake those whose sockets are ready")
    }
}

impl Notifier {
    /// Ends the `wait` under way, or the next one.
    pub fn notify(&self) {
        let _ = &self.poller;
        todo!("notify the poller")
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        todo!("leave the waker with the reactor, and say that you wait for bytes")
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        todo!("leave the waker with the reactor, and say that you wait for room")
    }
}
