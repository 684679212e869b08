//! How often Ctrl-C was pressed.

use tokio::sync::watch;

/// The number of times that Ctrl-C was pressed. Clones see the same.
#[derive(Clone)]
pub struct Presses(watch::Receiver<u32>);

impl Presses {
    /// Counts from now on, as long as the runtime runs. Ctrl-C no longer ends the process by itself.
    pub fn listen() -> Self {
        let (count, presses) = watch::channel(0);
        tokio::spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                count.send_modify(|count| *count += 1);
            }
            // No signals here: the sender stays, so that nothing takes its end for a press.
            count.closed().await;
        });
        Self(presses)
    }

    /// Waits until Ctrl-C was pressed `times` times.
    pub fn reach(&self, times: u32) -> impl Future<Output = ()> + Send + use<> {
        let mut count = self.0.clone();
        async move {
            // An error means that the runtime ends.
            let _ = count.wait_for(|count| *count >= times).await;
        }
    }

    /// How often until now.
    pub fn count(&self) -> u32 {
        *self.0.borrow()
    }
}
