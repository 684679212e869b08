//! Style: `select!` against a number of yields, and always as many drops as it takes.

use tokio::select;
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

/// Panics unless `M` does what [`Mover`] says.
pub async fn test<M: Mover>() {
    for first in 0..15 {
        for others in 0..15 {
            interrupted::<M>(first, others).await;
        }
    }
}

async fn interrupted<M: Mover>(first: usize, others: usize) {
    let (from, to) = (Store::new([7, 5, 9]), Store::new([1]));
    let mut mover = M::default();
    for turns in [first, others, others] {
        select! {
            biased;
            () = mover.move_all(&from, &to) => {}
            () = yields(turns) => {}
        }
        let (before, after) = (from.items(), to.items());
        yields(5).await;
        assert_eq!(before, from.items());
        assert_eq!(after, to.items());
    }
    mover.move_all(&from, &to).await;
    assert_eq!(to.items(), [1, 7, 5, 9]);
    assert!(from.items().is_empty());
}

async fn yields(turns: usize) {
    for _ in 0..turns {
        yield_now().await;
    }
}
