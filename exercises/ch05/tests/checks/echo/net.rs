//! A network in memory for the checks of the echo server: clients that do what the check says, and
//! remember what was done with them.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::panic::resume_unwind;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use ch05::echo::{Connection, Listener, Task, serve};
use kit::caught;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

/// Runs `body` on a loop of one thread whose clock is paused.
pub async fn on_one_thread<T>(body: impl Future<Output = T>) -> T {
    LocalSet::new().run_until(body).await
}

/// A server at work, and the door through which its clients come.
pub struct Server {
    door: Rc<RefCell<DoorState>>,
    tasks: Rc<Tasks>,
    serving: JoinHandle<usize>,
    ended: Option<usize>,
}

#[derive(Default)]
struct DoorState {
    arrivals: VecDeque<io::Result<Client>>,
    waker: Option<Waker>,
    accepted: usize,
    /// When the last arrival was told, and when each client was served: counts what happened.
    clock: Rc<Cell<usize>>,
    last_arrival: usize,
    /// `stop` gets ready with this arrival.
    stop_with: Option<usize>,
    stopped: bool,
    stop_waker: Option<Waker>,
    accepted_after_stop: usize,
    dropped: bool,
}

#[derive(Default)]
struct Tasks {
    spawned: Cell<usize>,
    alive: Cell<usize>,
    alive_at_the_end: Cell<usize>,
    panic: RefCell<Option<String>>,
}

impl Server {
    /// Starts to serve those who stand at the door already. Nothing runs before `settle`.
    pub fn start(at_the_door: Vec<io::Result<Client>>) -> Self {
        Self::start_and_stop_with(at_the_door, None)
    }

    /// `stop` is ready as soon as so many arrivals have been told: 0 means from the start.
    pub fn start_and_stop_with(
        at_the_door: Vec<io::Result<Client>>,
        stop_with: Option<usize>,
    ) -> Self {
        let door = Rc::new(RefCell::new(DoorState {
            stop_with,
            stopped: stop_with == Some(0),
            ..DoorState::default()
        }));
        for arrival in at_the_door {
            arrive(&door, arrival);
        }
        let tasks = Rc::new(Tasks::default());
        let (theirs, counted, at_door) = (Rc::clone(&tasks), Rc::clone(&tasks), Door(door.clone()));
        let stop = until_stopped(door.clone());
        let serving = spawn_local(async move {
            let served = serve(at_door, stop, move |task| theirs.spawn(task)).await;
            counted.alive_at_the_end.set(counted.alive.get());
            served
        });
        Self {
            door,
            tasks,
            serving,
            ended: None,
        }
    }

    /// Another one comes to the door.
    pub fn arrives(&self, arrival: io::Result<Client>) {
        arrive(&self.door, arrival);
    }

    /// Makes `stop` ready.
    pub fn stop(&self) {
        let mut door = self.door.borrow_mut();
        door.stopped = true;
        let waker = door.stop_waker.take();
        drop(door);
        waker.into_iter().for_each(Waker::wake);
    }

    /// Returns when everybody waits: nothing more happens before the check does something.
    ///
    /// # Errors
    /// Where a spawned task panicked: how.
    pub async fn settle(&mut self) -> Result<(), String> {
        // On the paused clock this is over when nobody has anything left to do.
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.ended.is_none() && self.serving.is_finished() {
            match (&mut self.serving).await {
                Ok(served) => self.ended = Some(served),
                Err(error) => resume_unwind(error.into_panic()),
            }
        }
        self.tasks.panic.take().map_or(Ok(()), Err)
    }

    /// What `serve` gave; `None`, while it serves.
    pub fn ended(&self) -> Option<usize> {
        self.ended
    }

    /// How many clients it was given.
    pub fn accepted(&self) -> usize {
        self.door.borrow().accepted
    }

    /// How many it accepted though `stop` was ready.
    pub fn accepted_after_stop(&self) -> usize {
        self.door.borrow().accepted_after_stop
    }

    /// Whether the listener is gone.
    pub fn has_dropped_the_listener(&self) -> bool {
        self.door.borrow().dropped
    }

    /// When the last arrival was told, on the clock of what happened.
    pub fn last_arrival(&self) -> usize {
        self.door.borrow().last_arrival
    }

