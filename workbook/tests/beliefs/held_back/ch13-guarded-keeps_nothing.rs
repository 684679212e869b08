// entry: keeps_nothing
/// The prices that are known so far, by item, in cents.
#[derive(Default)]
pub struct Prices {}

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
        ask(item).await
    }
}
