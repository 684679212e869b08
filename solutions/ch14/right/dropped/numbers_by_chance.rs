//! Style: drops after numbers of polls that a generator chooses, and the same mover once more at the end.

use std::time::Duration;

use tokio::time::sleep;
use tokio_test::task::spawn;

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

struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) % bound
    }
}

/// Calls `move_all`, polls it by hand so many times, and drops it. Gives whether it was ready.
async fn call<M: Mover>(mover: &mut M, from: &Store, to: &Store, polls: u64) -> bool {
    let mut task = spawn(mover.move_all(from, to));
    let mut is_ready = false;
    for _ in 0..polls {
        if task.poll().is_ready() {
            is_ready = true;
            break;
        }
        // Lets the runtime run what else there is.
        sleep(Duration::from_millis(1)).await;
    }
    drop(task);

    let stores = (from.items(), to.items());
    sleep(Duration::from_secs(2)).await;
    assert_eq!(
        (from.items(), to.items()),
        stores,
        "a store has changed after the drop"
    );
    is_ready
}

/// Drops one call after another, each after a number of polls out of `polls`; the last one ends.
async fn run<M: Mover>(items: &[u32], before: &[u32], polls: &[u64]) {
    let mut mover = M::default();
    let from = Store::new(items.to_vec());
    let to = Store::new(before.to_vec());
    let all = [before, items].concat();
    for &number in polls.iter().chain([&5_000]) {
        if call(&mut mover, &from, &to, number).await {
            assert_eq!(to.items(), all, "polls: {polls:?}");
            assert!(from.items().is_empty(), "polls: {polls:?}");
        } else {
            assert_ne!(number, 5_000, "never ready");
        }
    }
    // The same mover, again.
    from.put_back(11);
    from.put_back(10);
    assert!(call(&mut mover, &from, &to, 5_000).await, "never ready");
    assert_eq!(
        to.items(),
        [&all[..], &[10, 11]].concat(),
        "polls: {polls:?}"
    );
    assert!(from.items().is_empty());
}

/// Panics unless `M` does what [`Mover`] says.
pub async fn test<M: Mover>() {
    let lists: [(&[u32], &[u32]); 6] = [
        (&[], &[]),
        (&[], &[3]),
        (&[3], &[3]),
        (&[1, 2, 3], &[]),
        (&[4, 4, 3, 4], &[8, 4]),
        (&[6, 5, 4, 3, 2, 1], &[6, 5]),
    ];
    let mut random = Random(88_172_645_463_325_252);
    for (items, before) in lists {
        run::<M>(items, before, &[]).await;
        for polls in 0..40 {
            run::<M>(items, before, &[polls]).await;
        }
        for first in 0..10 {
            for second in 0..10 {
                run::<M>(items, before, &[first, second]).await;
            }
        }
        for polls in 1..8 {
            run::<M>(items, before, &[polls; 20]).await;
        }
        for _ in 0..50 {
            let number = 2 + random.below(9);
            let polls: Vec<u64> = (0..number).map(|_| random.below(7)).collect();
            run::<M>(items, before, &polls).await;
        }
    }
}
