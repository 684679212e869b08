//! Style: a loop for the beats and a loop for the messages, both polled by one `select!`.

use std::cell::RefCell;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, timeout};

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
    let out = RefCell::new(&mut out);
    let beating = async {
        let mut beats = interval_at(Instant::now() + beat, beat);
        loop {
            beats.tick().await;
            (out.borrow_mut())(Out::Beat);
        }
    };
    let receiving = async {
        loop {
            // Only a message begins another turn, and with it the time limit.
            match timeout(idle, messages.recv()).await {
                Ok(Some(message)) => (out.borrow_mut())(Out::Message(message)),
                Ok(None) => return Ended::Closed,
                Err(_) => return Ended::Idle,
            }
        }
    };
    tokio::select! {
        ended = beating => ended,
        ended = receiving => ended,
    }
}
