//! How much work something takes, for the checks of timers and registry.

use std::fs;
use std::time::{Duration, Instant};

/// Begins to count the work that this thread does.
pub struct Effort {
    began: Instant,
    worked: Option<Duration>,
}

impl Effort {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            worked: worked(),
        }
    }

    /// Whether it is more than `most`. This is a bound for what would not end: what is right takes a
    /// small part of it, what is wrong many times as long.
    pub fn is_more_than(&self, most: Duration) -> bool {
        // Cheap, and asked often.
        if self.began.elapsed() < most {
            return false;
        }
        // A busy machine lets the thread wait, and that is no work.
        match (self.worked, worked()) {
            (Some(before), Some(now)) => now - before > most,
            _ => true,
        }
    }
}

/// How long the processors have worked for this thread, if the system tells.
fn worked() -> Option<Duration> {
    let times = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = times.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}
