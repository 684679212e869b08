//! Style: a list of drops that grows by one poll after another, as a counter with three digits.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use tokio::task;

use crate::store::Store;

/// The subject of the test.
pub trait Mover: Default {
    /// Moves all items from `from` to the back of `to`, and returns when `from` is empty.
    ///
    /// - The items keep their order, and each of them is moved once.
    /// - The returned future may be dropped after any number of polls. The next call with the same mover and
    ///   the same stores then moves the rest. That call may be dropped too, and so on: after a call that
    ///   is ready, `to` has the same items, in the same order, as if none had been dropped.
    /// - Until that call, an item may be in `from`, in `to`, or in the mover.
    /// - When the future has been dropped, neither store changes before the next call.
    fn move_all(&mut self, from: &Store, to: &Store) -> impl Future<Output = ()>;
}

/// Panics unless `M` does what [`Mover`] says.
pub async fn test<M: Mover>() {
    const MOST: u32 = 12;
    for number in 0..MOST.pow(3) {
        let digits = [number % MOST, number / MOST % MOST, number / MOST / MOST];
        drops::<M>(&digits).await;
    }
}

async fn drops<M: Mover>(digits: &[u32]) {
    let (from, to) = (Store::new([3, 1, 2]), Store::default());
    let mut mover = M::default();
    for &digit in digits {
        {
            let mut future = pin!(mover.move_all(&from, &to));
            let mut left = digit;
            poll_fn(|cx| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                future.as_mut().poll(cx)
            })
            .await;
        }
        let seen = to.items();
        task::yield_now().await;
        task::yield_now().await;
        task::yield_now().await;
        assert_eq!(seen, to.items(), "{digits:?}");
    }
    mover.move_all(&from, &to).await;
    assert_eq!(to.items(), [3, 1, 2], "{digits:?}");
    assert!(from.items().is_empty(), "{digits:?}");
}
