//! Style: places with generations; each future has a number, so that a late drop finds nothing of its own.

use std::cell::RefCell;
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use poller::{Event, Events, Poller, Socket};

#[derive(Default)]
struct Slot {
    generation: usize,
    socket: Option<Arc<dyn Socket>>,
    /// Number of the waiting future, and its waker until it was found.
    waiting: [Option<(u64, Option<Waker>)>; 2],
}

impl Slot {
    fn waits(&self, side: usize) -> bool {
        matches!(self.waiting[side], Some((_, Some(_))))
    }
}

#[derive(Default)]
struct Slots {
    slots: Vec<Slot>,
    free: Vec<usize>,
    numbers: u64,
}

const PLACES: usize = 1 << 20;

impl Slots {
    fn at(&mut self, key: usize) -> Option<&mut Slot> {
        let slot = self.slots.get_mut(key % PLACES)?;
        (slot.generation == key / PLACES && slot.socket.is_some()).then_some(slot)
    }

    fn renew(&mut self, poller: &Poller, key: usize) -> io::Result<()> {
        let Some(slot) = self.at(key) else {
            return Ok(());
        };
        let interest = Event::new(key, slot.waits(0), slot.waits(1));
        poller.modify(slot.socket.as_ref().expect("it is in use"), interest)
    }
}

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    word: Arc<AtomicU32>,
    slots: Rc<RefCell<Slots>>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
    word: Arc<AtomicU32>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    poller: Arc<Poller>,
    slots: Rc<RefCell<Slots>>,
}

impl Reactor {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            word: Arc::default(),
            slots: Rc::default(),
        })
    }

    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: self.poller.clone(),
            word: self.word.clone(),
        }
    }

    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let mut slots = self.slots.borrow_mut();
        let place = slots.free.pop().unwrap_or(slots.slots.len());
        if place == slots.slots.len() {
            slots.slots.push(Slot::default());
        }
        let key = slots.slots[place].generation * PLACES + place;
        if let Err(error) = self.poller.add(&socket, Event::none(key)) {
            slots.free.push(place);
            return Err(error);
        }
        slots.slots[place].socket = Some(socket.clone());
        drop(slots);
        Ok(Source {
            socket,
            key,
            poller: self.poller.clone(),
            slots: self.slots.clone(),
        })
    }

    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        const FAR: Duration = Duration::from_secs(3600);
        let mut left = timeout;
        loop {
            let before = Instant::now();
            let mut events = Events::new();
            self.poller
                .wait(&mut events, Some(left.unwrap_or(FAR).min(FAR)))?;
            left = left.map(|left| left.saturating_sub(before.elapsed()));
            let mut awake = Vec::new();
            for event in events.iter() {
                let mut slots = self.slots.borrow_mut();
                let Some(slot) = slots.at(event.key) else {
                    continue;
                };
                for (waiting, ready) in slot
                    .waiting
                    .iter_mut()
                    .zip([event.readable, event.writable])
                {
                    if let (true, Some((_, waker))) = (ready, waiting) {
                        awake.extend(waker.take());
                    }
                }
                if slots
                    .at(event.key)
                    .is_some_and(|slot| slot.waits(0) || slot.waits(1))
                {
                    slots.renew(&self.poller, event.key)?;
                }
            }
            let nobody = awake.is_empty();
            awake.into_iter().for_each(Waker::wake);
            if self.word.swap(0, Ordering::AcqRel) != 0 || !nobody || left == Some(Duration::ZERO) {
                return Ok(());
            }
        }
    }
}

impl Notifier {
    pub fn notify(&self) {
        self.word.store(1, Ordering::Release);
        self.poller.notify().unwrap();
    }
}

struct Ready<'a> {
    poller: &'a Poller,
    slots: &'a RefCell<Slots>,
    key: usize,
    side: usize,
    number: Option<u64>,
}

impl Future for Ready<'_> {
    type Output = io::Result<()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let mut slots = this.slots.borrow_mut();
        let number = match this.number {
            Some(number) => number,
            None => {
                slots.numbers += 1;
                this.number = Some(slots.numbers);
                let number = slots.numbers;
                let slot = slots.at(this.key).expect("its source is there");
                slot.waiting[this.side] = Some((number, Some(cx.waker().clone())));
                number
            }
        };
        let slot = slots.at(this.key).expect("its source is there");
        let old = match &mut slot.waiting[this.side] {
            Some((whose, waker)) if *whose == number && waker.is_some() => {
                waker.replace(cx.waker().clone())
            }
            waiting => {
                *waiting = None;
                return Poll::Ready(Ok(()));
            }
        };
        let renewed = slots.renew(this.poller, this.key);
        drop(slots);
        drop(old);
        match renewed {
            Ok(()) => Poll::Pending,
            error => Poll::Ready(error),
        }
    }
}

impl Drop for Ready<'_> {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut slots = self.slots.borrow_mut();
        let Some(slot) = slots.at(self.key) else {
            return;
        };
        let mine = slot.waiting[self.side].take_if(|(whose, _)| *whose == number);
        if mine.is_some() {
            let _ = slots.renew(self.poller, self.key);
        }
        drop(slots);
        drop(mine);
    }
}

impl<S: Socket> Source<S> {
    pub fn get(&self) -> &S {
        &self.socket
    }

    pub fn readable(&self) -> impl Future<Output = io::Result<()>> {
        self.ready(0)
    }

    pub fn writable(&self) -> impl Future<Output = io::Result<()>> {
        self.ready(1)
    }

    fn ready(&self, side: usize) -> Ready<'_> {
        Ready {
            poller: &self.poller,
            slots: &self.slots,
            key: self.key,
            side,
            number: None,
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let mut slots = self.slots.borrow_mut();
        let place = self.key % PLACES;
        let slot = &mut slots.slots[place];
        slot.generation += 1;
        let old = (slot.socket.take(), std::mem::take(&mut slot.waiting));
        slots.free.push(place);
        drop(slots);
        let _ = self.poller.delete(&self.socket);
        drop(old);
    }
}
