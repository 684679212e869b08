//! Style: a watch channel, whose receivers know which version they have seen.

use tokio::sync::watch;

/// Pieces in a store.
pub struct Stock {
    pieces: watch::Sender<u32>,
}

impl Stock {
    /// A store that has so many pieces.
    pub fn new(pieces: u32) -> Self {
        Self {
            pieces: watch::Sender::new(pieces),
        }
    }

    /// How many pieces are there.
    pub fn pieces(&self) -> u32 {
        *self.pieces.borrow()
    }

    /// Adds pieces, and wakes the customers.
    pub fn deliver(&self, pieces: u32) {
        self.pieces.send_modify(|there| *there += pieces);
    }

    /// Takes `wanted` pieces. If there are too few, orders them once with `order`, and waits until there are enough.
    pub async fn take(&self, wanted: u32, order: impl AsyncFnOnce(u32)) {
        let mut changes = self.pieces.subscribe();
        if self.try_take(wanted) {
            return;
        }
        order(wanted).await;
        while !self.try_take(wanted) {
            let _ = changes.wait_for(|pieces| *pieces >= wanted).await;
        }
    }

    fn try_take(&self, wanted: u32) -> bool {
        self.pieces.send_if_modified(|pieces| {
            let enough = *pieces >= wanted;
            if enough {
                *pieces -= wanted;
            }
            enough
        })
    }
}
