//! Belief: every await lets the others have a turn.
//! Rejected by: the_neighbours_come_first
//! Saying: A A A B B B C C C

/// Lets the other tasks that are ready have their turn.
pub async fn yield_now() {
    std::future::ready(()).await;
}

/// Lets the others have their turn now and then.
pub struct Budget {
    turns: u32,
    left: u32,
}

impl Budget {
    /// A budget that yields between every `turns` calls of `spend` and the next.
    pub fn new(turns: u32) -> Self {
        Self { turns, left: turns }
    }

    /// Spends one turn; yields before that where none is left.
    pub async fn spend(&mut self) {
        if self.left == 0 {
            // The turns come after the await: whoever is dropped here has not let anybody go first.
            yield_now().await;
            // Of a budget of 0, each yield pays for the call that yielded.
            self.left = self.turns.max(1);
        }
        self.left -= 1;
    }
}
