//! Futures that are polled at first, and then only when they were woken.

use std::pin::Pin;
use std::task::Poll;

use kit::ByHand;

/// Without an end to this, a future that wakes itself would be polled forever.
const MOST_POLLS: usize = 1_000;

type Boxed<'a, R> = Pin<Box<dyn Future<Output = R> + 'a>>;

pub struct Crowd<'a, R> {
    futures: Vec<Option<Member<'a, R>>>,
}

struct Member<'a, R> {
    future: ByHand<Boxed<'a, R>>,
    /// How often it had been woken when it was last polled.
    seen: Option<usize>,
}

impl<'a, R> Crowd<'a, R> {
    pub fn new() -> Self {
        Self {
            futures: Vec::new(),
        }
    }

    pub fn add(&mut self, future: impl Future<Output = R> + 'a) {
        let future: Boxed<'a, R> = Box::pin(future);
        self.futures.push(Some(Member {
            future: ByHand::new(future),
            seen: None,
        }));
    }

    /// How many are neither ready nor dropped.
    pub fn len(&self) -> usize {
        self.futures.iter().flatten().count()
    }

    pub fn cancel(&mut self, nth: usize) {
        self.futures[nth] = None;
    }

    /// Polls the new ones, and those that were woken, until none is. Returns the outputs of those that are ready.
    pub fn run(&mut self) -> Vec<R> {
        let mut outputs = Vec::new();
        for _ in 0..MOST_POLLS {
            let mut polled = false;
            for place in &mut self.futures {
                let Some(Member { future, seen }) = place else {
                    continue;
                };
                let wakes = future.wakes();
                if *seen == Some(wakes) {
                    continue;
                }
                (polled, *seen) = (true, Some(wakes));
                if let Poll::Ready(output) = future.poll() {
                    outputs.push(output);
                    *place = None;
                }
            }
            if !polled {
                return outputs;
            }
        }
        panic!(
            "a `get` or `join` that waits was polled {MOST_POLLS} times: each time it was woken, although nothing had \
             changed"
        );
    }
}
