//! # A leak counter
//!
//! ```
//! let census = Census::new();
//! let before = census.alive();
//! tokio::spawn(census.track("ping", ping(connection)));
//! // census.alive() is {"ping": 1}, and census.grown_since(&before) is {"ping": 1}.
//! ```
//!
//! A server whose tasks do not end grows, one task a connection. The runtime can tell how many tasks it has, and not
//! which ones. A counter that a task raises at its start and lowers at its end is wrong as soon as a task is
//! cancelled, panics, or is never polled.
//!
//! Write `track`, `alive` and `grown_since`. Requirements:
//!
//! 1. A future counts from the call of `track` on, also before its first poll, and until it has returned its output.
//! 2. A future that panics, or is dropped before its end (polled or not), no longer counts.
//! 3. `alive` has each name with the number of its futures. A name without futures is missing.
//! 4. `grown_since` has each name with more futures than in `before`, and how many more there are.
//! 5. The tracked future is transparent: it gives the output of `future`, runs nothing of it before its first poll,
//!    and can be spawned if `future` can.
//! 6. Clones of a census count together, and other censuses do not. The census may be dropped before its futures.
//!
//! Left open: when a future that has ended is dropped, and whether it still counts while it is being dropped.

use std::collections::BTreeMap;

/// Counts futures by name. Clones share the count.
#[derive(Clone, Default)]
pub struct Census {}

impl Census {
    /// A census that counts nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts `future` below `name` for as long as it lives.
    pub fn track<F: Future>(
        &self,
        name: &str,
        future: F,
    ) -> impl Future<Output = F::Output> + use<F> {
        // So that the stub compiles without a warning: delete these lines.
        if true {
            todo!("count a future below {name:?} until it ends or is dropped")
        }
        future
    }

    /// How many futures of each name are alive.
    pub fn alive(&self) -> BTreeMap<String, usize> {
        todo!("return each name with the number of its futures")
    }

    /// What has grown since `before`: each name of which there are more now, with the difference.
    pub fn grown_since(&self, before: &BTreeMap<String, usize>) -> BTreeMap<String, usize> {
        todo!("compare what is alive with {before:?}")
    }
}
