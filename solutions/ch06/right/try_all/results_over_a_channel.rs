//! Style: each task catches its own panic and sends what became of it, with its place, over a channel.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures::FutureExt;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub async fn try_all<F, T, E>(jobs: Vec<F>) -> Result<Vec<T>, E>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let mut owner = JoinSet::new();
    let count = jobs.len();
    for (place, job) in jobs.into_iter().enumerate() {
        let sender = sender.clone();
        owner.spawn(async move {
            let ended = AssertUnwindSafe(job).catch_unwind().await;
            let _ = sender.send((place, ended));
        });
    }
    drop(sender);
    let mut values: Vec<Option<T>> = std::iter::repeat_with(|| None).take(count).collect();
    let failed = loop {
        match receiver.recv().await {
            None => return Ok(values.into_iter().map(Option::unwrap).collect()),
            Some((place, Ok(Ok(value)))) => values[place] = Some(value),
            Some((_, Ok(Err(error)))) => break Ok(error),
            Some((_, Err(payload))) => break Err(payload),
        }
    };
    owner.abort_all();
    while owner.join_next().await.is_some() {}
    match failed {
        Ok(error) => Err(error),
        Err(payload) => resume_unwind(payload),
    }
}
