//! Each pair of numbers of polls: the first call is dropped after so many, the second one too, and the
//! third one moves the rest.

use std::pin::pin;

use futures::poll;
use tokio::task::yield_now;

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

const ITEMS: [u32; 4] = [1, 2, 3, 4];

/// Panics unless `M` does what [`Mover`] says.
pub async fn test<M: Mover>() {
    for first in 0.. {
        for second in 0.. {
            let (from, to) = (Store::new(ITEMS), Store::default());
            let mut mover = M::default();
            let is_ready = ready_within(first, &mut mover, &from, &to).await;
            let is_second_ready = ready_within(second, &mut mover, &from, &to).await;
            mover.move_all(&from, &to).await;
            assert_eq!(
                (from.items(), to.items()),
                (vec![], ITEMS.to_vec()),
                "dropped after {first} polls, then after {second}"
            );
            if is_ready {
                return;
            }
            if is_second_ready {
                break;
            }
        }
    }
}

/// Polls a call so many times, drops it, and says whether it was ready. The other tasks run meanwhile.
async fn ready_within<M: Mover>(polls: u32, mover: &mut M, from: &Store, to: &Store) -> bool {
    let is_ready = {
        let mut call = pin!(mover.move_all(from, to));
        let mut is_ready = false;
        for _ in 0..polls {
            if poll!(&mut call).is_ready() {
                is_ready = true;
                break;
            }
        }
        is_ready
    };
    let left = (from.items(), to.items());
    for _ in 0..10 {
        yield_now().await;
    }
    assert_eq!((from.items(), to.items()), left, "changed after the drop");
    is_ready
}
