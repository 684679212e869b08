//! Style: a list in order, as numbers count down; a watch channel for each direction says that it was found.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use poller::{Event, Events, Poller, Socket};
use tokio::sync::watch;

/// How many wait for the two sides, and how often they were found.
struct Sides {
    waiting: [Cell<u32>; 2],
    found: [watch::Sender<u64>; 2],
}

struct Known {
    key: usize,
    socket: Arc<dyn Socket>,
    sides: Rc<Sides>,
}

impl Known {
    fn interest(&self) -> Event {
        let waits = |side: usize| self.sides.waiting[side].get() > 0;
        Event::new(self.key, waits(0), waits(1))
    }
}

type List = Rc<RefCell<Vec<Rc<Known>>>>;

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    poller: Arc<Poller>,
    notified: Arc<Mutex<bool>>,
    list: List,
    last: Cell<usize>,
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
    notified: Arc<Mutex<bool>>,
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    known: Rc<Known>,
    list: List,
    poller: Arc<Poller>,
}

impl Reactor {
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            poller: Arc::new(Poller::new()?),
            notified: Arc::default(),
            list: List::default(),
            last: Cell::new(usize::MAX),
        })
    }

    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: self.poller.clone(),
            notified: self.notified.clone(),
        }
    }

    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        // From above, so the list is in falling order.
        self.last.set(self.last.get() - 1);
        let (key, socket) = (self.last.get(), Arc::new(socket));
        self.poller.add(&socket, Event::none(key))?;
        let known = Rc::new(Known {
            key,
            socket: socket.clone(),
            sides: Rc::new(Sides {
                waiting: Default::default(),
                found: [watch::Sender::new(0), watch::Sender::new(0)],
            }),
        });
        self.list.borrow_mut().push(known.clone());
        Ok(Source {
            socket,
            known,
            list: self.list.clone(),
            poller: self.poller.clone(),
        })
    }

    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut done = false;
        while !done {
            let mut events = Events::new();
            let left = until.map(|until| until - Instant::now().min(until));
            self.poller.wait(&mut events, left)?;
            for event in events.iter() {
                let known = {
                    let list = self.list.borrow();
                    match list.binary_search_by(|known| event.key.cmp(&known.key)) {
                        Ok(at) => list[at].clone(),
                        Err(_) => continue,
                    }
                };
                let mut tell = [false; 2];
                for (side, ready) in [event.readable, event.writable].into_iter().enumerate() {
                    tell[side] = ready && known.sides.waiting[side].replace(0) > 0;
                }
                let interest = known.interest();
                if interest.readable || interest.writable {
                    self.poller.modify(&known.socket, interest)?;
                }
                for side in [0, 1] {
                    if tell[side] {
                        done = true;
                        known.sides.found[side].send_modify(|found| *found += 1);
                    }
                }
            }
            done |= std::mem::take(&mut *self.notified.lock().unwrap());
            done |= until.is_some_and(|until| Instant::now() >= until);
        }
        Ok(())
    }
}

impl Notifier {
    pub fn notify(&self) {
        let mut notified = self.notified.lock().unwrap();
        if !std::mem::replace(&mut *notified, true) {
            self.poller.notify().unwrap();
        }
    }
}

impl<S: Socket> Source<S> {
    pub fn get(&self) -> &S {
        &self.socket
    }

    pub async fn readable(&self) -> io::Result<()> {
        self.found(0).await
    }

    pub async fn writable(&self) -> io::Result<()> {
        self.found(1).await
    }

    async fn found(&self, side: usize) -> io::Result<()> {
        let mut found = self.known.sides.found[side].subscribe();
        let waits = Waits(self, side);
        self.known.sides.waiting[side].set(1);
        self.poller.modify(&self.socket, self.known.interest())?;
        let _ = found.changed().await;
        drop(waits);
        Ok(())
    }
}

struct Waits<'a, S: Socket>(&'a Source<S>, usize);

impl<S: Socket> Drop for Waits<'_, S> {
    fn drop(&mut self) {
        let Self(source, side) = self;
        if source.known.sides.waiting[*side].replace(0) > 0 {
            let _ = source
                .poller
                .modify(&source.socket, source.known.interest());
        }
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        self.list
            .borrow_mut()
            .retain(|known| known.key != self.known.key);
        let _ = self.poller.delete(&self.socket);
    }
}
