//! What creates, deletes and renames files: one after the other, on a thread of its own.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use ch15::http::Failure;
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

/// A thread that works through a queue; it ends with the last clone. In the kernel, two threads that change one
/// directory wait for each other, and spin while they do; so more threads than one make small files slower.
#[derive(Clone)]
pub struct Lane(Sender<Job>);

impl Lane {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// If the system has no thread left.
    pub fn start() -> io::Result<Self> {
        let (jobs, queue) = channel::<Job>();
        thread::Builder::new()
            .name("files".to_owned())
            .spawn(move || queue.into_iter().for_each(|job| job()))?;
        Ok(Self(jobs))
    }

    /// Runs `work` there. If the future is dropped, the work is done all the same.
    ///
    /// # Errors
    ///
    /// [`Failure::Disk`] with the words of the error, or if the thread has panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> io::Result<T> + Send + 'static,
    ) -> Result<T, Failure> {
        let (tell, done) = oneshot::channel();
        // Without a thread, the job is dropped here, and `tell` with it.
        let _ = self.0.send(Box::new(move || {
            let _ = tell.send(work());
        }));
        let done = done
            .await
            .map_err(|_| disk("the thread for files has panicked"))?;
        done.map_err(disk)
    }
}

/// What an error of the disk says.
pub fn disk(error: impl ToString) -> Failure {
    Failure::Disk(error.to_string())
}
