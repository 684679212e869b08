// entry: looks_every_millisecond
use std::time::Duration;

use tokio::sync::mpsc::{self, error::TryRecvError};
use tokio::time::{Instant, sleep};

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
    let mut next_beat = Instant::now() + beat;
    let mut last = Instant::now();
    loop {
        if Instant::now() >= next_beat {
            next_beat += beat;
            out(Out::Beat);
        }
        match messages.try_recv() {
            Ok(message) => {
                last = Instant::now();
                out(Out::Message(message));
                tokio::task::yield_now().await;
                continue;
            }
            Err(TryRecvError::Disconnected) => return Ended::Closed,
            Err(TryRecvError::Empty) => {}
        }
        if last.elapsed() >= idle {
            return Ended::Idle;
        }
        sleep(Duration::from_millis(1)).await;
    }
}
