//! Style: a `VecDeque` in a `RefCell`; one semaphore counts the free places, another one the outputs.

use std::cell::RefCell;
use std::collections::VecDeque;

use tokio::sync::Semaphore;

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
    let queue = RefCell::new(VecDeque::new());
    let (places, outputs) = (Semaphore::new(capacity), Semaphore::new(0));
    let first_stage = async {
        for job in jobs {
            let output = first(job).await?;
            places.acquire().await.expect("is never closed").forget();
            queue.borrow_mut().push_back(output);
            outputs.add_permits(1);
        }
        outputs.close();
        Ok(())
    };
    let second_stage = async {
        let mut results = Vec::new();
        loop {
            // A closed semaphore gives no permits, even if some are left.
            if let Ok(permit) = outputs.acquire().await {
                permit.forget();
            }
            let output = queue.borrow_mut().pop_front();
            let Some(output) = output else {
                return Ok(results);
            };
            places.add_permits(1);
            results.push(second(output).await?);
        }
    };
    let ((), results) = tokio::try_join!(first_stage, second_stage)?;
    Ok(results)
}
