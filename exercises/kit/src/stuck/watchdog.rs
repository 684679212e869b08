//! How long a check may take.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::threads::{self, Look};
use super::{Busiest, Hang, Pulse, diagnose};
use crate::door::Check;

/// The processor time after which a check of the usual five seconds spins. A check takes some
/// milliseconds of it; on a machine that is busy with other things it takes no more of it.
const BUSY: Duration = Duration::from_millis(1_500);
/// How often the watchdog looks.
const STEP: Duration = Duration::from_millis(25);
/// So many looks must find every thread asleep, and none of them moved.
const LOOKS: usize = 5;

/// Said between what was seen and the idea.
const HURRIED: &str = "\n(It was given less time, because another check of this exercise has hung. Run alone, it \
                       gets its full time.)\n\n";

/// How long the watchdog waits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    time: Duration,
    busy: Duration,
    patience: Duration,
    /// Whether the process runs nothing but this check, so that its threads and its processor time are
    /// the check's.
    pub(crate) alone: bool,
    hurried: bool,
}

impl Bounds {
    /// The check's own: what `#[check(seconds = 5)]` says.
    pub(crate) fn of(check: &Check) -> Self {
        let time = Duration::from_secs(check.seconds);
        Self {
            time,
            busy: BUSY.max(time / 5),
            // Long, for a machine whose every core is busy; a thread that is free answers at once.
            patience: Duration::from_secs(1),
            alone: false,
            hurried: false,
        }
    }

    /// For the only check of a process.
    pub(crate) fn alone(self) -> Self {
        Self {
            patience: Duration::from_millis(500),
            alone: true,
            ..self
        }
    }

    /// For a check of an exercise of which another check has hung.
    pub(crate) fn hurried(self) -> Self {
        Self {
            time: self.time.min(Duration::from_secs(1)),
            busy: Duration::from_millis(300),
            patience: Duration::from_millis(100),
            hurried: true,
            ..self
        }
    }
}

pub(crate) struct Watchdog {
    bounds: Bounds,
    began: Instant,
    last: Option<Look>,
    /// How many looks in a row have found that nothing can go on.
    still: usize,
}

impl Watchdog {
    pub(crate) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            began: Instant::now(),
            last: None,
            still: 0,
        }
    }

    /// Waits for what `end` brings, or says why it does not come.
    pub(crate) fn wait<T>(mut self, end: &Receiver<T>, pulse: &Pulse) -> Result<T, String> {
        loop {
            let left = self.bounds.time.saturating_sub(self.began.elapsed());
            let step = match self.bounds.alone {
                true => STEP,
                false => left,
            };
            match end.recv_timeout(step) {
                Ok(ended) => return Ok(ended),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err("its thread ended without a result".to_owned());
                }
            }
            if self.gives_up() {
                let said = diagnose(pulse, &self.hang(pulse));
                return Err(match self.bounds.hurried && self.still < LOOKS {
                    true => said.replacen("\n\n", HURRIED, 1),
                    false => said,
                });
            }
        }
    }

    fn hang(&self, pulse: &Pulse) -> Hang {
        let too_busy = |look: &&Look| look.busy >= self.bounds.busy;
        let look = self.last.as_ref().filter(too_busy);
        let busiest = look.and_then(Look::busiest);
        let busiest = busiest.map(|folder| match pulse.is_thread(folder) {
            true => Busiest::Own,
            false => Busiest::Other,
        });
        Hang {
            after: self.began.elapsed(),
            nothing_can_go_on: self.still >= LOOKS,
            patience: self.bounds.patience,
            busiest,
        }
    }

    fn gives_up(&mut self) -> bool {
        let over = self.began.elapsed() >= self.bounds.time;
        let look = match self.bounds.alone {
            true => threads::look(),
            false => None,
        };
        let Some(look) = look else {
            return over;
        };
        if look.busy >= self.bounds.busy {
            self.last = Some(look);
            return true;
        }
        let unmoved = self.last.as_ref() == Some(&look) && look.waits_for_itself();
        self.still = if unmoved { self.still + 1 } else { 0 };
        // On a machine that is busy with other things, what runs is given more time.
        let starved = look.runs() && self.began.elapsed() < self.bounds.time * 10;
        self.last = Some(look);
        self.still >= LOOKS || (over && !starved)
    }
}
