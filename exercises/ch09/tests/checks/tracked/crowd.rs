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
    name: &'static str,
}

impl<'a, R> Crowd<'a, R> {
    pub fn new() -> Self {
        Self {
            futures: Vec::new(),
        }
    }

    pub fn add<F: Future<Output = R> + 'a>(&mut self, future: F) {
        let called = std::any::type_name::<F>();
        let name = ["get", "join"]
            .into_iter()
            .find(|name| called.contains(&format!("::{name}::")));
        let future: Boxed<'a, R> = Box::pin(future);
        self.futures.push(Some(Member {
            future: ByHand::new(future),
            seen: None,
            name: name.unwrap_or("get` or `join"),
        }));
    }

    /// How many are neither ready nor dropped.
    pub fn len(&self) -> usize {
        self.futures.iter().flatten().count()
    }

    /// Whether the one with this number is neither ready nor dropped.
    pub fn waits(&self, nth: usize) -> bool {
        self.futures.get(nth).is_some_and(Option::is_some)
    }

    /// How many of those were polled once, and never woken.
    pub fn asleep(&self) -> usize {
        let waiting = self.futures.iter().flatten();
        waiting.filter(|member| member.future.wakes() == 0).count()
    }

    pub fn cancel(&mut self, nth: usize) {
        self.futures[nth] = None;
    }

    /// Polls the new ones, and those that were woken, until none is. Returns the outputs of those that are ready.
    pub fn run(&mut self) -> Vec<R> {
        let (mut outputs, mut last) = (Vec::new(), "");
        for _ in 0..MOST_POLLS {
            let mut polled = false;
            for place in &mut self.futures {
                let Some(Member { future, seen, name }) = place else {
                    continue;
                };
                let wakes = future.wakes();
                if *seen == Some(wakes) {
                    continue;
                }
                (polled, *seen, last) = (true, Some(wakes), *name);
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
            "a `{last}` that waits was polled {MOST_POLLS} times: it was woken each time, although nothing had \
             changed\n\n\
             A call that waits stores its waker, and is woken by the call that changes something. It does not wake \
             itself."
        );
    }
}
