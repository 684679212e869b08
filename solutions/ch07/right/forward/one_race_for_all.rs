//! Style: a loop that knows nothing of `closed`, raced as a whole with it.

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
    let forwarding = async {
        loop {
            let Ok(permit) = to.reserve().await else {
                return Ended::Gone;
            };
            let Some(item) = from.recv().await else {
                return Ended::Finished;
            };
            permit.send(item);
        }
    };
    tokio::select! {
        biased;
        () = to.closed() => Ended::Gone,
        ended = forwarding => ended,
    }
}
