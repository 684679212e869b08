//! A level that is computed when it is needed, and a fair lock as the queue: only the first call has a timer.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// A token in the units of the level. With these, `rate` units flow in per nanosecond: whole numbers.
const TOKEN: u128 = 1_000_000_000;

/// Limits how many requests start per second.
pub struct Bucket {
    rate: u128,
    full: u128,
    state: Mutex<State>,
    /// Held by the first call that waits.
    turn: tokio::sync::Mutex<()>,
}

struct State {
    level: u128,
    /// When the level was right.
    at: Instant,
    /// How many calls of `take` wait.
    waiting: usize,
}

/// A call that waits, until it is dropped.
struct Waiting<'a>(&'a Bucket);

impl Bucket {
    /// A full bucket of `burst` tokens, into which `rate` tokens flow per second. Both are at least 1.
    pub fn new(rate: u32, burst: u32) -> Self {
        let full = u128::from(burst) * TOKEN;
        Self {
            rate: rate.into(),
            full,
            state: Mutex::new(State {
                level: full,
                at: Instant::now(),
                waiting: 0,
            }),
            turn: tokio::sync::Mutex::new(()),
        }
    }

    /// Takes a token, and waits for it if there is none.
    pub async fn take(&self) {
        let _waiting = {
            let mut state = self.state();
            if state.waiting == 0 && self.draw(&mut state).is_ok() {
                return;
            }
            state.waiting += 1;
            Waiting(self)
        };
        let _turn = self.turn.lock().await;
        loop {
            // Bound before the wait: the guard of the state is dropped here.
            let drawn = self.draw(&mut self.state());
            match drawn {
                Ok(()) => return,
                Err(wait) => sleep(wait).await,
            }
        }
    }

    /// Takes a token if there is one and no `take` waits. Says whether it took one.
    pub fn try_take(&self) -> bool {
        let mut state = self.state();
        state.waiting == 0 && self.draw(&mut state).is_ok()
    }

    /// Takes a whole token, or says how long it will take to flow in.
    fn draw(&self, state: &mut State) -> Result<(), Duration> {
        let now = Instant::now();
        let flowed_in = (now - state.at).as_nanos() * self.rate;
        state.level = self.full.min(state.level + flowed_in);
        state.at = now;
        if let Some(rest) = state.level.checked_sub(TOKEN) {
            state.level = rest;
            return Ok(());
        }
        // Less than a second, and rounded up: after it, the token is whole.
        let nanos = (TOKEN - state.level).div_ceil(self.rate);
        Err(Duration::from_nanos(nanos as u64))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.state().waiting -= 1;
    }
}
