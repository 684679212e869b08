//! Style: the channels of `futures`, and the owner as a fold over the stream of requests.

use std::time::Duration;

use futures::StreamExt;
use futures::channel::{mpsc, oneshot};

/// The owner of the quota is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// One of many handles to the same quota.
#[derive(Clone)]
pub struct Quota {
    requests: mpsc::UnboundedSender<(u64, oneshot::Sender<u64>)>,
}

pub fn open(bytes: u64, each: Duration) -> (Quota, impl Future<Output = u64> + Send + 'static) {
    let (requests, queue) = mpsc::unbounded::<(u64, oneshot::Sender<u64>)>();
    let owner = queue.fold(bytes, move |left, (asked, reply)| async move {
        tokio::time::sleep(each).await;
        match reply.send(asked.min(left)) {
            Ok(()) => left.saturating_sub(asked),
            Err(_) => left,
        }
    });
    (Quota { requests }, owner)
}

impl Quota {
    pub async fn take(&self, bytes: u64) -> Result<u64, Closed> {
        let (reply, granted) = oneshot::channel();
        self.requests
            .unbounded_send((bytes, reply))
            .or(Err(Closed))?;
        granted.await.or(Err(Closed))
    }
}
