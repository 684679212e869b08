//! Style: a cell for each item, so that an item is asked for once even by many requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

/// The prices that are known so far, by item, in cents.
#[derive(Default)]
pub struct Prices {
    cells: Mutex<HashMap<String, Arc<OnceCell<u32>>>>,
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
        let cell = {
            let mut cells = self.cells.lock().unwrap();
            Arc::clone(cells.entry(item.to_owned()).or_default())
        };
        cell.get_or_try_init(|| ask(item)).await.copied()
    }
}
