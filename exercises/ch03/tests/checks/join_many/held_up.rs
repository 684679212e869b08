//! A task whose waker does not return until the task has polled.

use std::sync::{Arc, Mutex, mpsc};
use std::task::Wake;
use std::time::Duration;

use super::desk::lock;

/// What a thread that waits for a wake is told first.
pub enum Told {
    TaskIsWoken,
    WakeHasReturned,
}

/// Tells that it was woken, and holds up that call until the task has polled.
pub struct HeldUp {
    pub woken: mpsc::Sender<Told>,
    pub until: Mutex<mpsc::Receiver<()>>,
}

impl Wake for HeldUp {
    fn wake(self: Arc<Self>) {
        let _ = self.woken.send(Told::TaskIsWoken);
        // An answer that wakes under a lock holds up the poll too: then this must have an end.
        let _ = lock(&self.until).recv_timeout(Duration::from_secs(1));
    }
}
