//! Style: a task has a state, and numbered tickets decide which task is next.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Mutex, Weak, thread};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A ticket is one queued poll of one task. Each task has at most one.
#[derive(Default)]
struct Office {
    tickets: BTreeMap<u64, Arc<Desk>>,
    last: u64,
    works: Option<thread::Thread>,
    open: Vec<Arc<Desk>>,
    shut: bool,
    waiting: BTreeSet<usize>,
}

struct Desk {
    work: Mutex<Work>,
    office: Weak<Mutex<Office>>,
    main: bool,
}

enum Work {
    Idle(Task),
    Main,
    Busy,
    Over,
}

impl Desk {
    fn key(self: &Arc<Self>) -> usize {
        Arc::as_ptr(self).addr()
    }
}

impl Office {
    fn ticket(&mut self, desk: &Arc<Desk>) {
        if self.waiting.insert(desk.key()) {
            self.last += 1;
            self.tickets.insert(self.last, desk.clone());
            if let Some(works) = &self.works {
                works.unpark();
            }
        }
    }
}

impl Wake for Desk {
    fn wake(self: Arc<Self>) {
        if matches!(*self.work.lock().unwrap(), Work::Over) {
            return;
        }
        if let Some(office) = self.office.upgrade() {
            let mut office = office.lock().unwrap();
            if !office.shut {
                office.ticket(&self);
            }
        }
    }
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor(Arc<Mutex<Office>>);

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner(Arc<Mutex<Office>>);

struct Ends<'a>(&'a Executor, Arc<Desk>);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        let over = std::mem::replace(&mut *self.1.work.lock().unwrap(), Work::Over);
        let mut office = self.0.0.lock().unwrap();
        if self.1.main {
            office.works = None;
        }
        office.tickets.retain(|_, desk| !Arc::ptr_eq(desk, &self.1));
        office.waiting.remove(&self.1.key());
        drop(office);
        drop(over);
    }
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        Spawner(self.0.clone())
    }

    fn next(&self) -> Arc<Desk> {
        loop {
            let mut office = self.0.lock().unwrap();
            if let Some((_, desk)) = office.tickets.pop_first() {
                office.waiting.remove(&desk.key());
                return desk;
            }
            drop(office);
            thread::park();
        }
    }

    fn work(&self, desk: &Arc<Desk>) {
        let work = std::mem::replace(&mut *desk.work.lock().unwrap(), Work::Busy);
        let Work::Idle(mut task) = work else { return };
        let ends = Ends(self, desk.clone());
        let waker = Waker::from(desk.clone());
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        match polled {
            Poll::Pending => {
                *desk.work.lock().unwrap() = Work::Idle(task);
                std::mem::forget(ends);
            }
            Poll::Ready(()) => {
                self.0
                    .lock()
                    .unwrap()
                    .open
                    .retain(|other| !Arc::ptr_eq(other, desk));
                drop(ends);
                drop(task);
            }
        }
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let desk = Arc::new(Desk {
            work: Mutex::new(Work::Main),
            office: Arc::downgrade(&self.0),
            main: true,
        });
        self.0.lock().unwrap().works = Some(thread::current());
        let _ends = Ends(self, desk.clone());
        let mut main = pin!(main);
        let waker = Waker::from(desk.clone());
        let mut cx = Context::from_waker(&waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
            return output;
        }
        loop {
            let next = self.next();
            if !next.main {
                self.work(&next);
                continue;
            }
            if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                return output;
            }
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let work = Mutex::new(Work::Idle(Box::pin(future)));
        let desk = Arc::new(Desk {
            work,
            office: Arc::downgrade(&self.0),
            main: false,
        });
        let mut office = self.0.lock().unwrap();
        if office.shut {
            drop(office);
            return;
        }
        office.open.push(desk.clone());
        office.ticket(&desk);
        drop(office);
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let mut office = self.0.lock().unwrap();
        office.shut = true;
        let (open, tickets) = (
            std::mem::take(&mut office.open),
            std::mem::take(&mut office.tickets),
        );
        drop(office);
        for desk in open.iter().chain(tickets.values()) {
            let work = std::mem::replace(&mut *desk.work.lock().unwrap(), Work::Over);
            drop(work);
        }
    }
}
