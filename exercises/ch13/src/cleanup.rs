//! # A clean-up that does not run
//!
//! ```
//! with_lock(&server, "users", async || migrate().await).await?;
//! // While `migrate` ran, the table was locked. Now it is not.
//! ```
//!
//! A bug report: "The program migrates the table and ends with success. After that, the table is still locked, and
//! all others wait until an administrator unlocks it." To reproduce it, ask the server for its locks as soon as
//! `with_lock` has returned, or let the program end there.
//!
//! Find the cause, and fix it with a small change. Requirements:
//!
//! 1. When `with_lock` returns, the server has completed `unlock`, if the work was successful and if it has failed.
//! 2. The result of the work is returned. The table is locked from before the work until after it.
//! 3. If the future of `with_lock` is dropped at any await, or if the work panics, a task calls `unlock` soon
//!    afterwards, as long as the runtime runs. No lock is left behind.
//! 4. `unlock` is called once. If a call was dropped before it completed, it is called once more.
//! 5. Dropping the future outside a runtime does not panic.
//!
//! Left open: what happens to the lock if the runtime ends while the work runs.

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
    let _lock = Lock {
        id: server.lock(table).await,
        server: server.clone(),
    };
    work().await
}

/// Removes its lock when it is dropped.
struct Lock<S: Server> {
    id: u64,
    server: S,
}

impl<S: Server> Drop for Lock<S> {
    fn drop(&mut self) {
        let (id, server) = (self.id, self.server.clone());
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(async move { server.unlock(id).await });
        }
    }
}
