//! Style: each customer that waits leaves a sender, and a delivery uses them all.

use std::sync::Mutex;

use tokio::sync::oneshot;

/// Pieces in a store.
pub struct Stock {
    pieces: Mutex<u32>,
    waiting: Mutex<Vec<oneshot::Sender<()>>>,
}

impl Stock {
    /// A store that has so many pieces.
    pub fn new(pieces: u32) -> Self {
        Self {
            pieces: Mutex::new(pieces),
            waiting: Mutex::default(),
        }
    }

    /// How many pieces are there.
    pub fn pieces(&self) -> u32 {
        *self.pieces.lock().unwrap()
    }

    /// Adds pieces, and wakes the customers.
    pub fn deliver(&self, pieces: u32) {
        *self.pieces.lock().unwrap() += pieces;
        for customer in std::mem::take(&mut *self.waiting.lock().unwrap()) {
            let _ = customer.send(());
        }
    }

    /// Takes `wanted` pieces. If there are too few, orders them once with `order`, and waits until there are enough.
    pub async fn take(&self, wanted: u32, order: impl AsyncFnOnce(u32)) {
        if self.try_take(wanted) {
            return;
        }
        order(wanted).await;
        while !self.try_take(wanted) {
            let (arrived, delivery) = oneshot::channel();
            self.waiting.lock().unwrap().push(arrived);
            let _ = delivery.await;
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
