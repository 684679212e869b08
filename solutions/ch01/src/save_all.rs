//! # Nothing forgotten
//!
//! A visitor came by, the counter says "3 saved", and the store is empty: the code called `save`
//! and did not await it. Nothing crashed, and no test noticed. Here every visit counts.
//!
//! Write `save_all`. It is judged by these promises:
//!
//! - Calling `save_all` does nothing yet; the work is done when its future is awaited.
//! - Every visit is given to `save` exactly once, in the order given. There may be up to a thousand.
//! - One save has ended before the next one starts: the store takes one at a time. A save starts when
//!   its future is first polled, as every future does.
//! - It resolves to the number of visits that the store has taken: those whose save said `true`.
//!   A visit that the store refuses is no reason to stop.
//! - When it resolves, no save is still under way.

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
