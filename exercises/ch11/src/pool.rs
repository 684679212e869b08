//! # A connection pool
//!
//! ```
//! let pool = Pool::new(Database { address }, 10, Duration::from_secs(60));
//! let mut connection = pool.get().await?; // an idle or a new one; waits if too many are lent
//! connection.query("SELECT price FROM quote WHERE item = 'tea'").await?; // comes back when it is dropped
//! ```
//!
//! A connection is expensive to make, and a database accepts only so many. A pool keeps them and lends them out.
//! It goes wrong at its edges: a connection that was broken or has been idle for too long is lent again, a place is
//! lost with a `get` that was cancelled or that failed to connect, and then the callers wait forever.
//!
//! Write `Pool` and `Pooled`. Requirements:
//!
//! 1. At most `most` connections exist: those that are lent, idle or being made. A `get` uses an idle connection if
//!    there is one. Otherwise it makes one if `most` allows it, while others are being made, too. Otherwise it waits.
//! 2. The calls of `get` that wait go on in the order of their first polls, one for each place or connection that
//!    becomes free. A later `get` does not overtake them.
//! 3. A `get` that is dropped, at whatever point, takes nothing with it: its place and what it was given are there
//!    for the next `get`, as if it had never been made.
//! 4. If `connect` fails, the `get` that called it returns the error, and the place is free.
//! 5. A connection that `is_broken`, or has been idle for longer than `idle_time`, is not lent. It is dropped before
//!    another one is made in its place.
//! 6. Once `close` is polled, each `get` that waits, or is made later, returns an error, and idle connections are
//!    dropped at once. `close` is ready when each lent connection has come back and was dropped.
//!
//! Left open: which idle connection is lent, what a closed pool's error says, what a `get` returns that is
//! connecting when the pool is closed, and when a connection is dropped that nothing asks for. You may change the
//! private fields and add types.

use std::io;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

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
    connector: C,
    most: usize,
    idle_time: Duration,
}

/// A connection that is lent, until it is dropped. It may outlive the pool.
pub struct Pooled<C: Connect> {
    connector: PhantomData<C>,
}

impl<C: Connect> Pool<C> {
    /// A pool of at most `most` connections (at least 1), none of which is made yet. `idle_time` is how long a
    /// connection can be used again after its return; `Duration::MAX` is no limit.
    pub fn new(connector: C, most: usize, idle_time: Duration) -> Self {
        Self {
            connector,
            most,
            idle_time,
        }
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What `connect` returned, or an error if the pool is closed.
    pub async fn get(&self) -> io::Result<Pooled<C>> {
        // So that the stub compiles without a warning: delete this line.
        let _ = (&self.connector, self.idle_time);
        todo!("lend one of at most {} connections", self.most)
    }

    /// Closes the pool, and waits until no connection is lent.
    pub async fn close(&self) {
        todo!("wait until {} places are free", self.most)
    }
}

impl<C: Connect> Deref for Pooled<C> {
    type Target = C::Connection;

    fn deref(&self) -> &C::Connection {
        todo!("the connection of {:?}", self.connector)
    }
}

impl<C: Connect> DerefMut for Pooled<C> {
    fn deref_mut(&mut self) -> &mut C::Connection {
        todo!("the connection of {:?}", self.connector)
    }
}

impl<C: Connect> Drop for Pooled<C> {
    fn drop(&mut self) {
        // Give the connection back.
    }
}
