//! A pool of connections that are opened at its start.

use std::ops::{Deref, DerefMut};

use tokio::sync::{Mutex, mpsc};

// ANCHOR: pool
/// A channel holds the connections that are idle.
pub struct Pool<C> {
    idle: Mutex<mpsc::Receiver<C>>,
    give_back: mpsc::Sender<C>,
}

impl<C> Pool<C> {
    pub fn of(connections: Vec<C>) -> Self {
        let (give_back, idle) = mpsc::channel(connections.len());
        for connection in connections {
            let _ = give_back.try_send(connection); // there is room for all
        }
        Self {
            idle: Mutex::new(idle),
            give_back,
        }
    }

    /// The next idle connection. Waiting requests are served in the order in which they came.
    pub async fn get(&self) -> Pooled<C> {
        let connection = self.idle.lock().await.recv().await;
        Pooled {
            connection, // never None: `give_back` keeps the channel open
            give_back: self.give_back.clone(),
        }
    }
}

/// A borrowed connection, which goes back when it is dropped.
pub struct Pooled<C> {
    connection: Option<C>,
    give_back: mpsc::Sender<C>,
}

impl<C> Drop for Pooled<C> {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            let _ = self.give_back.try_send(connection);
        }
    }
}
// ANCHOR_END: pool

impl<C> Deref for Pooled<C> {
    type Target = C;

    fn deref(&self) -> &C {
        self.connection.as_ref().expect("taken by the drop alone")
    }
}

impl<C> DerefMut for Pooled<C> {
    fn deref_mut(&mut self) -> &mut C {
        self.connection.as_mut().expect("taken by the drop alone")
    }
}
