//! Implementations that each break one sentence of the specification.

use std::marker::PhantomData;

use ch14::crowd::MapLimited;
use futures::stream::{FuturesUnordered, StreamExt};
use tokio::task::AbortHandle;

/// A `map_limited` with one rule changed.
pub struct Wrong<C>(PhantomData<C>);

/// The rule.
pub trait Changed: Send + Sync + 'static {
    const IN_BATCHES: bool = false;
    const ROOM_AFTER_THE_FIRST: bool = false;
    const AS_THEY_END: bool = false;
    const WAITS_AFTER_ERROR: bool = false;
    const GOES_ON_AFTER_ERROR: bool = false;
    const GOES_ON_AFTER_DROP: bool = false;

    fn limit(limit: usize) -> usize {
        limit
    }
}

/// The tasks of jobs, which are aborted with it.
struct Tasks {
    handles: Vec<AbortHandle>,
    abort: bool,
}

impl Drop for Tasks {
    fn drop(&mut self) {
        if self.abort {
            self.handles.iter().for_each(AbortHandle::abort);
        }
    }
}

impl<C: Changed> MapLimited for Wrong<C> {
    async fn map_limited<F, Fut>(items: Vec<u32>, limit: usize, job: F) -> Result<Vec<u32>, u32>
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static,
    {
        let limit = C::limit(limit);
        let mut results = vec![None; items.len()];
        let mut as_they_end = Vec::new();
        let mut error = None;
        let mut started = 0;
        let mut running = FuturesUnordered::new();
        let mut tasks = Tasks {
            handles: Vec::new(),
            abort: !C::GOES_ON_AFTER_DROP,
        };
        loop {
            let first = results.iter().position(Option::is_none);
            let first = first.unwrap_or(items.len());
            let may_start = error.is_none() && (running.is_empty() || !C::IN_BATCHES);
            while may_start
                && started < items.len()
                && running.len() < limit
                && (started < first + limit || !C::ROOM_AFTER_THE_FIRST)
            {
                let task = tokio::spawn(job(items[started]));
                tasks.handles.push(task.abort_handle());
                let at = started;
                running.push(async move { (at, task.await.expect("no job panics")) });
                started += 1;
            }
            match running.next().await {
                None => break,
                Some((at, Ok(result))) => {
                    results[at] = Some(result);
                    as_they_end.push(result);
                }
                Some((_, Err(failed))) => {
                    error.get_or_insert(failed);
                    if !C::WAITS_AFTER_ERROR {
                        tasks.abort = !C::GOES_ON_AFTER_ERROR;
                        break;
                    }
                }
            }
        }
        match error {
            Some(error) => Err(error),
            None if C::AS_THEY_END => Ok(as_they_end),
            None => Ok(results.into_iter().flatten().collect()),
        }
    }
}

pub struct OneAtATime;
impl Changed for OneAtATime {
    fn limit(_: usize) -> usize {
        1
    }
}

pub struct OneMore;
impl Changed for OneMore {
    fn limit(limit: usize) -> usize {
        limit + 1
    }
}

pub struct InBatches;
impl Changed for InBatches {
    const IN_BATCHES: bool = true;
}

pub struct RoomAfterTheFirst;
impl Changed for RoomAfterTheFirst {
    const ROOM_AFTER_THE_FIRST: bool = true;
}

pub struct AsTheyEnd;
impl Changed for AsTheyEnd {
    const AS_THEY_END: bool = true;
}

pub struct WaitsAfterError;
impl Changed for WaitsAfterError {
    const WAITS_AFTER_ERROR: bool = true;
}

pub struct GoesOnAfterError;
impl Changed for GoesOnAfterError {
    const GOES_ON_AFTER_ERROR: bool = true;
}

pub struct GoesOnAfterDrop;
impl Changed for GoesOnAfterDrop {
    const GOES_ON_AFTER_DROP: bool = true;
}
