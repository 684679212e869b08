//! # A pipeline of two stages
//!
//! ```
//! let shrink = |upload| async move { make_thumbnail(upload).await };
//! let store = |thumbnail| async move { save(thumbnail).await };
//! let saved = pipeline(uploads, 8, shrink, store).await?;
//! ```
//!
//! An upload service makes a thumbnail of each upload, then stores it. If it does one step after the other, the
//! disk is idle while the processor works, and the other way round. With a queue between the two steps both work at
//! the same time. If the queue has no bound, all thumbnails wait in memory whenever the disk is slow.
//!
//! Write `pipeline`. Requirements:
//!
//! 1. Each job goes through `first` and then through `second`. When all have, the results are returned in the order
//!    of the jobs.
//! 2. The two stages work at the same time, each on one job at a time. A stage that has ended a job begins the next
//!    one if there is one and, for the first stage, if there is room.
//! 3. At most `capacity` outputs of the first stage are queued for the second. When the queue is full, the first
//!    stage may begin one more job, whose output then waits for room.
//! 4. `jobs` is asked for a job when the first stage begins it, or one job ahead.
//! 5. The first error to occur, in either stage, is returned at once: the other stage is not waited for.
//! 6. After an error, neither `first` nor `second` is called again.
//!
//! Left open: a capacity of 0, which of two errors is returned if both occur in the same poll, and panics. A task is
//! not needed: what is passed in may borrow from the caller.

use tokio::sync::mpsc;

/// Sends all `jobs` through both stages, with a queue of `capacity` between them.
pub async fn pipeline<T, U, V, E, A, B>(
    jobs: impl IntoIterator<Item = T>,
    capacity: usize,
    mut first: impl FnMut(T) -> A,
    mut second: impl FnMut(U) -> B,
) -> Result<Vec<V>, E>
where
    A: Future<Output = Result<U, E>>,
    B: Future<Output = Result<V, E>>,
{
    let (to_second, mut from_first) = mpsc::channel(capacity);
    // `move`: the second stage ends when the only sender is dropped, which is at the end of this block.
    let first_stage = async move {
        for job in jobs {
            let output = first(job).await?;
            if to_second.send(output).await.is_err() {
                break;
            }
        }
        Ok(())
    };
    let second_stage = async {
        let mut results = Vec::new();
        while let Some(output) = from_first.recv().await {
            results.push(second(output).await?);
        }
        Ok(results)
    };
    let ((), results) = tokio::try_join!(first_stage, second_stage)?;
    Ok(results)
}
