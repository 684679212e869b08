//! Implementations that each break one sentence of the specification.

use std::collections::VecDeque;
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
    const CALLS_EARLY: bool = false;
    const AS_THEY_END: bool = false;
    const WAITS_FOR_EARLIER: bool = false;
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
        // The futures of jobs that were called before there was room for them.
        let mut early: VecDeque<Fut> = if C::CALLS_EARLY {
            items.iter().map(|item| job(*item)).collect()
        } else {
            VecDeque::new()
        };
        let mut results = vec![None; items.len()];
        let mut as_they_end = Vec::new();
        // Of the job at that place.
        let mut error: Option<(usize, u32)> = None;
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
                let job = early.pop_front().unwrap_or_else(|| job(items[started]));
                let task = tokio::spawn(job);
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
                Some((at, Err(failed))) => {
                    let comes_first =
                        error.is_none_or(|(first, _)| C::WAITS_FOR_EARLIER && at < first);
                    if comes_first {
                        error = Some((at, failed));
                    }
                }
            }
            if let Some((at, _)) = error
                && !C::WAITS_AFTER_ERROR
                && (results[..at].iter().all(Option::is_some) || !C::WAITS_FOR_EARLIER)
            {
                tasks.abort = !C::GOES_ON_AFTER_ERROR;
                break;
            }
        }
        match error {
            Some((_, error)) => Err(error),
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

pub struct CallsEarly;
impl Changed for CallsEarly {
    const CALLS_EARLY: bool = true;
}

pub struct AsTheyEnd;
impl Changed for AsTheyEnd {
    const AS_THEY_END: bool = true;
}

pub struct WaitsAfterError;
impl Changed for WaitsAfterError {
    const WAITS_AFTER_ERROR: bool = true;
}

pub struct WaitsForEarlier;
impl Changed for WaitsForEarlier {
    const WAITS_FOR_EARLIER: bool = true;
}

pub struct GoesOnAfterError;
impl Changed for GoesOnAfterError {
    const GOES_ON_AFTER_ERROR: bool = true;
}

pub struct GoesOnAfterDrop;
impl Changed for GoesOnAfterDrop {
    const GOES_ON_AFTER_DROP: bool = true;
}
