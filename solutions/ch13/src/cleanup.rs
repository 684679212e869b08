//! An explicit release is awaited on each way that can await; `drop` is the fallback for the others.

use tokio::runtime::Handle;

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
    let lock = Lock {
        id: Some(server.lock(table).await),
        server: server.clone(),
    };
    let result = work().await;
    lock.release().await;
    result
}

/// A lock at the server: to be released or, if that is not possible any more, dropped.
struct Lock<S: Server> {
    id: Option<u64>,
    server: S,
}

impl<S: Server> Lock<S> {
    async fn release(mut self) {
        if let Some(id) = self.id {
            self.server.unlock(id).await;
            // Only now: if this future is dropped before, `drop` has to unlock.
            self.id = None;
        }
    }
}

impl<S: Server> Drop for Lock<S> {
    fn drop(&mut self) {
        let Some(id) = self.id else { return };
        let server = self.server.clone();
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { server.unlock(id).await });
        }
    }
}
