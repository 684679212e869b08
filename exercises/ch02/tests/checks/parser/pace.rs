//! Whether the work for a byte grows with the bytes before it.

use std::time::{Duration, Instant};

/// So many bytes are measured together.
const STRETCH: usize = 100;
/// What is right takes a small part of this for a stretch.
const LONG: Duration = Duration::from_millis(1);

/// How long each stretch of bytes took. It judges no speed, which depends on the machine, but a growth: it compares
/// the last stretches with the first ones, and only if they take long.
pub struct Pace {
    began: Instant,
    bytes: usize,
    stretches: Vec<Duration>,
}

impl Pace {
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
            bytes: 0,
            stretches: Vec::new(),
        }
    }

    /// A message begins that is long enough to be measured alone.
    pub fn next_message(&mut self) {
        *self = Self::new();
    }

    /// A byte was sent. Tells of a growth, if there is one.
    pub fn byte(&mut self, of: &str) -> Option<String> {
        self.bytes += 1;
        if !self.bytes.is_multiple_of(STRETCH) {
            return None;
        }
        let now = Instant::now();
        self.stretches.push(now - self.began);
        self.began = now;
        if self.stretches.len() < 8 {
            return None;
        }
        // One stretch can take long because the machine is busy; three in a row do not.
        let first = *self.stretches.iter().take(5).min()?;
        let last = *self.stretches.iter().rev().take(3).min()?;
        (last > LONG && last > 4 * first).then(|| {
            format!(
                "the work for a byte grows with the bytes before it in {of}: {STRETCH} bytes took {first:.1?} near its \
                 beginning, and {last:.1?} after {} bytes\n\n\
                 A parser that stores the bytes and reads them again with each one has more work each time. What it \
                 knows from a byte must be in its state.",
                self.bytes - STRETCH
            )
        })
    }
}
