//! Style: one locked state with a queue; what comes back is handed to the first call in it, through a channel.

use std::collections::VecDeque;
use std::io;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
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
pub struct Pool<C: Connect>(Arc<Inner<C>>);

struct Inner<C: Connect> {
    connector: C,
    most: usize,
    idle_time: Duration,
    state: Mutex<State<C>>,
    empty: Notify,
}

struct State<C: Connect> {
    closed: bool,
    /// Lent, handed over or being made.
    taken: usize,
    idle: VecDeque<Idle<C>>,
    queue: VecDeque<oneshot::Sender<Place<C>>>,
}

struct Idle<C: Connect> {
    connection: C::Connection,
    since: Instant,
}

/// The right to a connection, perhaps with one. It goes to the next call, or back, when it is dropped.
struct Place<C: Connect> {
    inner: Arc<Inner<C>>,
    idle: Option<Idle<C>>,
    /// Not so if another value has taken its place over.
    counts: bool,
}

/// A connection that is lent, until it is dropped. It may outlive the pool.
pub struct Pooled<C: Connect> {
    connection: Option<C::Connection>,
    place: Place<C>,
}

impl<C: Connect> Pool<C> {
    /// A pool of at most `most` connections (at least 1), none of which is made yet. `idle_time` is how long a
    /// connection can be used again after its return; `Duration::MAX` is no limit.
    pub fn new(connector: C, most: usize, idle_time: Duration) -> Self {
        Self(Arc::new(Inner {
            connector,
            most,
            idle_time,
            state: Mutex::new(State {
                closed: false,
                taken: 0,
                idle: VecDeque::new(),
                queue: VecDeque::new(),
            }),
            empty: Notify::new(),
        }))
    }

    /// Lends a connection.
    ///
    /// # Errors
    /// What `connect` returned, or an error if the pool is closed.
    pub async fn get(&self) -> io::Result<Pooled<C>> {
        let waits = match self.ask()? {
            Ok(place) => return place.lend().await,
            Err(waits) => waits,
        };
        waits.await.map_err(|_| closed())?.lend().await
    }

    fn ask(&self) -> io::Result<Result<Place<C>, oneshot::Receiver<Place<C>>>> {
        let mut state = self.0.state();
        if state.closed {
            return Err(closed());
        }
        if state.taken < self.0.most {
            state.taken += 1;
            let idle = state.idle.pop_front();
            let inner = Arc::clone(&self.0);
            return Ok(Ok(Place {
                inner,
                idle,
                counts: true,
            }));
        }
        let (hand_over, waits) = oneshot::channel();
        state.queue.push_back(hand_over);
        Ok(Err(waits))
    }

    /// Closes the pool, and waits until no connection is lent.
    pub async fn close(&self) {
        let (idle, queue) = {
            let mut state = self.0.state();
            state.closed = true;
            (
                std::mem::take(&mut state.idle),
                std::mem::take(&mut state.queue),
            )
        };
        drop((idle, queue));
        loop {
            let mut empty = std::pin::pin!(self.0.empty.notified());
            empty.as_mut().enable();
            if self.0.state().taken == 0 {
                return;
            }
            empty.await;
        }
    }
}

impl<C: Connect> Inner<C> {
    fn state(&self) -> MutexGuard<'_, State<C>> {
        self.state.lock().unwrap()
    }

    fn is_good(&self, idle: &Idle<C>) -> bool {
        idle.since.elapsed() <= self.idle_time && !self.connector.is_broken(&idle.connection)
    }
}

impl<C: Connect> Place<C> {
    async fn lend(mut self) -> io::Result<Pooled<C>> {
        let good = loop {
            let Some(idle) = self.idle.take() else {
                break None;
            };
            if self.inner.is_good(&idle) {
                break Some(idle.connection);
            }
            drop(idle);
            self.idle = self.inner.state().idle.pop_front();
        };
        let connection = match good {
            Some(connection) => connection,
            None => self.inner.connector.connect().await?,
        };
        Ok(Pooled {
            connection: Some(connection),
            place: self,
        })
    }
}

impl<C: Connect> Drop for Place<C> {
    fn drop(&mut self) {
        if !self.counts {
            return;
        }
        let mut idle = self.idle.take();
        loop {
            let mut state = self.inner.state();
            let Some(next) = state.queue.pop_front() else {
                state.taken -= 1;
                let kept = if state.closed { None } else { idle.take() };
                state.idle.extend(kept);
                let empty = state.taken == 0;
                drop(state);
                drop(idle);
                if empty {
                    self.inner.empty.notify_waiters();
                }
                return;
            };
            drop(state);
            let inner = Arc::clone(&self.inner);
            let place = Place {
                inner,
                idle,
                counts: true,
            };
            match next.send(place) {
                Ok(()) => return,
                // That call was dropped: what it was to get goes to the next one.
                Err(mut back) => {
                    back.counts = false;
                    idle = back.idle.take();
                }
            }
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
        self.place.idle = self.connection.take().map(|connection| Idle {
            connection,
            since: Instant::now(),
        });
    }
}
