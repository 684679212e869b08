//! Style: a handle for each job, awaited in the order of the list; a guard aborts what is left.

use tokio::task::JoinHandle;

/// What became of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T, E> {
    /// It returned a value.
    Done(T),
    /// It returned an error.
    Failed(E),
    /// It panicked, with this message.
    Panicked(String),
}

struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn gather<F, T, E>(jobs: Vec<F>) -> Vec<Outcome<T, E>>
where
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut tasks: Vec<_> = jobs
        .into_iter()
        .map(|job| AbortOnDrop(tokio::spawn(job)))
        .collect();
    let mut outcomes = Vec::with_capacity(tasks.len());
    for task in &mut tasks {
        outcomes.push(match (&mut task.0).await {
            Ok(Ok(value)) => Outcome::Done(value),
            Ok(Err(error)) => Outcome::Failed(error),
            Err(error) => {
                let payload = error.into_panic();
                let message = match payload.downcast::<String>() {
                    Ok(message) => *message,
                    Err(payload) => match payload.downcast::<&str>() {
                        Ok(message) => (*message).to_owned(),
                        Err(_) => String::new(),
                    },
                };
                Outcome::Panicked(message)
            }
        });
    }
    outcomes
}
