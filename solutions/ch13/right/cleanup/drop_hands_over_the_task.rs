//! Style: `drop` spawns on each way out, and `with_lock` waits until the task is done.

use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// Locks tables for its clients.
pub trait Server: Clone + Send + Sync + 'static {
    /// Waits until `table` is free, locks it and returns the number of the lock.
    fn lock(&self, table: &str) -> impl Future<Output = u64> + Send;

    /// Removes the lock with this number.
    fn unlock(&self, lock: u64) -> impl Future<Output = ()> + Send;
}

/// Does `work` while `table` is locked.
///
/// # Errors
/// The error of `work`.
pub async fn with_lock<S: Server, T, E>(
    server: &S,
    table: &str,
    work: impl AsyncFnOnce() -> Result<T, E>,
) -> Result<T, E> {
    let (done, unlocked) = oneshot::channel();
    let lock = Lock {
        id: server.lock(table).await,
        server: server.clone(),
        done: Some(done),
    };
    let result = work().await;
    drop(lock);
    // An error: the sender was dropped, at the end of the task.
    let _ = unlocked.await;
    result
}

/// Removes its lock when it is dropped, and then drops `done`.
struct Lock<S: Server> {
    id: u64,
    server: S,
    done: Option<oneshot::Sender<()>>,
}

impl<S: Server> Drop for Lock<S> {
    fn drop(&mut self) {
        let (id, server, done) = (self.id, self.server.clone(), self.done.take());
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move {
                server.unlock(id).await;
                drop(done);
            });
        }
    }
}
