// entry: none
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
        let known = self.known().get(item).copied();
        match known {
            Some(_) => Ok(0),
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
