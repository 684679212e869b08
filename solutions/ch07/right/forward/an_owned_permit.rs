//! Style: a permit that owns its sender, and a function for each of the two waits.

use tokio::sync::mpsc;
use tokio::sync::mpsc::OwnedPermit;

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
    let mut sender = to.clone();
    loop {
        let Ok(permit) = sender.reserve_owned().await else {
            return Ended::Gone;
        };
        sender = match next(from, to).await {
            Ok(item) => OwnedPermit::send(permit, item),
            Err(ended) => return ended,
        };
    }
}

async fn next<T>(from: &mut mpsc::Receiver<T>, to: &mpsc::Sender<T>) -> Result<T, Ended> {
    tokio::select! {
        biased;
        () = to.closed() => Err(Ended::Gone),
        item = from.recv() => item.ok_or(Ended::Finished),
    }
}
