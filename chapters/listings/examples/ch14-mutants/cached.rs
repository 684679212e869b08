// ANCHOR: right
use std::time::Duration;

use tokio::time::Instant;

/// A price, and when its answer came.
#[derive(Default)]
pub struct Cached(Option<(Instant, u32)>);

fn is_fresh(came: Instant) -> bool {
    came.elapsed() < Duration::from_secs(60)
}

impl Cached {
    /// The known price, if its answer came less than a minute ago. If not, asks for it.
    pub async fn get(&mut self, ask: impl AsyncFnOnce() -> u32) -> u32 {
        if let Some((came, price)) = self.0
            && is_fresh(came)
        {
            return price;
        }
        let price = ask().await;
        self.0 = Some((Instant::now(), price));
        price
    }
}
// ANCHOR_END: right

// ANCHOR: weak
#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_known_price_is_not_asked_for_again() {
        let mut price = Cached::default();
        assert_eq!(price.get(async || 300).await, 300);
        assert_eq!(price.get(async || 350).await, 300);
    }
}
// ANCHOR_END: weak
