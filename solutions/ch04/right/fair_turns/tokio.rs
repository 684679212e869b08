//! Style: tokio's own `yield_now`.

/// Lets the executor poll the other tasks that are ready.
pub async fn yield_now() {
    tokio::task::yield_now().await;
}

/// Counts calls, and yields to the other tasks from time to time.
pub struct Budget {
    turns: u32,
    left: u32,
}

impl Budget {
    /// A budget of which every `turns` calls of `spend` are followed by a yield.
    pub fn new(turns: u32) -> Self {
        Self { turns, left: turns }
    }

    /// Spends one turn; if none is left, yields first.
    pub async fn spend(&mut self) {
        match self.left.checked_sub(1) {
            Some(left) => self.left = left,
            None => {
                yield_now().await;
                self.left = self.turns.saturating_sub(1);
            }
        }
    }
}
