//! # Nothing forgotten
//!
//! ```
//! let visits = vec!["Ada".to_owned(), "Bo".to_owned(), "Cleo".to_owned()];
//! let saved = save_all(visits, |visit| store.save(visit)).await;
//! // The store has taken Ada and Cleo and refused Bo: saved is 2.
//! ```
//!
//! The counter says "3 saved", and the store is empty: the code called `save` and did not await what it
//! returned. Nothing crashed, and no test failed. Here a visit counts only if the store has taken it.
//!
//! Write `save_all`. Requirements:
//!
//! Saving:
//!
//! 1. Calling `save_all` does nothing yet. All work is done while its future is awaited.
//! 2. Each visit is given to `save` once, unchanged and in the order given. There are up to 1,000 visits,
//!    and a name may come more than once.
//! 3. A save starts only after the one before it has ended. It starts when its future is first polled, so
//!    you may create the future earlier.
//!
//! Result:
//!
//! 4. The result is the number of visits whose save returned `true`.
//! 5. If the store refuses a visit (its save returns `false`), that visit is not saved again, and the
//!    visits after it are saved as usual.
//! 6. When `save_all` returns, each save has been awaited to its end, however long that took.
//!
//! Left open: more than 1,000 visits, and what happens if a save panics.

/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        if save(visit).await {
            saved += 1;
        }
    }
    saved
}
