//! Style: a bit for each future, in words of 64.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Made by [`join_many`].
pub struct JoinMany<F: Future> {
    slots: Vec<Slot<F>>,
    wakers: Vec<Waker>,
    shared: Arc<Shared>,
}

enum Slot<F: Future> {
    Waits(Pin<Box<F>>),
    Over(F::Output),
}

impl<F: Future> Unpin for JoinMany<F> {}

/// A future that waits for all of `futures` at the same time, and is ready with their outputs in order.
pub fn join_many<F: Future>(futures: Vec<F>) -> JoinMany<F> {
    let count = futures.len();
    let words = (0..count.div_ceil(64)).map(|_| AtomicU64::new(u64::MAX));
    let shared = Arc::new(Shared {
        words: words.collect(),
        task: Mutex::new(None),
    });
    let bit = |at| {
        Waker::from(Arc::new(Bit {
            at,
            shared: Arc::clone(&shared),
        }))
    };
    JoinMany {
        slots: futures
            .into_iter()
            .map(|future| Slot::Waits(Box::pin(future)))
            .collect(),
        wakers: (0..count).map(bit).collect(),
        shared,
    }
}

impl<F: Future> Future for JoinMany<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        *this.shared.task.lock().unwrap() = Some(cx.waker().clone());
        for (at, slot) in this.slots.iter_mut().enumerate() {
            let bit = 1 << (at % 64);
            let Slot::Waits(future) = slot else { continue };
            if this.shared.words[at / 64].fetch_and(!bit, SeqCst) & bit == 0 {
                continue;
            }
            if let Poll::Ready(output) = future
                .as_mut()
                .poll(&mut Context::from_waker(&this.wakers[at]))
            {
                *slot = Slot::Over(output);
            }
        }
        if this.slots.iter().any(|slot| matches!(slot, Slot::Waits(_))) {
            return Poll::Pending;
        }
        let outputs = this.slots.drain(..).map(|slot| match slot {
            Slot::Over(output) => output,
            Slot::Waits(_) => unreachable!(),
        });
        Poll::Ready(outputs.collect())
    }
}

struct Shared {
    words: Vec<AtomicU64>,
    task: Mutex<Option<Waker>>,
}

struct Bit {
    at: usize,
    shared: Arc<Shared>,
}

impl Wake for Bit {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.shared.words[self.at / 64].fetch_or(1 << (self.at % 64), SeqCst);
        let task = self.shared.task.lock().unwrap().take();
        if let Some(task) = task {
            task.wake();
        }
    }
}
