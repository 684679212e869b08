use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::future::poll_fn;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use kit::record::Turn;
use kit::{Recorder, block_for};
use poller::{Event, Events, Poller};
use tokio::time::Instant;

type Name = &'static str;
type Ready = Arc<Mutex<VecDeque<Name>>>;

/// Queues a task.
struct Queue(Name, Ready);

impl Wake for Queue {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push_back(self.0);
    }
}

/// What tasks wait for: timers and sockets.
struct Waits {
    timers: RefCell<BTreeMap<(Instant, Name), Waker>>,
    poller: Poller,
    sockets: RefCell<HashMap<usize, (Name, Waker)>>,
}

impl Waits {
    async fn sleep(&self, name: Name, ms: u64) {
        let due = Instant::now() + Duration::from_millis(ms);
        poll_fn(|cx| {
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            let mut timers = self.timers.borrow_mut();
            timers.insert((due, name), cx.waker().clone());
            Poll::Pending
        })
        .await;
    }

    /// Reads some bytes from the socket, which is registered under `key`.
    async fn read(&self, name: Name, key: usize, socket: &Arc<TcpStream>) -> String {
        poll_fn(|cx| {
            let mut buffer = [0; 64];
            match (&**socket).read(&mut buffer) {
                Ok(read) => Poll::Ready(String::from_utf8_lossy(&buffer[..read]).into()),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let waker = (name, cx.waker().clone());
                    self.sockets.borrow_mut().insert(key, waker);
                    let interest = Event::readable(key);
                    self.poller.modify(socket, interest).unwrap();
                    Poll::Pending
                }
                Err(error) => panic!("{error}"),
            }
        })
        .await
    }

    fn next_deadline(&self) -> Option<Duration> {
        let timers = self.timers.borrow();
        let ((due, _), _) = timers.first_key_value()?;
        Some(due.saturating_duration_since(Instant::now()))
    }

    // ANCHOR: wait
    /// Sleeps until a socket is ready or the timeout is over. Wakes the tasks whose sockets
    /// are ready.
    fn wait(&self, timeout: Option<Duration>) {
        let mut events = Events::new();
        self.poller.wait(&mut events, timeout).unwrap();
        for event in events.iter() {
            let waiting = self.sockets.borrow_mut().remove(&event.key);
            let (_, waker) = waiting.expect("only a waiting task has an interest");
            waker.wake();
        }
        // ANCHOR_END: wait
        // The clock of this listing is paused. If no socket was ready, the whole timeout is
        // over.
        if let (true, Some(timeout)) = (events.is_empty(), timeout) {
            block_for(timeout.as_millis() as u64);
        }
    }

    // ANCHOR: fire
    fn fire(&self, now: Instant) {
        let mut timers = self.timers.borrow_mut();
        while let Some(first) = timers.first_entry()
            && first.key().0 <= now
        {
            first.remove().wake();
        }
    }
    // ANCHOR_END: fire
}

struct Loop<'a> {
    tasks: BTreeMap<Name, Pin<Box<dyn Future<Output = ()> + 'a>>>,
    ready: Ready,
    waits: &'a Waits,
    lab: Recorder,
}

impl<'a> Loop<'a> {
    fn spawn(&mut self, name: Name, future: impl Future<Output = ()> + 'a) {
        let future = self.lab.watch(name, future);
        self.tasks.insert(name, Box::pin(future));
        self.ready.lock().unwrap().push_back(name);
    }

    /// Takes turns until all tasks have ended.
    fn run(&mut self) {
        // The picture has a panel for each wait. The first turn begins without one.
        self.record(Some(Duration::ZERO));
        while !self.tasks.is_empty() {
            self.turn();
        }
    }

    // ANCHOR: turn
    fn turn(&mut self) {
        for _ in 0..self.queued() {
            let next = self.ready.lock().unwrap().pop_front();
            self.poll(next.expect("it was counted"));
        }
        if self.tasks.is_empty() {
            return;
        }
        let timeout = match self.queued() {
            0 => self.waits.next_deadline(),
            _ => Some(Duration::ZERO),
        };
        self.record(timeout);
        self.waits.wait(timeout);
        self.waits.fire(Instant::now());
    }
    // ANCHOR_END: turn

    fn queued(&self) -> usize {
        self.ready.lock().unwrap().len()
    }

    fn poll(&mut self, name: Name) {
        let waker = Waker::from(Arc::new(Queue(name, self.ready.clone())));
        // A task that has ended may have been woken once more.
        let Some(task) = self.tasks.get_mut(name) else {
            return;
        };
        if task
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready()
        {
            self.tasks.remove(name);
        }
    }

    /// Records what the loop knows before it waits.
    fn record(&self, timeout: Option<Duration>) {
        let left = |due: &Instant| due.saturating_duration_since(Instant::now());
        let timers = self.waits.timers.borrow();
        let sockets = self.waits.sockets.borrow();
        self.lab.turn(Turn {
            ready: (self.ready.lock().unwrap().iter())
                .map(|name| (*name).to_owned())
                .collect(),
            timers: (timers.keys())
                .map(|(due, name)| (left(due).as_millis() as u64, (*name).to_owned()))
                .collect(),
            interests: (sockets.values())
                .map(|(name, _)| format!("{name}: socket"))
                .collect(),
            wait_ms: timeout.map(|timeout| timeout.as_millis() as u64),
        });
    }
}

// ANCHOR: yield_now
/// Lets the other queued tasks run first, once.
async fn yield_now() {
    let mut yielded = false;
    poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
// ANCHOR_END: yield_now

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let ours = Arc::new(TcpStream::connect(listener.local_addr()?)?);
    let mut theirs = listener.accept()?.0;
    let waits = Waits {
        timers: RefCell::default(),
        poller: Poller::new()?,
        sockets: RefCell::default(),
    };
    waits.poller.add(&ours, Event::none(7))?;
    let (waits, ours) = (&waits, &ours);
    let lab = Recorder::new();
    let mut event_loop = Loop {
        tasks: BTreeMap::new(),
        ready: Ready::default(),
        waits,
        lab: lab.clone(),
    };
    // ANCHOR: main
    event_loop.spawn("reader", async move {
        let text = waits.read("reader", 7, ours).await;
        println!("reader: {text}");
    });
    event_loop.spawn("writer", async move {
        waits.sleep("writer", 20).await;
        theirs.write_all(b"hello").unwrap();
        println!("writer: sent");
    });
    event_loop.spawn("cleanup", async move {
        yield_now().await;
        waits.sleep("cleanup", 50).await;
        println!("cleanup: done");
    });
    event_loop.run();
    // ANCHOR_END: main
    lab.keep_beside_listing();
    Ok(())
}
