//! Wakers that report their call, or do something in it, and a wait with such wakers.

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use kit::DropProbe;

use crate::explore::Steps;
use crate::explore::steps::WakeUp;
use crate::explored_join_handle as explored;

/// The idea of a lost wake-up of the handle.
pub const ONE_STEP: &str = "The task can end between any two steps of a poll of its handle: before the \
    handle checks for a result, between that check and the storing of the waker, and while one waker replaces \
    another. So both sides take their steps under one lock: the handle checks and stores its waker, and the task \
    stores its result and takes the waker.";
const CALLS_THE_FIRST: &str = "calls the waker of the first poll";
/// The idea of a wake-up that comes too early.
const OUTPUT_FIRST: &str = "The woken task may run at once, on another thread: the result must be stored before \
    the waker of the handle is called.";

/// Waits for the handle as an executor does: polls it, and sleeps until its waker is called. The first
/// poll comes with another waker than the second and all that follow.
///
/// `ends` is the step of the task that must wake it.
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
    let mut woken_once = steps.has_told(CALLS_THE_FIRST);
    steps.tell("handle", "is polled with another waker");
    loop {
        if let Poll::Ready(said) = handle.as_mut().poll(&mut Context::from_waker(&fresh)) {
            ends.has_arrived();
            return said;
        }
        steps.tell("handle", "is pending");
        if woken_once {
            steps.explains(
                "the handle was woken before it could return anything, and is not woken again",
                OUTPUT_FIRST,
            );
        } else if steps.has_told(CALLS_THE_FIRST) {
            steps.explains(
                "a wake-up was lost: the task ended while its handle was being polled with a new waker, and called \
                 the waker of the poll before; this poll was Pending, and the new waker is not called",
                ONE_STEP,
            );
        }
        steps.sleeps("handle", "waits until it is woken", || {
            woken.recv().unwrap();
        });
        steps.tell("handle", "is polled again");
        woken_once = true;
    }
}

/// Wakes the thread at the other end of the channel, if there is one, and reports it.
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
            None => self.steps.tell("task", CALLS_THE_FIRST),
        }
    }
}

/// When it is called, records what is still alive.
pub struct Looks {
    pub probe: DropProbe,
    pub alive: Mutex<Vec<usize>>,
}

impl Wake for Looks {
    fn wake(self: Arc<Self>) {
        self.alive.lock().unwrap().push(self.probe.alive());
    }
}
