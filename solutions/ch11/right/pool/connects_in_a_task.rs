//! Style: a connection is made by a task, so a dropped call does not waste it; `close` takes all permits.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
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
    places: Arc<Semaphore>,
    most: usize,
    shared: Arc<Shared<C>>,
}

struct Shared<C: Connect> {
    connector: C,
    idle_time: Duration,
    idle: Mutex<Vec<(C::Connection, Instant)>>,
    closed: watch::Sender<bool>,
}

/// A connection that is lent, until it is dropped. It may outlive the pool.
pub struct Pooled<C: Connect> {
    connection: Option<C::Connection>,
    shared: Arc<Shared<C>>,
    _permit: OwnedSemaphorePermit,
}

impl<C: Connect> Pool<C> {
    /// A pool of at most `most` connections (at least 1), none of which is made yet. `idle_time` is how long a
    /// connection can be used again after its return; `Duration::MAX` is no limit.
    pub fn new(connector: C, most: usize, idle_time: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
            shared: Arc::new(Shared {
                connector,
                idle_time,
                idle: Mutex::default(),
                closed: watch::Sender::new(false),
            }),
        }
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What `connect` returned, or an error if the pool is closed.
    pub async fn get(&self) -> io::Result<Pooled<C>> {
        let mut closes = self.shared.closed.subscribe();
        let permit = tokio::select! {
            biased;
            _ = closes.wait_for(|closed| *closed) => return Err(closed()),
            permit = Arc::clone(&self.places).acquire_owned() => permit.map_err(io::Error::other)?,
        };
        let shared = Arc::clone(&self.shared);
        if let Some(connection) = shared.take_good() {
            return Ok(shared.lend(connection, permit));
        }
        let connects = tokio::spawn(async move {
            let connection = shared.connector.connect().await?;
            // If nothing waits for this any more, its drop puts the connection back.
            Ok(shared.lend(connection, permit))
        });
        connects.await.map_err(io::Error::other)?
    }

    /// Closes the pool, and waits until no connection is lent.
    pub async fn close(&self) {
        self.shared.closed.send_replace(true);
        let idle = std::mem::take(&mut *self.shared.idle.lock().unwrap());
        drop(idle);
        let most = u32::try_from(self.most).unwrap_or(u32::MAX);
        let all = self.places.acquire_many(most).await;
        drop(all);
    }
}

impl<C: Connect> Shared<C> {
    fn take_good(&self) -> Option<C::Connection> {
        let mut idle = self.idle.lock().unwrap();
        idle.retain(|(connection, since)| {
            since.elapsed() <= self.idle_time && !self.connector.is_broken(connection)
        });
        idle.pop().map(|(connection, _)| connection)
    }

    fn lend(
        self: &Arc<Self>,
        connection: C::Connection,
        permit: OwnedSemaphorePermit,
    ) -> Pooled<C> {
        Pooled {
            connection: Some(connection),
            shared: Arc::clone(self),
            _permit: permit,
        }
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
        let Some(connection) = self.connection.take() else {
            return;
        };
        let mut idle = self.shared.idle.lock().unwrap();
        if !*self.shared.closed.borrow() && !self.shared.connector.is_broken(&connection) {
            idle.push((connection, Instant::now()));
        }
    }
}
