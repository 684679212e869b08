//! Style: each poll has a new waker; all share one place, in which the thread stores its handle before it sleeps.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use futures::task::{ArcWake, waker};

use crate::sync::{Arc, Mutex, thread};

enum Bed {
    Empty,
    Sleeps(thread::Thread),
    Called,
}

struct Room(Mutex<Bed>);

impl ArcWake for Room {
    fn wake_by_ref(room: &Arc<Self>) {
        let before = std::mem::replace(&mut *room.0.lock().unwrap(), Bed::Called);
        if let Bed::Sleeps(thread) = before {
            thread.unpark()
        }
    }
}

/// Polls `future` on this thread until it is ready; the thread sleeps while there is nothing to poll.
pub fn block_on<F: Future>(future: F) -> F::Output {
    let room = Arc::new(Room(Mutex::new(Bed::Empty)));
    let mut future = pin!(future);
    loop {
        *room.0.lock().unwrap() = Bed::Empty;
        // A new waker for each poll, all of the same room.
        let waker: Waker = waker(room.clone());
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        loop {
            let mut bed = room.0.lock().unwrap();
            if matches!(*bed, Bed::Called) {
                break;
            }
            *bed = Bed::Sleeps(thread::current());
            drop(bed);
            thread::park();
        }
    }
}
