//! # A connection with a heartbeat
//!
//! ```
//! let (beat, idle) = (Duration::from_secs(20), Duration::from_secs(60));
//! let ended = serve(&mut messages, beat, idle, |out| link.write(out)).await;
//! // Idle: the device sent nothing for a minute. Closed: it has hung up.
//! ```
//!
//! A gateway waits for three things at once: the next message of a device, the time for a heartbeat, and the time at
//! which the device counts as gone. A `select!` in a loop makes the futures of its arms anew in each turn. A timer
//! made there starts anew with each message: a device that talks often gets no heartbeat.
//!
//! Write `serve`. Requirements:
//!
//! 1. Each message is passed to `out` as `Out::Message`, in order, as soon as it comes.
//! 2. `Out::Beat` is passed to `out` each time `beat` has passed since the start: after `beat`, 2 × `beat` and so on,
//!    however many messages come, and even if the channel is never empty.
//! 3. When no message has come for `idle`, since the last message or since the start, `serve` returns `Idle`.
//! 4. When the channel is closed and all messages in it have been passed on, `serve` returns `Closed` at once.
//! 5. While nothing happens, `serve` waits: it is not polled again and again.
//! 6. If the future of `serve` is dropped, each message has been passed to `out` or is still in `messages`.
//!
//! Left open: what comes first if several things happen in the same millisecond, whether a beat that is noticed late
//! delays the beats after it, and times of zero or of more than a year. `out` does not panic.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep};

/// What is passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out<M> {
    /// A message, as it came.
    Message(M),
    /// A heartbeat.
    Beat,
}

/// Why a connection was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// No message can come any more, and all have been passed on.
    Closed,
    /// No message came for too long.
    Idle,
}

/// Passes on messages and heartbeats until the channel is closed or no message has come for `idle`.
pub async fn serve<M>(
    messages: &mut mpsc::Receiver<M>,
    beat: Duration,
    idle: Duration,
    mut out: impl FnMut(Out<M>),
) -> Ended {
    let mut beats = interval_at(Instant::now() + beat, beat);
    let mut quiet = pin!(sleep(idle));
    loop {
        tokio::select! {
            biased;
            // Before the messages, which may come without end.
            _ = beats.tick() => out(Out::Beat),
            message = messages.recv() => match message {
                Some(message) => {
                    out(Out::Message(message));
                    quiet.as_mut().reset(Instant::now() + idle);
                }
                None => return Ended::Closed,
            },
            () = &mut quiet => return Ended::Idle,
        }
    }
}
