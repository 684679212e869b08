//! # Forward without loss
//!
//! ```
//! let ended = timeout(Duration::from_secs(60), forward(&mut readings, &uplink)).await;
//! // Err: the minute is over. Each reading is in the uplink's queue or still in `readings`: none is lost.
//! ```
//!
//! A gateway forwards readings from one channel to another. "Receive an item, then send it" is two awaits. During the
//! second one, the item is in a variable of the future. If the future is dropped there, by a time-out, an abort or
//! another arm of a `select!`, the item is dropped with it, and no log says so.
//!
//! Write `forward`. Requirements:
//!
//! 1. Items go from `from` to `to` in order, each once, and each as soon as there is room in `to`.
//! 2. An item is taken from `from` only if there is room for it in `to`.
//! 3. When `from` is closed and empty, `forward` returns `Finished`.
//! 4. When the receiver of `to` is closed or dropped, `forward` returns `Gone` at once, even while it waits for an item.
//!    It takes no other item from `from`, which stays open.
//! 5. If the future of `forward` is dropped, at whatever await, each item is in `to` or still in `from`, even if others
//!    send to `to` as well. A new call goes on with the next item.
//! 6. While it waits, `forward` is not polled again and again.
//!
//! Left open: whether `forward` occupies a place in `to` while it waits for an item, whether it waits for room before it
//! notices that `from` is closed, and what it returns if both ends are gone.

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
    todo!("forward items from {from:?} to {to:?}")
}
