//! Waits until one of many sockets is ready: epoll on Linux, kqueue on macOS, IOCP on Windows, by the
//! crate [`polling`]. Given to you.
//!
//! To register a socket with `polling` is `unsafe`: it must be deleted there before it is closed. This
//! poller keeps each registered socket open itself until it is deleted, so its own methods are safe.
//!
//! ```
//! use std::net::{TcpListener, TcpStream};
//! use std::sync::Arc;
//!
//! use poller::{Event, Events, Poller};
//!
//! # fn main() -> std::io::Result<()> {
//! let listener = Arc::new(TcpListener::bind("127.0.0.1:0")?);
//! let poller = Poller::new()?;
//! poller.add(&listener, Event::readable(7))?;
//!
//! let _client = TcpStream::connect(listener.local_addr()?)?;
//! let mut events = Events::new();
//! poller.wait(&mut events, None)?;
//! assert_eq!(events.iter().next().map(|event| event.key), Some(7));
//! # Ok(())
//! # }
//! ```

use std::collections::HashMap;
use std::io;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

pub use polling::{Event, Events};

/// Waits for readiness, and can be woken from another thread.
///
/// An interest is good for one event (*oneshot*): when an event of a socket was delivered, its interest is
/// gone, and [`Poller::modify`] sets another one. An interest in what is ready already gives an event at
/// once.
pub struct Poller {
    // Before the sockets: nothing is watched any more when they are closed.
    polling: polling::Poller,
    /// The registered sockets, by their addresses in memory.
    held: Mutex<HashMap<usize, Arc<dyn Socket>>>,
}

impl Poller {
    /// A poller that watches nothing.
    ///
    /// # Errors
    /// Where the system has none left to give.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            polling: polling::Poller::new()?,
            held: Mutex::default(),
        })
    }

    /// Makes `socket` non-blocking and watches it. Its events carry `interest.key`, which may be any
    /// number but `usize::MAX`.
    ///
    /// # Errors
    /// Where it is registered already, the key is `usize::MAX`, or the system refuses.
    pub fn add<S: Socket>(&self, socket: &Arc<S>, interest: Event) -> io::Result<()> {
        socket.set_nonblocking()?;
        let mut held = self.held();
        socket.add_to(&self.polling, interest)?;
        held.insert(place(socket), Arc::clone(socket) as Arc<dyn Socket>);
        Ok(())
    }

    /// Replaces the interest of a registered socket. `Event::none(key)` is none.
    ///
    /// # Errors
    /// If it is not registered, the key is `usize::MAX`, or the system refuses.
    pub fn modify<S: Socket + ?Sized>(&self, socket: &Arc<S>, interest: Event) -> io::Result<()> {
        socket.modify_in(&self.polling, interest)
    }

    /// Watches `socket` no longer, and lets go of it.
    ///
    /// # Errors
    /// If it is not registered.
    pub fn delete<S: Socket + ?Sized>(&self, socket: &Arc<S>) -> io::Result<()> {
        let mut held = self.held();
        socket.delete_from(&self.polling)?;
        held.remove(&place(socket));
        Ok(())
    }

    /// Sleeps until a socket is ready, a thread calls [`Poller::notify`], or `timeout` is over (`None`:
    /// sleeps forever), and replaces what is in `events` by what is ready: perhaps nothing, even before
    /// the time-out.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, events: &mut Events, timeout: Option<Duration>) -> io::Result<()> {
        events.clear();
        self.polling.wait(events, timeout)?;
        Ok(())
    }

    /// Ends the [`Poller::wait`] under way, or the next one, at once. Any thread may call it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn notify(&self) -> io::Result<()> {
        self.polling.notify()
    }

    /// How many sockets are registered.
    pub fn len(&self) -> usize {
        self.held().len()
    }

    /// Whether no socket is registered.
    pub fn is_empty(&self) -> bool {
        self.held().is_empty()
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<usize, Arc<dyn Socket>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing else lies there while the poller holds it.
fn place<S: ?Sized>(socket: &Arc<S>) -> usize {
    Arc::as_ptr(socket).cast::<()>() as usize
}

/// The standard library's sockets: what a [`Poller`] can wait for. An `Arc<dyn Socket>` is any of them.
pub trait Socket: sealed::Registered + Send + Sync + 'static {}

mod sealed {
    use super::{Event, io};

    pub trait Registered {
        fn set_nonblocking(&self) -> io::Result<()>;
        fn add_to(&self, poller: &polling::Poller, interest: Event) -> io::Result<()>;
        fn modify_in(&self, poller: &polling::Poller, interest: Event) -> io::Result<()>;
        fn delete_from(&self, poller: &polling::Poller) -> io::Result<()>;
    }
}

macro_rules! sockets {
    ($($socket:ty),*) => {$(
        impl Socket for $socket {}

        impl sealed::Registered for $socket {
            fn set_nonblocking(&self) -> io::Result<()> {
                Self::set_nonblocking(self, true)
            }

            #[allow(unsafe_code)]
            fn add_to(&self, poller: &polling::Poller, interest: Event) -> io::Result<()> {
                // SAFETY: a source must be deleted before it is closed. Only `Poller::add` calls this,
                // and keeps the socket open by a clone of its `Arc` until `Poller::delete` has deleted
                // it, or the whole poller is gone. It has no way to be closed while it is shared.
                unsafe { poller.add(self, interest) }
            }

            fn modify_in(&self, poller: &polling::Poller, interest: Event) -> io::Result<()> {
                poller.modify(self, interest)
            }

            fn delete_from(&self, poller: &polling::Poller) -> io::Result<()> {
                poller.delete(self)
            }
        }
    )*};
}

sockets!(TcpListener, TcpStream, UdpSocket);
