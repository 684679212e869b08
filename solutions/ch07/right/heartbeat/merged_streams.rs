//! Style: three streams of events, merged by `futures`.

use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use tokio::sync::mpsc;
use tokio::time::{Instant, interval_at, sleep_until};

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
    enum Event<M> {
        Message(M),
        End,
        Beat,
        Quiet,
    }
    let mut beats = interval_at(Instant::now() + beat, beat);
    let beats = stream::poll_fn(|cx| beats.poll_tick(cx).map(|_| Some(Event::Beat)));
    let received = stream::poll_fn(|cx| messages.poll_recv(cx))
        .map(Event::Message)
        .chain(stream::iter([Event::End]));
    // It takes turns between the two, so none holds up the other.
    let mut events = stream::select(beats, received);
    let mut last = Instant::now();
    let mut quiet = Box::pin(sleep_until(last + idle)).fuse();
    loop {
        let event = tokio::select! {
            biased;
            event = events.next() => event.unwrap_or(Event::End),
            () = &mut quiet => Event::Quiet,
        };
        match event {
            Event::Message(message) => {
                out(Out::Message(message));
                last = Instant::now();
            }
            Event::End => return Ended::Closed,
            Event::Beat => out(Out::Beat),
            Event::Quiet if last + idle <= Instant::now() => return Ended::Idle,
            // Messages came meanwhile: the timer goes on from the last of them.
            Event::Quiet => quiet = Box::pin(sleep_until(last + idle)).fuse(),
        }
    }
}
