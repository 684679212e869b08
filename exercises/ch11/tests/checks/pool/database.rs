//! A database that counts its connections, and what a call of `get` returned.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ch11::pool::{Connect, Pool, Pooled};
use tokio::time::sleep;

/// Makes connections, counts them, and breaks them. Clones are the same.
#[derive(Clone, Default)]
pub struct Database(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    connect_time: Duration,
    /// So many of the next calls of `connect` fail.
    failures: usize,
    made: usize,
    exist: usize,
    peak: usize,
    broken: HashSet<usize>,
}

/// Counted from the first poll of `connect` until it is dropped.
pub struct Connection {
    /// Which call of `connect` made it, from 1.
    pub id: usize,
    /// How often it was used; a check counts.
    pub uses: usize,
    database: Database,
}

impl Database {
    /// A database on which `connect` takes so long.
    pub fn new(connect_time: Duration) -> Self {
        let database = Self::default();
        database.state().connect_time = connect_time;
        database
    }

    /// The next `count` calls of `connect` fail at their end.
    pub fn refuses(&self, count: usize) {
        self.state().failures = count;
    }

    /// Breaks the connection with this id.
    pub fn breaks(&self, id: usize) {
        self.state().broken.insert(id);
    }

    /// How often `connect` was called.
    pub fn made(&self) -> usize {
        self.state().made
    }

    /// How many connections exist, with those that are being made.
    pub fn exist(&self) -> usize {
        self.state().exist
    }

    /// The most connections that ever existed.
    pub fn peak(&self) -> usize {
        self.state().peak
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Connect for Database {
    type Connection = Connection;

    async fn connect(&self) -> io::Result<Connection> {
        let (connection, time) = {
            let mut state = self.state();
            state.made += 1;
            state.exist += 1;
            state.peak = state.peak.max(state.exist);
            let connection = Connection {
                id: state.made,
                uses: 0,
                database: self.clone(),
            };
            (connection, state.connect_time)
        };
        if !time.is_zero() {
            // Two awaits: a `connect` that is dropped may be anywhere.
            sleep(time / 2).await;
            sleep(time - time / 2).await;
        }
        let mut state = self.state();
        if state.failures > 0 {
            state.failures -= 1;
            drop(state);
            return Err(refused(connection.id));
        }
        drop(state);
        Ok(connection)
    }

    fn is_broken(&self, connection: &Connection) -> bool {
        self.state().broken.contains(&connection.id)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.state().exist -= 1;
    }
}

/// The error of the call of `connect` with this number.
fn refused(call: usize) -> io::Error {
    let kind = io::ErrorKind::ConnectionRefused;
    io::Error::new(kind, format!("call {call} of `connect` is refused"))
}

/// What a call of `get` returned.
pub type Got = io::Result<Pooled<Database>>;

/// A call of `get` that waits.
#[track_caller]
pub fn is_waiting(got: Option<Got>, scene: &str) {
    if let Some(got) = got {
        panic!("{scene} does not wait: it returned {}", shown(&got));
    }
}

/// The connection that a call of `get` returned.
#[track_caller]
pub fn lent(got: Option<Got>, scene: &str) -> Pooled<Database> {
    match got {
        Some(Ok(connection)) => connection,
        Some(other) => panic!("{scene} returned {}", shown(&other)),
        None => panic!("{scene} still waits"),
    }
}

/// A `get` that has an hour of virtual time.
pub async fn get(pool: &Pool<Database>) -> Option<Got> {
    let hour = Duration::from_secs(3_600);
    tokio::time::timeout(hour, pool.get()).await.ok()
}

pub fn shown(got: &Got) -> String {
    match got {
        Ok(connection) => format!("connection {}", connection.id),
        Err(error) => format!("the error \"{error}\""),
    }
}
