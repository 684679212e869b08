//! Style: wakers have weak references to tasks; turns are taken in batches, kept in an `Rc`.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{Arc, Mutex, Weak, thread};

type Boxed = Pin<Box<dyn Future<Output = ()> + Send>>;

struct Cell {
    future: Mutex<Option<Boxed>>,
    signal: Arc<Signal>,
}

/// What a waker holds: never the future.
struct Signal {
    up: Mutex<bool>,
    cell: Mutex<Option<Weak<Cell>>>,
    inbox: Weak<Inbox>,
}

enum Turn {
    Task(Arc<Cell>),
    Main(Arc<Signal>),
}

#[derive(Default)]
struct Inbox {
    line: Mutex<Line>,
}

#[derive(Default)]
struct Line {
    turns: VecDeque<Turn>,
    all: Vec<Arc<Cell>>,
    sleeper: Option<thread::Thread>,
    closed: bool,
}

impl Inbox {
    fn put(&self, turn: Turn) {
        let mut line = self.line.lock().unwrap();
        line.turns.push_back(turn);
        if let Some(sleeper) = line.sleeper.take() {
            sleeper.unpark();
        }
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        let Some(inbox) = self.inbox.upgrade() else {
            return;
        };
        let mut up = self.up.lock().unwrap();
        if std::mem::replace(&mut *up, true) {
            return;
        }
        let cell = self.cell.lock().unwrap().as_ref().map(Weak::upgrade);
        match cell {
            None => inbox.put(Turn::Main(self.clone())),
            Some(Some(cell)) => inbox.put(Turn::Task(cell)),
            Some(None) => (),
        }
    }
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    inbox: Arc<Inbox>,
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    inbox: Arc<Inbox>,
    batch: Rc<RefCell<VecDeque<Turn>>>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Self {
            inbox: Arc::default(),
            batch: Rc::default(),
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        Spawner {
            inbox: self.inbox.clone(),
        }
    }

    fn next(&self) -> Turn {
        loop {
            if let Some(turn) = self.batch.borrow_mut().pop_front() {
                return turn;
            }
            let mut line = self.inbox.line.lock().unwrap();
            if line.turns.is_empty() {
                line.sleeper = Some(thread::current());
                drop(line);
                thread::park();
            } else {
                self.batch.borrow_mut().append(&mut line.turns);
            }
        }
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let signal = Arc::new(Signal {
            up: Mutex::new(false),
            cell: Mutex::new(None),
            inbox: Arc::downgrade(&self.inbox),
        });
        let waker = Waker::from(signal.clone());
        let mut cx = Context::from_waker(&waker);
        let mut turn = Turn::Main(signal.clone());
        loop {
            match turn {
                Turn::Main(whose) if Arc::ptr_eq(&whose, &signal) => {
                    *signal.up.lock().unwrap() = false;
                    if let Poll::Ready(output) = main.as_mut().poll(&mut cx) {
                        return output;
                    }
                }
                Turn::Main(_) => (),
                Turn::Task(cell) => {
                    *cell.signal.up.lock().unwrap() = false;
                    let taken = cell.future.lock().unwrap().take();
                    if let Some(mut future) = taken {
                        let waker = Waker::from(cell.signal.clone());
                        let polled = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                            future.as_mut().poll(&mut Context::from_waker(&waker))
                        }));
                        if let Ok(Poll::Pending) = polled {
                            *cell.future.lock().unwrap() = Some(future);
                        } else {
                            self.inbox
                                .line
                                .lock()
                                .unwrap()
                                .all
                                .retain(|other| !Arc::ptr_eq(other, &cell));
                            drop(future);
                            if let Err(panic) = polled {
                                std::panic::resume_unwind(panic)
                            }
                        }
                    }
                }
            }
            turn = self.next();
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        let (all, turns) = {
            let mut line = self.inbox.line.lock().unwrap();
            line.closed = true;
            (
                std::mem::take(&mut line.all),
                std::mem::take(&mut line.turns),
            )
        };
        drop(turns);
        for cell in all {
            let future = cell.future.lock().unwrap().take();
            drop(future);
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let signal = Arc::new(Signal {
            up: Mutex::new(true),
            cell: Mutex::new(None),
            inbox: Arc::downgrade(&self.inbox),
        });
        let cell = Arc::new(Cell {
            future: Mutex::new(Some(Box::pin(future))),
            signal: signal.clone(),
        });
        *signal.cell.lock().unwrap() = Some(Arc::downgrade(&cell));
        let mut line = self.inbox.line.lock().unwrap();
        if line.closed {
            drop(line);
            return;
        }
        line.all.push(cell.clone());
        line.turns.push_back(Turn::Task(cell.clone()));
        if let Some(sleeper) = line.sleeper.take() {
            sleeper.unpark();
        }
        drop(line);
    }
}
