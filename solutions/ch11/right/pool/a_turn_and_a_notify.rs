//! Style: a fair lock is the queue, and its holder waits for a notification of each return.

use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Mutex as FairMutex, Notify, watch};
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
    turn: FairMutex<()>,
    closed: watch::Sender<bool>,
}

struct Shared<C: Connect> {
    connector: C,
    idle_time: Duration,
    state: Mutex<State<C>>,
    came_back: Notify,
    none_lent: Notify,
}

struct State<C: Connect> {
    free: usize,
    lent: usize,
    closed: bool,
    idle: Vec<(Instant, C::Connection)>,
}

/// A place that is taken.
struct Taken<C: Connect>(Arc<Shared<C>>);

/// A connection that is lent, until it is dropped. It may outlive the pool.
pub struct Pooled<C: Connect> {
    connection: Option<C::Connection>,
    taken: Taken<C>,
}

impl<C: Connect> Pool<C> {
    /// A pool of at most `most` connections (at least 1), none of which is made yet. `idle_time` is how long a
    /// connection can be used again after its return; `Duration::MAX` is no limit.
    pub fn new(connector: C, most: usize, idle_time: Duration) -> Self {
        Self {
            shared: Arc::new(Shared {
                connector,
                idle_time,
                state: Mutex::new(State {
                    free: most,
                    lent: 0,
                    closed: false,
                    idle: Vec::new(),
                }),
                came_back: Notify::new(),
                none_lent: Notify::new(),
            }),
            turn: FairMutex::new(()),
            closed: watch::Sender::new(false),
        }
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What `connect` returned, or an error if the pool is closed.
    pub async fn get(&self) -> io::Result<Pooled<C>> {
        let mut closes = self.closed.subscribe();
        let (taken, connection) = tokio::select! {
            biased;
            _ = closes.wait_for(|closed| *closed) => return Err(closed()),
            taken = self.place() => taken,
        };
        let connection = match connection {
            Some(connection) => connection,
            None => self.shared.connector.connect().await?,
        };
        let connection = Some(connection);
        Ok(Pooled { connection, taken })
    }

    /// A place, and an idle connection if there is a good one.
    async fn place(&self) -> (Taken<C>, Option<C::Connection>) {
        let _turn = self.turn.lock().await;
        loop {
            let came_back = self.shared.came_back.notified();
            if let Some(place) = self.try_place() {
                return place;
            }
            came_back.await;
        }
    }

    fn try_place(&self) -> Option<(Taken<C>, Option<C::Connection>)> {
        let shared = &self.shared;
        let mut bad = Vec::new();
        let mut state = shared.state.lock().unwrap();
        state.free = state.free.checked_sub(1)?;
        state.lent += 1;
        let mut good = None;
        while good.is_none()
            && let Some((since, connection)) = state.idle.pop()
        {
            let usable = since.elapsed() <= shared.idle_time;
            if usable && !shared.connector.is_broken(&connection) {
                good = Some(connection);
            } else {
                bad.push(connection);
            }
        }
        drop(state);
        drop(bad);
        Some((Taken(Arc::clone(shared)), good))
    }

    /// Closes the pool, and waits until no connection is lent.
    pub async fn close(&self) {
        self.closed.send_replace(true);
        let idle = {
            let mut state = self.shared.state.lock().unwrap();
            state.closed = true;
            std::mem::take(&mut state.idle)
        };
        drop(idle);
        loop {
            let mut none_lent = std::pin::pin!(self.shared.none_lent.notified());
            none_lent.as_mut().enable();
            if self.shared.state.lock().unwrap().lent == 0 {
                return;
            }
            none_lent.await;
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
        let mut connection = self.connection.take();
        let mut state = self.taken.0.state.lock().unwrap();
        if !state.closed {
            let back = connection.take().map(|it| (Instant::now(), it));
            state.idle.extend(back);
        }
        drop(state);
        drop(connection);
    }
}

impl<C: Connect> Drop for Taken<C> {
    fn drop(&mut self) {
        let mut state = self.0.state.lock().unwrap();
        state.free += 1;
        state.lent -= 1;
        let last = state.lent == 0;
        drop(state);
        self.0.came_back.notify_one();
        if last {
            self.0.none_lent.notify_waiters();
        }
    }
}
