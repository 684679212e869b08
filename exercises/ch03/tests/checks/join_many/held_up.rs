//! A task whose waker does not return until the task has polled.

use std::sync::{Arc, Mutex, mpsc};
use std::task::Wake;
use std::time::Duration;

use super::desk::lock;

/// The messages to the thread that waits for a wake.
pub enum Told {
    TaskIsWoken,
    WakeHasReturned,
}

/// Tells that it was woken, and delays the return of that call until the task has polled.
pub struct HeldUp {
    pub woken: mpsc::Sender<Told>,
    pub until: Mutex<mpsc::Receiver<()>>,
}

impl Wake for HeldUp {
    fn wake(self: Arc<Self>) {
        let _ = self.woken.send(Told::TaskIsWoken);
        // If the answer wakes under a lock, the poll waits for that lock too: so this wait has an end.
        let _ = lock(&self.until).recv_timeout(Duration::from_secs(1));
    }
}
