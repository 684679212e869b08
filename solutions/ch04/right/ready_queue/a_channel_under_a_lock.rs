//! Style: both ends of a channel, and a count of what is in it, under one lock.

use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak, mpsc};

struct Pipe {
    sender: mpsc::Sender<Arc<Ticket>>,
    receiver: mpsc::Receiver<Arc<Ticket>>,
    inside: usize,
}

struct Shared {
    pipe: Mutex<Pipe>,
    alarm: Box<dyn Fn() + Send + Sync>,
}

struct Ticket {
    id: usize,
    inside: Mutex<bool>,
    shared: Weak<Shared>,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        let Some(shared) = self.shared.upgrade() else {
            return;
        };
        let mut pipe = shared.pipe.lock().unwrap();
        let mut inside = self.inside.lock().unwrap();
        if *inside {
            return;
        }
        *inside = true;
        drop(inside);
        let _ = pipe.sender.send(self.clone());
        pipe.inside += 1;
        let rings = pipe.inside == 1;
        drop(pipe);
        if rings {
            (shared.alarm)()
        }
    }
}

/// The numbers of the tasks that were woken, in order.
pub struct ReadyQueue {
    shared: Arc<Shared>,
}

impl ReadyQueue {
    /// An empty queue. `alarm` is called each time a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            shared: Arc::new(Shared {
                pipe: Mutex::new(Pipe {
                    sender,
                    receiver,
                    inside: 0,
                }),
                alarm: Box::new(alarm),
            }),
        }
    }

    /// The waker of task `id`. Called once for each task; later wakers are clones.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Ticket {
            id,
            inside: Mutex::new(false),
            shared: Arc::downgrade(&self.shared),
        })
        .into()
    }

    /// Takes out the number at the front.
    pub fn next(&self) -> Option<usize> {
        let mut pipe = self.shared.pipe.lock().unwrap();
        let ticket = pipe.receiver.try_recv().ok()?;
        pipe.inside -= 1;
        *ticket.inside.lock().unwrap() = false;
        Some(ticket.id)
    }

    /// How many numbers are in the queue.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.shared.pipe.lock().unwrap().inside
    }
}