    /// How many tasks it has spawned.
    pub fn spawned(&self) -> usize {
        self.tasks.spawned.get()
    }

    /// How many of them were not over when `serve` was ready.
    pub fn alive_at_the_end(&self) -> usize {
        self.tasks.alive_at_the_end.get()
    }
}

impl Tasks {
    fn spawn(self: &Rc<Self>, mut task: Task) {
        self.spawned.set(self.spawned.get() + 1);
        self.alive.set(self.alive.get() + 1);
        let tasks = Rc::clone(self);
        spawn_local(async move {
            poll_fn(|cx| match caught(|| task.as_mut().poll(cx)) {
                Ok(poll) => poll,
                Err(panic) => {
                    *tasks.panic.borrow_mut() = Some(panic.message);
                    Poll::Ready(())
                }
            })
            .await;
            drop(task);
            tasks.alive.set(tasks.alive.get() - 1);
        });
    }
}

fn arrive(door: &Rc<RefCell<DoorState>>, arrival: io::Result<Client>) {
    let mut state = door.borrow_mut();
    if let Ok(client) = &arrival {
        client.0.borrow_mut().clock = Rc::clone(&state.clock);
    }
    state.arrivals.push_back(arrival);
    let waker = state.waker.take();
    drop(state);
    waker.into_iter().for_each(Waker::wake);
}

async fn until_stopped(door: Rc<RefCell<DoorState>>) {
    poll_fn(|cx| {
        let mut door = door.borrow_mut();
        if door.stopped {
            return Poll::Ready(());
        }
        door.stop_waker = Some(cx.waker().clone());
        Poll::Pending
    })
    .await;
}

/// The server's side of the door.
struct Door(Rc<RefCell<DoorState>>);

impl Listener for Door {
    type Connection = Wire;

    async fn accept(&mut self) -> io::Result<Wire> {
        poll_fn(|cx| {
            let mut door = self.0.borrow_mut();
            let Some(arrival) = door.arrivals.pop_front() else {
                door.waker = Some(cx.waker().clone());
                return Poll::Pending;
            };
            door.last_arrival = tick(&door.clock);
            if arrival.is_ok() {
                door.accepted += 1;
                door.accepted_after_stop += usize::from(door.stopped);
            }
            door.stopped |= door.stop_with == Some(door.accepted);
            Poll::Ready(arrival.map(|client| Wire(client.0)))
        })
        .await
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.0.borrow_mut().dropped = true;
    }
}

fn tick(clock: &Cell<usize>) -> usize {
    clock.set(clock.get() + 1);
    clock.get()
}

/// A client, as the check holds it. Clones are the same client.
#[derive(Clone)]
pub struct Client(Rc<RefCell<Talk>>);

/// What a client fails in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fails {
    Read,
    Write,
    Close,
}

/// What a client has done, and what was done with it.
#[derive(Default)]
pub struct Talk {
    sent: VecDeque<u8>,
    /// The most that a read gives, and that a write takes.
    piece: usize,
    bite: usize,
    half_closed: bool,
    /// How many bytes it still takes.
    takes: usize,
    fails: Option<Fails>,
    close_waits: bool,
    waker: Option<Waker>,
    clock: Rc<Cell<usize>>,
    /// A write is to wait: the client takes nothing.
    refused: bool,
    pub got: Vec<u8>,
    pub first_got: Option<usize>,
    pub read: usize,
    pub read_while_refused: usize,
    pub ended_at: Option<usize>,
    pub closes: usize,
    pub got_before_close: usize,
    pub empty_buffers: usize,
    pub dropped: bool,
}

impl Client {
    /// Has sent `bytes`, and takes whatever it is given.
    pub fn sends(bytes: &[u8]) -> Self {
        Self(Rc::new(RefCell::new(Talk {
            sent: bytes.iter().copied().collect(),
            piece: usize::MAX,
            bite: usize::MAX,
            takes: usize::MAX,
            ..Talk::default()
        })))
    }

    /// Its bytes come in pieces of at most so many.
    pub fn in_pieces(self, of: usize) -> Self {
        self.0.borrow_mut().piece = of;
        self
    }

