//! Belief: nobody has more tasks than that.
//! Rejected by: numbers_come_out_in_the_order_of_their_wakes
//! Saying: it did not give Some(10000)

use std::task::{Wake, Waker};

use crate::sync::{Arc, Mutex, Weak, mpsc};

struct Pipe {
    sender: mpsc::SyncSender<Arc<Ticket>>,
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
        if pipe.sender.try_send(self.clone()).is_err() {
            return;
        }
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
    /// An empty queue. `alarm` is called each time that a number comes into the empty queue.
    pub fn new(alarm: impl Fn() + Send + Sync + 'static) -> Self {
        let (sender, receiver) = mpsc::sync_channel(10_000);
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

    /// The waker of task `id`. It is made once for each task; whoever needs it again clones it.
    pub fn waker(&self, id: usize) -> Waker {
        Arc::new(Ticket {
            id,
            inside: Mutex::new(false),
            shared: Arc::downgrade(&self.shared),
        })
        .into()
    }

    /// Takes out the number that has waited longest.
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
