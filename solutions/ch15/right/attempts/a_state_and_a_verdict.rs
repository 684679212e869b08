//! Style: a struct keeps the state and gives a verdict on each failure; it knows nothing of awaits.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::sleep;

use crate::http::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    pub attempts: u32,
    pub first: Duration,
    pub most: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GaveUp {
    pub tries: u32,
    pub last: Failure,
}

struct Course<'a> {
    policy: &'a Policy,
    tries: u32,
    left: u32,
    wait: Duration,
    high_water: u64,
}

impl<'a> Course<'a> {
    fn begin(policy: &'a Policy, bytes: u64) -> Self {
        Self {
            policy,
            tries: 0,
            left: policy.attempts.max(1),
            wait: policy.first,
            high_water: bytes,
        }
    }

    fn failed(&mut self, failure: Failure, bytes: u64) -> ControlFlow<GaveUp, Duration> {
        self.tries += 1;
        if self.high_water < bytes {
            *self = Self {
                tries: self.tries,
                ..Self::begin(self.policy, bytes)
            };
        }
        self.left -= 1;
        let asked = match &failure {
            Failure::Status {
                status: 408 | 429 | 500 | 502 | 503 | 504,
                retry_after,
            } => *retry_after,
            Failure::Status { .. }
            | Failure::TooLong { .. }
            | Failure::Protocol(_)
            | Failure::Checksum { .. }
            | Failure::Disk(_) => {
                self.left = 0;
                None
            }
            _ => None,
        };
        if self.left == 0 {
            return ControlFlow::Break(GaveUp {
                tries: self.tries,
                last: failure,
            });
        }
        let wait = self.wait.min(self.policy.most);
        // Of the limited wait: twice that never overflows before the limit holds again.
        self.wait = wait.checked_mul(2).unwrap_or(Duration::MAX);
        ControlFlow::Continue(asked.map_or(wait, |asked| asked.max(wait)))
    }
}

pub async fn attempts<T>(
    policy: &Policy,
    bytes_so_far: impl Fn() -> u64,
    mut one: impl AsyncFnMut() -> Result<T, Failure>,
) -> Result<T, GaveUp> {
    let mut course = Course::begin(policy, bytes_so_far());
    loop {
        let failure = match one().await {
            Ok(value) => break Ok(value),
            Err(failure) => failure,
        };
        match course.failed(failure, bytes_so_far()) {
            ControlFlow::Continue(wait) => sleep(wait).await,
            ControlFlow::Break(gave_up) => break Err(gave_up),
        }
    }
}
