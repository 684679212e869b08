//! Style: waits for one place and one item, then forwards as much as goes without waiting.

use std::pin::pin;

use futures::future::{Either, select};
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
    loop {
        let Ok(permit) = to.reserve().await else {
            return Ended::Gone;
        };
        // `select` of `futures` looks at its first argument first.
        match select(pin!(to.closed()), pin!(from.recv())).await {
            Either::Left(_) => return Ended::Gone,
            Either::Right((Some(item), _)) => permit.send(item),
            Either::Right((None, _)) => return Ended::Finished,
        }
        while let Ok(permit) = to.try_reserve() {
            // On an error, the permit gives its place back.
            let Ok(item) = from.try_recv() else {
                break;
            };
            permit.send(item);
        }
    }
}
