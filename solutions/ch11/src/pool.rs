//! A fair semaphore for the places and a list of idle connections; a channel tells `close` that nothing is lent.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::Instant;

/// Makes and judges the connections of a pool.
pub trait Connect: Send + Sync + 'static {
    /// What is pooled. Dropping it closes it.
    type Connection: Send + 'static;

    /// Makes a connection.
    ///
    /// # Errors
    /// What the network or the server says.
    fn connect(&self) -> impl Future<Output = io::Result<Self::Connection>> + Send;

    /// Whether the connection can no longer be used. It costs nothing to ask.
    fn is_broken(&self, connection: &Self::Connection) -> bool;
}

/// Lends connections.
pub struct Pool<C: Connect> {
    shared: Arc<Shared<C>>,
}

/// With the time of each return; `None` once the pool is closed.
type Idle<C> = Option<Vec<(<C as Connect>::Connection, Instant)>>;

struct Shared<C: Connect> {
    connector: C,
    idle_time: Duration,
    /// A place is taken by a connection that is lent or being made.
    places: Arc<Semaphore>,
    idle: Mutex<Idle<C>>,
    /// Has a receiver for each place that is taken.
    taken: watch::Sender<()>,
}

/// A connection that is lent, until it is dropped. It may outlive the pool.
pub struct Pooled<C: Connect> {
    /// `None` in `drop`.
    connection: Option<C::Connection>,
    shared: Arc<Shared<C>>,
    // Dropped after `drop` has put the connection back: a free place means that it is there.
    _place: Place,
}

struct Place {
    _permit: OwnedSemaphorePermit,
    _taken: watch::Receiver<()>,
}

impl<C: Connect> Pool<C> {
    /// A pool of at most `most` connections (at least 1), none of which is made yet. `idle_time` is how long a
    /// connection can be used again after its return; `Duration::MAX` is no limit.
    pub fn new(connector: C, most: usize, idle_time: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                connector,
                idle_time,
                places: Arc::new(Semaphore::new(most)),
                idle: Mutex::new(Some(Vec::new())),
                taken: watch::Sender::new(()),
            }),
        }
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What `connect` returned, or an error if the pool is closed.
    pub async fn get(&self) -> io::Result<Pooled<C>> {
        let shared = &self.shared;
        let permit = Arc::clone(&shared.places).acquire_owned().await;
        let place = Place {
            _permit: permit.map_err(|_| closed())?,
            _taken: shared.taken.subscribe(),
        };
        let connection = match shared.take_idle()? {
            Some(connection) => connection,
            None => shared.connector.connect().await?,
        };
        Ok(Pooled {
            connection: Some(connection),
            shared: Arc::clone(shared),
            _place: place,
        })
    }

    /// Closes the pool, and waits until no connection is lent.
    pub async fn close(&self) {
        self.shared.places.close();
        let idle = self.shared.idle().take();
        drop(idle);
        self.shared.taken.closed().await;
    }
}

impl<C: Connect> Shared<C> {
    /// An idle connection that is still good. The others that it meets are dropped.
    fn take_idle(&self) -> io::Result<Option<C::Connection>> {
        loop {
            let last = self.idle().as_mut().ok_or_else(closed)?.pop();
            let Some((connection, since)) = last else {
                return Ok(None);
            };
            if since.elapsed() <= self.idle_time && !self.connector.is_broken(&connection) {
                return Ok(Some(connection));
            }
        }
    }

    fn idle(&self) -> MutexGuard<'_, Idle<C>> {
        self.idle.lock().unwrap()
    }
}

fn closed() -> io::Error {
    io::Error::new(io::ErrorKind::NotConnected, "the pool is closed")
}

impl<C: Connect> Deref for Pooled<C> {
    type Target = C::Connection;

    fn deref(&self) -> &C::Connection {
        self.connection.as_ref().expect("taken only in drop")
    }
}

impl<C: Connect> DerefMut for Pooled<C> {
    fn deref_mut(&mut self) -> &mut C::Connection {
        self.connection.as_mut().expect("taken only in drop")
    }
}

impl<C: Connect> Drop for Pooled<C> {
    fn drop(&mut self) {
        let connection = self.connection.take();
        // A closed pool keeps nothing: the connection is dropped here, before its place is free.
        if let Some(idle) = self.shared.idle().as_mut() {
            idle.extend(connection.map(|connection| (connection, Instant::now())));
        }
    }
}
