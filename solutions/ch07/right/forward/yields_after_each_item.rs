//! Style: one item a turn of the runtime, so that a burst does not hold up the other tasks.

use tokio::sync::mpsc;
use tokio::task::yield_now;

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
        let item = tokio::select! {
            biased;
            () = to.closed() => return Ended::Gone,
            item = from.recv() => item,
        };
        match item {
            Some(item) => permit.send(item),
            None => return Ended::Finished,
        }
        // Between two items: a future that is dropped here holds none.
        yield_now().await;
    }
}
