// entry: none
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Out<M> {
    /// A message, as it came.
    Message(M),
    /// A heartbeat.
    Beat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// No message can come any more, and all have been passed on.
    Closed,
    /// No message came for too long.
    Idle,
}

pub async fn serve<M>(
    messages: &mut mpsc::Receiver<M>,
    beat: Duration,
    idle: Duration,
    mut out: impl FnMut(Out<M>),
) -> Ended {
    let start = Instant::now();
    let mut beats = interval_at(start + beat, beat);
    let last = start;
    loop {
        tokio::select! {
            biased;
            _ = beats.tick() => out(Out::Beat),
            message = messages.recv() => match message {
                Some(message) => {
                    out(Out::Message(message));
                }
                None => return Ended::Closed,
            },
            () = sleep_until(last + idle) => return Ended::Idle,
        }
    }
}
