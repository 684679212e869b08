//! Belief: a place is free when its task is over.
//! Rejected by: a_task_that_is_over_is_dropped_at_once
//! Saying: and which nobody has woken

use std::collections::VecDeque;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures::future::BoxFuture;
use futures::task::{ArcWake, waker};

use crate::sync::{Arc, Condvar, Mutex};

/// A place, and the how-manieth who sits there. Place 0 is main's.
type Seat = (usize, u64);

enum Asks {
    First(BoxFuture<'static, ()>),
    Again(Seat),
}

struct Door {
    asks: Mutex<Option<VecDeque<Asks>>>,
    bell: Condvar,
}

impl Door {
    /// Gives back what nobody will hear.
    fn ask(&self, asks: Asks) -> Option<Asks> {
        match self.asks.lock().unwrap().as_mut() {
            Some(line) => line.push_back(asks),
            None => return Some(asks),
        }
        self.bell.notify_one();
        None
    }
}

struct Hand {
    seat: Seat,
    raised: Mutex<bool>,
    door: Arc<Door>,
}

impl ArcWake for Hand {
    fn wake_by_ref(hand: &Arc<Self>) {
        let mut raised = hand.raised.lock().unwrap();
        if !mem::replace(&mut *raised, true) {
            hand.door.ask(Asks::Again(hand.seat));
        }
    }
}

enum Place {
    Free,
    Taken {
        future: BoxFuture<'static, ()>,
        hand: Arc<Hand>,
    },
    Away,
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    door: Arc<Door>,
    places: Vec<(u64, Place)>,
    free: Vec<usize>,
}

/// Hands new tasks to an executor. Clones hand them to the same one.
#[derive(Clone)]
pub struct Spawner {
    door: Arc<Door>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let door = Door {
            asks: Mutex::new(Some(VecDeque::new())),
            bell: Condvar::new(),
        };
        Self {
            door: Arc::new(door),
            places: vec![(0, Place::Away)],
            free: vec![],
        }
    }

    /// What new tasks are spawned with.
    pub fn spawner(&self) -> Spawner {
        Spawner {
            door: self.door.clone(),
        }
    }

    fn hand(&self, seat: Seat) -> Arc<Hand> {
        Arc::new(Hand {
            seat,
            raised: Mutex::new(false),
            door: self.door.clone(),
        })
    }

    fn poll(&mut self, mut future: BoxFuture<'static, ()>, hand: Arc<Hand>) {
        let place = hand.seat.0;
        struct Leaves<'a>(&'a mut Executor, usize);
        impl Drop for Leaves<'_> {
            fn drop(&mut self) {
                let place = &mut self.0.places[self.1];
                place.1 = Place::Free;
                self.0.free.push(self.1);
            }
        }
        let leaves = Leaves(self, place);
        *hand.raised.lock().unwrap() = false;
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(&waker(hand.clone())));
        if polled.is_pending() {
            leaves.0.places[place].1 = Place::Taken { future, hand };
            mem::forget(leaves);
        } else {
            drop(future);
        }
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main: Pin<Box<F>> = Box::pin(main);
        self.places[0].0 += 1;
        let hand = self.hand((0, self.places[0].0));
        let own: Waker = waker(hand.clone());
        loop {
            *hand.raised.lock().unwrap() = false;
            if let Poll::Ready(output) = main.as_mut().poll(&mut Context::from_waker(&own)) {
                return output;
            }
            while let Some(asks) = self.heard(hand.seat) {
                match asks {
                    Asks::First(future) => {
                        let place = self.free.pop().unwrap_or_else(|| {
                            self.places.push((0, Place::Free));
                            self.places.len() - 1
                        });
                        let hand = self.hand((place, self.places[place].0));
                        self.places[place].1 = Place::Away;
                        self.poll(future, hand);
                    }
                    Asks::Again((place, who)) => {
                        let (sits, state) = &mut self.places[place];
                        if *sits != who {
                            continue;
                        }
                        if let Place::Taken { future, hand } = mem::replace(state, Place::Away) {
                            self.poll(future, hand);
                        }
                    }
                }
            }
        }
    }

    /// The next; `None` where it is main's turn.
    fn heard(&self, main: Seat) -> Option<Asks> {
        let empty = |asks: &mut Option<VecDeque<Asks>>| asks.as_ref().unwrap().is_empty();
        let asks = self.door.asks.lock().unwrap();
        let mut asks = self.door.bell.wait_while(asks, empty).unwrap();
        let asks = asks.as_mut().unwrap().pop_front().unwrap();
        match asks {
            Asks::Again(seat) if seat == main => None,
            other => Some(other),
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.door.ask(Asks::First(Box::pin(future)));
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let asks = self.door.asks.lock().unwrap().take();
        drop(asks);
        self.places.clear();
    }
}
