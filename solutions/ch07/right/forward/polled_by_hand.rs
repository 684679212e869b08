//! Style: one `poll_fn` with a permit that it keeps from poll to poll.

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, ready};

use tokio::sync::mpsc;

/// Why no more items can be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All items have been forwarded, and no other can come.
    Finished,
    /// The receiver of `to` takes no more items.
    Gone,
}

/// Forwards items until one of the two channels has come to its end.
pub async fn forward<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Ended {
    let mut gone = pin!(to.closed());
    let mut room = pin!(to.reserve());
    let mut permit = None;
    poll_fn(|cx| {
        loop {
            if gone.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Ended::Gone);
            }
            if permit.is_none() {
                let Ok(reserved) = ready!(room.as_mut().poll(cx)) else {
                    return Poll::Ready(Ended::Gone);
                };
                permit = Some(reserved);
                room.set(to.reserve());
            }
            let Some(item) = ready!(from.poll_recv(cx)) else {
                return Poll::Ready(Ended::Finished);
            };
            permit.take().expect("was reserved above").send(item);
        }
    })
    .await
}
