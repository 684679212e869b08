//! Style: polls by hand, with a waker that does nothing.

use std::pin::pin;
use std::task::{Context, Waker};

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
    let moved: Vec<u32> = (10..16).collect();
    for polls in 0..30 {
        for more in 0..30 {
            let (from, to) = (Store::new(moved.clone()), Store::new([]));
            let mut mover = M::default();
            for polls in [polls, more] {
                some_polls(&mut mover, &from, &to, polls);
                let now = format!("{from:?} {to:?}");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                assert_eq!(now, format!("{from:?} {to:?}"));
            }
            mover.move_all(&from, &to).await;
            assert_eq!(moved, to.items());
            assert_eq!(from.items(), []);
        }
    }
}

fn some_polls<M: Mover>(mover: &mut M, from: &Store, to: &Store, polls: usize) {
    let mut future = pin!(mover.move_all(from, to));
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..polls {
        if future.as_mut().poll(&mut cx).is_ready() {
            break;
        }
    }
}
