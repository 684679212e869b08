//! # A wake-up that is lost
//!
//! ```
//! let stock = Stock::new(3);
//! stock.take(5, async |pieces| supplier.order(pieces).await).await;
//! // Five pieces were taken, as soon as there were five. Another task calls `stock.deliver(10)`.
//! ```
//!
//! A bug report: "Sometimes a customer waits forever, although there are enough pieces. It happens with the fast
//! supplier only. The next delivery helps." To reproduce it, let the pieces arrive before `order` has returned. All
//! tasks run on one thread.
//!
//! Find the cause, and fix it with a small change. Requirements:
//!
//! 1. `take` returns as soon as enough pieces are there, no matter when they arrive: before the call, while `order`
//!    runs (once it has returned), or later.
//! 2. A delivery is noticed by all customers that wait. If it is enough for them all, they all return.
//! 3. A customer that waits takes nothing. A smaller request does not wait for a bigger one.
//! 4. `order` is called once if there are too few pieces at first, with the pieces that were requested. Otherwise it
//!    is not called.
//! 5. If `take` is dropped, it has taken nothing, and the others are served.
//!
//! Left open: which customer is served first if the pieces are not enough for all.

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
        loop {
            self.arrived.notified().await;
            if self.try_take(wanted) {
                return;
            }
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
