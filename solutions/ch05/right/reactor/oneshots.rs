//! Style: no waker is touched: each wait is a oneshot channel, whose sender the reactor keeps.

use std::cell::RefCell;
use std::collections::HashMap;
use std::io;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use futures::channel::oneshot;
use poller::{Event, Events, Poller, Socket};

/// Wakes the tasks whose sockets are ready.
pub struct Reactor {
    desk: Rc<Desk>,
}

struct Desk {
    poller: Arc<Poller>,
    waits: RefCell<HashMap<usize, Waits>>,
    given: RefCell<usize>,
}

struct Waits {
    socket: Arc<dyn Socket>,
    reader: Option<oneshot::Sender<()>>,
    writer: Option<oneshot::Sender<()>>,
}

impl Waits {
    fn slot(&mut self, write: bool) -> &mut Option<oneshot::Sender<()>> {
        if write {
            &mut self.writer
        } else {
            &mut self.reader
        }
    }

    fn tell_poller(&self, poller: &Poller, key: usize) -> io::Result<()> {
        let waits = |slot: &Option<oneshot::Sender<()>>| slot.is_some();
        let interest = Event::new(key, waits(&self.reader), waits(&self.writer));
        poller.modify(&self.socket, interest)
    }
}

/// Ends a [`Reactor::wait`] from any thread.
#[derive(Clone)]
pub struct Notifier {
    poller: Arc<Poller>,
}

impl Notifier {
    /// Ends the `wait` in progress, or else the next one.
    pub fn notify(&self) {
        let _ = self.poller.notify();
    }
}

/// A registered socket.
pub struct Source<S: Socket> {
    socket: Arc<S>,
    key: usize,
    desk: Rc<Desk>,
}

impl Reactor {
    /// A reactor that watches nothing.
    ///
    /// # Errors
    /// If the system cannot create another poller.
    pub fn new() -> io::Result<Self> {
        Ok(Self {
            desk: Rc::new(Desk {
                poller: Arc::new(Poller::new()?),
                waits: RefCell::default(),
                given: RefCell::default(),
            }),
        })
    }

    /// Ends a `wait`, for other threads too.
    pub fn notifier(&self) -> Notifier {
        Notifier {
            poller: Arc::clone(&self.desk.poller),
        }
    }

    /// Watches `socket` from now on.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn register<S: Socket>(&self, socket: S) -> io::Result<Source<S>> {
        let socket = Arc::new(socket);
        let key = self.desk.given.replace_with(|key| *key + 1);
        self.desk.poller.add(&socket, Event::none(key))?;
        let waits = Waits {
            socket: socket.clone(),
            reader: None,
            writer: None,
        };
        self.desk.waits.borrow_mut().insert(key, waits);
        Ok(Source {
            socket,
            key,
            desk: Rc::clone(&self.desk),
        })
    }

    /// Sleeps until a socket is ready, and wakes the task that waits for it. `None`: no time limit.
    ///
    /// # Errors
    /// If the system refuses to wait.
    pub fn wait(&self, timeout: Option<Duration>) -> io::Result<()> {
        let mut events = Events::new();
        self.desk.poller.wait(&mut events, timeout)?;
        let mut found = Vec::new();
        for event in events.iter() {
            let mut all = self.desk.waits.borrow_mut();
            let Some(waits) = all.get_mut(&event.key) else {
                continue;
            };
            found.extend(waits.reader.take_if(|_| event.readable));
            found.extend(waits.writer.take_if(|_| event.writable));
            if waits.reader.is_some() || waits.writer.is_some() {
                waits.tell_poller(&self.desk.poller, event.key)?;
            }
        }
        for sender in found {
            let _ = sender.send(());
        }
        Ok(())
    }
}

impl<S: Socket> Source<S> {
    /// The socket, to read from and write to.
    pub fn get(&self) -> &S {
        &self.socket
    }

    /// Waits until a read does not block.
    pub async fn readable(&self) -> io::Result<()> {
        self.told(false).await
    }

    /// Waits until a write does not block.
    pub async fn writable(&self) -> io::Result<()> {
        self.told(true).await
    }

    async fn told(&self, write: bool) -> io::Result<()> {
        let (sender, receiver) = oneshot::channel();
        self.leave(write, Some(sender))?;
        let _takes_it_back = TakesBack(self, write);
        receiver.await.map_err(io::Error::other)
    }

    fn leave(&self, write: bool, sender: Option<oneshot::Sender<()>>) -> io::Result<()> {
        let mut all = self.desk.waits.borrow_mut();
        let waits = all.get_mut(&self.key).expect("it is registered");
        let old = std::mem::replace(waits.slot(write), sender);
        if old.is_none() && waits.slot(write).is_none() {
            return Ok(());
        }
        let told = waits.tell_poller(&self.desk.poller, self.key);
        drop(all);
        told
    }
}

struct TakesBack<'a, S: Socket>(&'a Source<S>, bool);

impl<S: Socket> Drop for TakesBack<'_, S> {
    fn drop(&mut self) {
        let _ = self.0.leave(self.1, None);
    }
}

impl<S: Socket> Drop for Source<S> {
    fn drop(&mut self) {
        let waits = self.desk.waits.borrow_mut().remove(&self.key);
        let _ = self.desk.poller.delete(&self.socket);
        drop(waits);
    }
}
