//! # A quota that one task owns
//!
//! ```
//! let (quota, owner) = open(1_000, Duration::from_millis(5));
//! let left = tokio::spawn(owner); // resolves to what is left, in the end
//! assert_eq!(quota.take(300).await, Ok(300));
//! ```
//!
//! Many downloads share a quota of bytes. Instead of a lock around a number, one task owns the number,
//! and the others send it requests. Each request brings a place for its reply: a oneshot channel, a
//! container for one result. Either side may go away before the result is
//! there. If the other side does not notice, a request waits forever, or bytes disappear.
//!
//! Write `open` and `Quota::take`. Requirements:
//!
//! 1. `take(n)` resolves to the bytes that it was granted: `n`, or as many as are left, down to 0. A grant
//!    reduces what is left.
//! 2. The owner decides on one request at a time, in the order in which they were sent. For each it takes the
//!    time `each`, at the end of which it decides; other tasks run meanwhile.
//! 3. If a request is given up (the future of `take` is dropped) before the owner has decided on it, it
//!    costs no bytes, and the owner goes on with the next request.
//! 4. When the last `Quota` has been dropped, the owner resolves to the bytes that are left.
//! 5. If the owner has been dropped, `take` resolves to `Err(Closed)`, even if it was already waiting.
//!
//! Left open: whether a request that was given up still takes its time, and what happens to a grant that was
//! decided, but whose `take` is dropped before it is polled again. You may add fields and types, and change
//! private ones.

use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::time::sleep;

/// The owner of the quota is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

/// One of many handles to the same quota.
#[derive(Clone)]
pub struct Quota {
    // Unbounded, yet never longer than there are callers: each waits for its reply.
    requests: mpsc::UnboundedSender<Request>,
}

struct Request {
    bytes: u64,
    reply: oneshot::Sender<u64>,
}

/// A quota of `bytes`, and the future of the task that owns it, which takes the time `each` for a decision.
pub fn open(bytes: u64, each: Duration) -> (Quota, impl Future<Output = u64> + Send + 'static) {
    let (requests, mut queue) = mpsc::unbounded_channel::<Request>();
    let owner = async move {
        let mut left = bytes;
        while let Some(request) = queue.recv().await {
            sleep(each).await;
            let granted = request.bytes.min(left);
            // An error returns the grant: the request was given up.
            if request.reply.send(granted).is_ok() {
                left -= granted;
            }
        }
        left
    };
    (Quota { requests }, owner)
}

impl Quota {
    /// Asks for `bytes` and resolves to what was granted.
    ///
    /// # Errors
    /// [`Closed`] if the owner is gone.
    pub async fn take(&self, bytes: u64) -> Result<u64, Closed> {
        let (reply, granted) = oneshot::channel();
        let request = Request { bytes, reply };
        self.requests.send(request).map_err(|_| Closed)?;
        granted.await.map_err(|_| Closed)
    }
}
