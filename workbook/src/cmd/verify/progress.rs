//! How far it is, and how long it will take, on standard error: a line that rewrites itself on a
//! terminal, elsewhere a line now and then.

use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::engine::verify::Progress;

/// How often a line is written if the output is no terminal.
const NOW_AND_THEN: Duration = Duration::from_secs(15);
/// How often at most the line of a terminal is rewritten.
const REWRITE: Duration = Duration::from_millis(100);

pub struct Line {
    began: Option<Instant>,
    last: Instant,
    terminal: bool,
    written: bool,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            began: None,
            last: Instant::now(),
            terminal: std::io::stderr().is_terminal(),
            written: false,
        }
    }
}

impl Line {
    pub fn show(&mut self, progress: Progress<'_>) {
        let now = Instant::now();
        // Building packages comes before the first answer, and tells nothing of how long one takes.
        let began = match self.began {
            Some(began) if progress.done > 0 => began,
            _ => *self.began.insert(now),
        };
        let pause = if self.terminal { REWRITE } else { NOW_AND_THEN };
        if progress.done > 0 && now - self.last < pause {
            return;
        }
        self.last = now;
        let text = describe(progress, now - began);
        let mut err = std::io::stderr().lock();
        // A progress line that cannot be written is no reason to stop.
        let _ = if self.terminal {
            write!(
                err,
                "\r\x1b[2K{}",
                text.chars().take(100).collect::<String>()
            )
        } else {
            writeln!(err, "{text}")
        };
        let _ = err.flush();
        self.written = true;
    }

    /// Takes the line away again.
    pub fn clear(&self) {
        if self.terminal && self.written {
            eprint!("\r\x1b[2K");
        }
    }
}

fn describe(progress: Progress<'_>, took: Duration) -> String {
    let Progress { done, total, what } = progress;
    if done == 0 {
        return format!("0 of {total}: {what}");
    }
    let left = took.as_secs_f64() / done as f64 * total.saturating_sub(done) as f64;
    format!("{done} of {total}, about {left:.0} s left: {what}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_by_what_is_done() {
        let half = Progress {
            done: 5,
            total: 20,
            what: "x",
        };
        let said = describe(half, Duration::from_secs(10));
        assert_eq!(said, "5 of 20, about 30 s left: x");
    }
}
