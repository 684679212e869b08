//! Style: a bounded channel; the owner watches each request and drops it as soon as it is given up.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

/// The owner of the quota is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

enum Message {
    Take(u64, oneshot::Sender<u64>),
}

/// One of many handles to the same quota.
#[derive(Clone)]
pub struct Quota {
    sender: mpsc::Sender<Message>,
}

struct Owner {
    left: u64,
    each: Duration,
    receiver: mpsc::Receiver<Message>,
}

impl Owner {
    async fn run(mut self) -> u64 {
        while let Some(Message::Take(bytes, mut reply)) = self.receiver.recv().await {
            tokio::select! {
                biased;
                () = reply.closed() => continue,
                () = tokio::time::sleep(self.each) => {}
            }
            let granted = std::cmp::min(bytes, self.left);
            self.left -= granted;
            if let Err(returned) = reply.send(granted) {
                self.left += returned;
            }
        }
        self.left
    }
}

pub fn open(bytes: u64, each: Duration) -> (Quota, impl Future<Output = u64> + Send + 'static) {
    let (sender, receiver) = mpsc::channel(1);
    let owner = Owner {
        left: bytes,
        each,
        receiver,
    };
    (Quota { sender }, owner.run())
}

impl Quota {
    pub async fn take(&self, bytes: u64) -> Result<u64, Closed> {
        let (reply, granted) = oneshot::channel();
        let message = Message::Take(bytes, reply);
        self.sender.send(message).await.map_err(|_| Closed)?;
        granted.await.map_err(|_| Closed)
    }
}
