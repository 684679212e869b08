//! Style: two instants, and one time limit up to the earlier one.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

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
    let mut beat_at = Instant::now() + beat;
    let mut idle_at = Instant::now() + idle;
    loop {
        // Before the messages, because `timeout_at` returns a message even if its time is over.
        while beat_at <= Instant::now() {
            out(Out::Beat);
            beat_at += beat;
        }
        match timeout_at(beat_at.min(idle_at), messages.recv()).await {
            Ok(Some(message)) => {
                out(Out::Message(message));
                idle_at = Instant::now() + idle;
            }
            Ok(None) => return Ended::Closed,
            Err(_) if idle_at <= Instant::now() => return Ended::Idle,
            Err(_) => {}
        }
    }
}
