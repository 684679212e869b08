//! # Ready at the nth poll
//!
//! An async function is polled by somebody, and you never see it. Here you are the one who is polled:
//! you write the method that everything else rests on, and decide what it answers.
//!
//! Write `NthPoll`, a future that needs a number of polls. It is judged by these promises:
//!
//! - The first `turns` polls, however many, return Pending, and the next one returns Ready with `turns`.
//!   With no turns to wait for, the first poll is the one that is ready. Nobody polls it after that.
//! - Nobody else will wake its task, so a poll that returns Pending calls the waker that it was given,
//!   once, before it returns, also within a runtime. A poll that returns Ready calls nobody, nor does a
//!   drop.
//! - Each poll may come with another waker: the one to call is that of this poll.
//! - Only polls count. Calling `nth_poll` counts nothing and time plays no part; two of them count each
//!   for itself.
//!
//! The checks call `nth_poll` alone: it may return a future of another type than `NthPoll`.

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
