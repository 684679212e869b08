//! Wakers that tell of their call, or do something in it, and what waits with them.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use kit::DropProbe;

use crate::explore::Steps;
use crate::explore::steps::WakeUp;
use crate::explored_join_handle as explored;

/// Waits for the handle as an executor does: polls it, and sleeps until its waker is called. The first
/// poll comes with another waker than the second and all that follow.
///
/// `ends` is the step of the task that is to wake it.
pub fn explored_wait<T>(
    handle: explored::JoinHandle<T>,
    steps: &Steps,
    ends: &WakeUp,
) -> Result<T, explored::JoinError> {
    let mut handle = pin!(handle);
    // A channel, and not `park`: shuttle lets that return without a reason.
    let (wake, woken) = shuttle::sync::mpsc::channel();
    let stale = Waker::from(Arc::new(Tells {
        steps: steps.clone(),
        wake: None,
    }));
    let fresh = Waker::from(Arc::new(Tells {
        steps: steps.clone(),
        wake: Some(wake),
    }));
    steps.tell("handle", "is polled");
    if let Poll::Ready(said) = handle.as_mut().poll(&mut Context::from_waker(&stale)) {
        ends.has_arrived();
        return said;
    }
    steps.tell("handle", "is polled with another waker");
    loop {
        if let Poll::Ready(said) = handle.as_mut().poll(&mut Context::from_waker(&fresh)) {
            ends.has_arrived();
            return said;
        }
        steps.tell("handle", "is pending");
        steps.sleeps("handle", "waits until it is woken", || {
            woken.recv().unwrap();
        });
        steps.tell("handle", "is polled again");
    }
}

/// Wakes the thread at the channel's other end, if there is one, and tells of it.
struct Tells {
    steps: Steps,
    wake: Option<shuttle::sync::mpsc::Sender<()>>,
}

impl Wake for Tells {
    fn wake(self: Arc<Self>) {
        match &self.wake {
            Some(wake) => {
                self.steps.tell("task", "wakes the handle");
                let _ = wake.send(());
            }
            None => self.steps.tell("task", "calls the waker of the first poll"),
        }
    }
}

/// Looks, when it is called, at what is still there.
pub struct Looks {
    pub probe: DropProbe,
    pub alive: Mutex<Vec<usize>>,
}

impl Wake for Looks {
    fn wake(self: Arc<Self>) {
        self.alive.lock().unwrap().push(self.probe.alive());
    }
}
