//! Style: a task of its own holds the lock, until a channel says that the work is over.

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
    let id = server.lock(table).await;
    let (over, mut keeper) = keep(server.clone(), id);
    let result = work().await;
    drop(over);
    keeper.finish().await;
    result
}

/// The task may be polled by hand too: without a runtime there is none.
fn keep<S: Server>(server: S, id: u64) -> (oneshot::Sender<()>, Keeper) {
    let (over, is_over) = oneshot::channel::<()>();
    let unlock = async move {
        let _ = is_over.await;
        server.unlock(id).await;
    };
    let task = tokio::runtime::Handle::try_current()
        .ok()
        .map(|runtime| runtime.spawn(unlock));
    (over, Keeper { task })
}

struct Keeper {
    task: Option<tokio::task::JoinHandle<()>>,
}

impl Keeper {
    async fn finish(&mut self) {
        if let Some(task) = self.task.take() {
            let _ = task.await;
        }
    }
}
