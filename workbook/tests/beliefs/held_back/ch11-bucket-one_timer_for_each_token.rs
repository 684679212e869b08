// entry: one_timer_for_each_token
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Mutex;
use std::task::{Poll, Waker};

use tokio::time::{Duration, Instant, Sleep, sleep};

const SECOND: u128 = 1_000_000_000;

struct State {
    /// In tokens times a second's nanoseconds.
    held: u128,
    at: Instant,
    next: u64,
    queue: VecDeque<(u64, Waker)>,
}

pub struct Bucket {
    rate: u128,
    most: u128,
    state: Mutex<State>,
}

struct Ticket<'a> {
    bucket: &'a Bucket,
    number: Option<u64>,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut state = self.bucket.state.lock().unwrap();
        let was_first = state.queue.front().is_some_and(|(first, _)| *first == number);
        state.queue.retain(|(other, _)| *other != number);
        if was_first && let Some((_, waker)) = state.queue.front() {
            waker.wake_by_ref();
        }
    }
}

impl State {
    fn pour(&mut self, bucket: &Bucket) -> Result<(), Duration> {
        let now = Instant::now();
        let passed = now.duration_since(self.at).as_nanos();
        self.at = now;
        self.held = (self.held + passed * bucket.rate).min(bucket.most);
        match self.held.checked_sub(SECOND) {
            Some(left) => {
                self.held = left;
                Ok(())
            }
            None => {
                let nanos = (SECOND - self.held).div_ceil(bucket.rate);
                Err(Duration::from_nanos(nanos as u64))
            }
        }
    }
}

impl Bucket {
    pub fn new(rate: u32, burst: u32) -> Self {
        let most = u128::from(burst) * SECOND;
        let state = State { held: most, at: Instant::now(), next: 0, queue: VecDeque::new() };
        Self { rate: rate.into(), most, state: Mutex::new(state) }
    }

    pub async fn take(&self) {
        let mut ticket = Ticket { bucket: self, number: None };
        let mut timer: Option<Pin<Box<Sleep>>> = None;
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            let number = match ticket.number {
                Some(number) => number,
                None => {
                    state.next += 1;
                    ticket.number = Some(state.next);
                    let entry = (state.next, cx.waker().clone());
                    state.queue.push_back(entry);
                    state.next
                }
            };
            for (other, waker) in &mut state.queue {
                if *other == number {
                    waker.clone_from(cx.waker());
                }
            }
            if state.queue.front().is_none_or(|(first, _)| *first != number) {
                return Poll::Pending;
            }
            if let Some(timer) = &mut timer && timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            match state.pour(self) {
                Ok(()) => Poll::Ready(()),
                Err(missing) => {
                    // One timer, until this call has its token.
                    let mut new = Box::pin(sleep(missing + Duration::from_millis(1)));
                    let _ = new.as_mut().poll(cx);
                    timer = Some(new);
                    Poll::Pending
                }
            }
        })
        .await
    }

    pub fn try_take(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.queue.is_empty() && state.pour(self).is_ok()
    }
}
