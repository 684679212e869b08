//! Style: on one thread, nothing comes between a look at the pieces and the wait.

use std::sync::Mutex;

use tokio::sync::Notify;

/// Pieces in a store.
pub struct Stock {
    pieces: Mutex<u32>,
    arrived: Notify,
}

impl Stock {
    /// A store that has so many pieces.
    pub fn new(pieces: u32) -> Self {
        Self {
            pieces: Mutex::new(pieces),
            arrived: Notify::new(),
        }
    }

    /// How many pieces are there.
    pub fn pieces(&self) -> u32 {
        *self.pieces.lock().unwrap()
    }

    /// Adds pieces, and wakes the customers.
    pub fn deliver(&self, pieces: u32) {
        *self.pieces.lock().unwrap() += pieces;
        self.arrived.notify_waiters();
    }

    /// Takes `wanted` pieces. If there are too few, orders them once with `order`, and waits until there are enough.
    pub async fn take(&self, wanted: u32, order: impl AsyncFnOnce(u32)) {
        if self.try_take(wanted) {
            return;
        }
        order(wanted).await;
        while !self.try_take(wanted) {
            self.arrived.notified().await;
        }
    }

    fn try_take(&self, wanted: u32) -> bool {
        let mut pieces = self.pieces.lock().unwrap();
        let enough = *pieces >= wanted;
        if enough {
            *pieces -= wanted;
        }
        enough
    }
}
