//! Implementations that do what the specification says, in several styles.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use ch14::crowd::MapLimited;
use futures::stream::{FuturesUnordered, StreamExt, TryStreamExt, iter};
use tokio::task::JoinSet;

/// A set of futures that is filled up after each end.
pub struct Refilled;

impl MapLimited for Refilled {
    async fn map_limited<F, Fut>(items: Vec<u32>, limit: usize, job: F) -> Result<Vec<u32>, u32>
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static,
    {
        let mut results = vec![0; items.len()];
        let mut items = items.into_iter().enumerate();
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < limit
                && let Some((at, item)) = items.next()
            {
                let job = job(item);
                running.push(async move { job.await.map(|result| (at, result)) });
            }
            let Some(ended) = running.next().await else {
                return Ok(results);
            };
            let (at, result) = ended?;
            results[at] = result;
        }
    }
}

/// As many workers as the limit allows, in tasks of their own, which share the items.
pub struct Workers;

impl MapLimited for Workers {
    async fn map_limited<F, Fut>(items: Vec<u32>, limit: usize, job: F) -> Result<Vec<u32>, u32>
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static,
    {
        let results = Arc::new(Mutex::new(vec![0; items.len()]));
        let queue: VecDeque<_> = items.into_iter().enumerate().collect();
        let (queue, job) = (Arc::new(Mutex::new(queue)), Arc::new(job));
        let mut workers = JoinSet::new();
        for _ in 0..limit {
            let (queue, results, job) = (queue.clone(), results.clone(), job.clone());
            workers.spawn(async move {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some((at, item)) = next else {
                        return Ok::<_, u32>(());
                    };
                    let result = job(item).await?;
                    results.lock().unwrap()[at] = result;
                }
            });
        }
        while let Some(worker) = workers.join_next().await {
            worker.expect("no job panics")?;
        }
        Ok(std::mem::take(&mut results.lock().unwrap()))
    }
}

/// Adapters of streams, and a sort at the end.
pub struct Adapters;

impl MapLimited for Adapters {
    async fn map_limited<F, Fut>(items: Vec<u32>, limit: usize, job: F) -> Result<Vec<u32>, u32>
    where
        F: Fn(u32) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<u32, u32>> + Send + 'static,
    {
        let jobs = iter(items).enumerate().map(|(at, item)| {
            let job = job(item);
            async move { job.await.map(|result| (at, result)) }
        });
        let mut results: Vec<_> = jobs.buffer_unordered(limit).try_collect().await?;
        results.sort_unstable();
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }
}