    /// It takes at most so many bytes at a time.
    pub fn in_bites(self, of: usize) -> Self {
        self.0.borrow_mut().bite = of;
        self
    }

    /// It has closed its half.
    pub fn and_closes(self) -> Self {
        self.0.borrow_mut().half_closed = true;
        self
    }

    /// It takes so many bytes, and then none, until `takes` says more.
    pub fn takes_only(self, bytes: usize) -> Self {
        self.0.borrow_mut().takes = bytes;
        self
    }

    /// It vanishes, and that is noticed there.
    pub fn fails_to(self, what: Fails) -> Self {
        self.0.borrow_mut().fails = Some(what);
        self
    }

    /// Its connection takes its time to close.
    pub fn closes_slowly(self) -> Self {
        self.0.borrow_mut().close_waits = true;
        self
    }

    /// Changes what it does, and lets the server know.
    fn now(&self, change: impl FnOnce(&mut Talk)) {
        let mut talk = self.0.borrow_mut();
        change(&mut talk);
        let waker = talk.waker.take();
        drop(talk);
        waker.into_iter().for_each(Waker::wake);
    }

    pub fn send(&self, bytes: &[u8]) {
        self.now(|talk| talk.sent.extend(bytes));
    }

    pub fn take(&self, bytes: usize) {
        self.now(|talk| (talk.takes, talk.refused) = (bytes, false));
    }

    pub fn close_half(&self) {
        self.now(|talk| talk.half_closed = true);
    }

    pub fn let_it_close(&self) {
        self.now(|talk| talk.close_waits = false);
    }

    pub fn vanish(&self, noticed_by: Fails) {
        self.now(|talk| talk.fails = Some(noticed_by));
    }

    /// What was done with it.
    pub fn seen(&self) -> std::cell::Ref<'_, Talk> {
        self.0.borrow()
    }

    pub fn got(&self) -> Vec<u8> {
        self.0.borrow().got.clone()
    }
}

/// The server's side of a client.
struct Wire(Rc<RefCell<Talk>>);

impl Talk {
    fn poll_read(&mut self, buffer: &mut [u8], cx: &Context<'_>) -> Poll<io::Result<usize>> {
        if self.fails == Some(Fails::Read) && self.sent.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        self.empty_buffers += usize::from(buffer.is_empty());
        if self.sent.is_empty() && !self.half_closed && !buffer.is_empty() {
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let bytes = self.sent.len().min(buffer.len()).min(self.piece);
        for (place, byte) in buffer.iter_mut().zip(self.sent.drain(..bytes)) {
            *place = byte;
        }
        tick(&self.clock);
        self.read += bytes;
        if self.refused {
            self.read_while_refused += bytes;
        }
        Poll::Ready(Ok(bytes))
    }

    fn poll_write(&mut self, bytes: &[u8], cx: &Context<'_>) -> Poll<io::Result<usize>> {
        if self.fails == Some(Fails::Write) {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let taken = bytes.len().min(self.bite).min(self.takes);
        if taken == 0 && !bytes.is_empty() {
            self.refused = true;
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.got.extend(&bytes[..taken]);
        if self.takes != usize::MAX {
            self.takes -= taken;
        }
        let now = tick(&self.clock);
        self.first_got.get_or_insert(now);
        Poll::Ready(Ok(taken))
    }

    fn poll_close(&mut self, cx: &Context<'_>) -> Poll<io::Result<()>> {
        if self.close_waits {
            self.waker = Some(cx.waker().clone());
            return Poll::Pending;
        }
        self.closes += 1;
        self.got_before_close = self.got.len();
        match self.fails {
            Some(Fails::Close) => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
            _ => Poll::Ready(Ok(())),
        }
    }
}

impl Connection for Wire {
    async fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        poll_fn(|cx| self.0.borrow_mut().poll_read(buffer, cx)).await
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        poll_fn(|cx| self.0.borrow_mut().poll_write(bytes, cx)).await
    }

    async fn close(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.0.borrow_mut().poll_close(cx)).await
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        let mut talk = self.0.borrow_mut();
        talk.dropped = true;
        talk.ended_at = Some(tick(&talk.clock));
    }
}
