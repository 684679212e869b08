// entry: none, or all_or_nothing
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

struct Request {
    bytes: u64,
    reply: oneshot::Sender<u64>,
}

#[derive(Clone)]
pub struct Quota {
    requests: mpsc::UnboundedSender<Request>,
}

pub fn open(bytes: u64, each: Duration) -> (Quota, impl Future<Output = u64> + Send + 'static) {
    let (requests, mut queue) = mpsc::unbounded_channel::<Request>();
    let owner = async move {
        let mut left = bytes;
        while let Some(request) = queue.recv().await {
            sleep(each).await;
            let granted = if request.bytes <= left { request.bytes } else { 0 };
            if request.reply.send(granted).is_ok() {
                left -= granted;
            }
        }
        left
    };
    (Quota { requests }, owner)
}

impl Quota {
    pub async fn take(&self, bytes: u64) -> Result<u64, Closed> {
        let (reply, granted) = oneshot::channel();
        self.requests.send(Request { bytes, reply }).map_err(|_| Closed)?;
        granted.await.map_err(|_| Closed)
    }
}
