//! Style: one `poll_fn` that polls the channel and both timers.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, ready};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep};

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
    let mut next_beat = pin!(sleep(beat));
    let mut quiet = pin!(sleep(idle));
    poll_fn(|cx| {
        loop {
            while next_beat.as_mut().poll(cx).is_ready() {
                out(Out::Beat);
                let due = next_beat.deadline();
                next_beat.as_mut().reset(due + beat);
            }
            if let Poll::Ready(received) = messages.poll_recv(cx) {
                let Some(message) = received else {
                    return Poll::Ready(Ended::Closed);
                };
                out(Out::Message(message));
                quiet.as_mut().reset(Instant::now() + idle);
                continue;
            }
            ready!(quiet.as_mut().poll(cx));
            return Poll::Ready(Ended::Idle);
        }
    })
    .await
}
