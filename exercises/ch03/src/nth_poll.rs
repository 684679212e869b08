//! # Ready at the nth poll
//!
//! ```
//! let turns = nth_poll(2).await;
//! // Polls 1 and 2 return Pending, and each of them wakes the task. Poll 3 returns Ready(2).
//! // So turns is 2.
//! ```
//!
//! When you `.await` a future, the runtime polls it, and you do not see how. Here you write `poll`
//! yourself. If a poll returns Pending and no code ever calls the waker, the executor has no reason
//! to poll again, and the task hangs without an error.
//!
//! Write `NthPoll`. Requirements:
//!
//! The result:
//!
//! 1. The first `turns` polls return Pending. The next poll returns Ready with `turns`.
//! 2. `turns` may be any `u32`. With 0, the first poll is ready. With a large number, no poll takes
//!    longer.
//! 3. Only polls count. Neither the call of `nth_poll` nor time that passes counts.
//! 4. Each future counts its own polls, even if two are polled in turn.
//!
//! The waker:
//!
//! 5. A poll that returns Pending calls its waker once, before it returns. No other code wakes this
//!    task. This holds inside a tokio task too.
//! 6. Each poll may bring another waker. Call the one that this poll brings, and no earlier one.
//! 7. A poll that returns Ready calls no waker, and dropping the future calls none either.
//!
//! Left open: what a poll after Ready does, and which type `nth_poll` returns. The checks call only
//! `nth_poll`.

use std::pin::Pin;
use std::task::{Context, Poll};

/// Made by [`nth_poll`].
pub struct NthPoll {
    turns: u32,
}

/// A future that returns Pending `turns` times, and is then ready with `turns`.
pub fn nth_poll(turns: u32) -> NthPoll {
    NthPoll { turns }
}

impl Future for NthPoll {
    type Output = u32;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u32> {
        // So that the stub compiles without a warning: delete this line.
        let _ = cx;
        todo!("return Pending {} times, then Ready", self.turns)
    }
}
