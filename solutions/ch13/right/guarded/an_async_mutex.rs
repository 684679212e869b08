//! Style: a tokio mutex, whose guard is dropped before the shop is asked.

use std::collections::HashMap;

use tokio::sync::Mutex;

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
        let guard = self.known.lock().await;
        let known = guard.get(item).copied();
        drop(guard);
        match known {
            Some(price) => Ok(price),
            None => {
                let price = ask(item).await?;
                self.known.lock().await.insert(item.to_owned(), price);
                Ok(price)
            }
        }
    }
}
