//! # The handler that blocks itself
//!
//! ```
//! let prices = Prices::new();
//! let price = prices.get("tea", async |item| shop.ask(item).await).await?;
//! // The shop was asked. From now on the price of tea is known.
//! ```
//!
//! A bug report: "The first request for an item never returns, and from then on the server answers nothing at
//! all. The process takes no processor time." To reproduce it, ask for an item that is not known yet. All requests
//! run on one thread.
//!
//! Find the cause, and fix it with a small change. Requirements:
//!
//! 1. A request for an unknown item asks the shop once, keeps the price and returns it. For a known item, the shop
//!    is not asked.
//! 2. While one request waits for the shop, other requests go on: known prices are returned at once, and other
//!    items are asked for at the same time.
//! 3. If the shop fails, the request returns its error. No price is kept.
//! 4. If a request is dropped while it waits, the prices stay usable, and known prices stay known.
//!
//! Left open: whether two requests for the same unknown item both ask the shop. You may change everything but the
//! public signatures.

use std::collections::HashMap;
use std::ops::DerefMut;
use std::sync::{Mutex, PoisonError};

/// The prices that are known so far, by item, in cents.
#[derive(Default)]
pub struct Prices {
    known: Mutex<HashMap<String, u32>>,
}

impl Prices {
    /// No price is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The price of `item`: the known one, or else the one that `ask` returns.
    ///
    /// # Errors
    /// The error of `ask`.
    pub async fn get<E>(
        &self,
        item: &str,
        ask: impl AsyncFnOnce(&str) -> Result<u32, E>,
    ) -> Result<u32, E> {
        match self.known().get(item) {
            Some(price) => Ok(*price),
            None => {
                let price = ask(item).await?;
                self.known().insert(item.to_owned(), price);
                Ok(price)
            }
        }
    }

    fn known(&self) -> impl DerefMut<Target = HashMap<String, u32>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
