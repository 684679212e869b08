//! A network in memory for the checks of the echo server: a door, and a server behind it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::panic::resume_unwind;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::Duration;

use ch05::echo::{Listener, Task, serve};
use kit::caught;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use super::client::{Client, Wire, did, last, tick};
use super::mover::Mover;

/// The idea if something spins.
const SPINS: &str = "A future that has nothing to do returns `Pending`, and is woken when there is. One that \
                     wakes itself or yields in a loop until then keeps the processor busy.";

/// Lets the server do what it can, and fails where something went wrong with it.
pub async fn settle(server: &mut Server) {
    if let Err(fault) = server.settle().await {
        panic!("{fault}");
    }
}

/// Runs `body` on a loop of one thread whose clock is paused.
pub async fn on_one_thread<T>(body: impl Future<Output = T>) -> T {
    LocalSet::new().run_until(body).await
}

/// A server at work, and the queue from which it accepts clients.
pub struct Server {
    door: Rc<RefCell<DoorState>>,
    tasks: Rc<Tasks>,
    mover: Rc<Mover>,
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
    clock: Rc<Cell<usize>>,
    spawned: Cell<usize>,
    alive: Cell<usize>,
    alive_at_the_end: Cell<usize>,
    /// Where tasks are not to begin yet: those that wait for it.
    held: RefCell<Option<Vec<Task>>>,
    /// What went wrong with one of them, or with `serve`.
    fault: RefCell<Option<String>>,
}

/// Counts the polls of a future between two things that happen.
#[derive(Default)]
struct Polls {
    at: usize,
    count: usize,
}

impl Polls {
    /// So many polls between which nothing happened at all are a loop without a wait.
    const MOST: usize = 20_000;

    /// Whether there were too many.
    fn spin(&mut self, clock: &Cell<usize>) -> bool {
        if self.at != clock.get() {
            *self = Self {
                at: clock.get(),
                count: 0,
            };
        }
        self.count += 1;
        self.count > Self::MOST
    }
}

impl Server {
    /// Starts to serve the clients that wait already. Nothing runs before `settle`.
    pub fn start(at_the_door: Vec<io::Result<Client>>) -> Self {
        Self::start_and_stop_with(at_the_door, None)
    }

    /// `stop` is ready as soon as so many arrivals have been told: 0 means from the start.
    pub fn start_and_stop_with(
        at_the_door: Vec<io::Result<Client>>,
        stop_with: Option<usize>,
    ) -> Self {
        did("it had begun");
        let door = Rc::new(RefCell::new(DoorState {
            stop_with,
            stopped: stop_with == Some(0),
            ..DoorState::default()
        }));
        for arrival in at_the_door {
            arrive(&door, arrival);
        }
        let tasks = Rc::new(Tasks {
            clock: Rc::clone(&door.borrow().clock),
            ..Tasks::default()
        });
        let (theirs, counted, at_door) = (Rc::clone(&tasks), Rc::clone(&tasks), Door(door.clone()));
        let stop = until_stopped(door.clone());
        let mover = Rc::new(Mover::default());
        let moving = Rc::clone(&mover);
        let state = Rc::clone(&door);
        let serving = spawn_local(async move {
            let serving = serve(at_door, stop, move |task| theirs.spawn(task));
            let mut serving = pin!(moving.drive(serving));
            let mut polls = Polls::default();
            let served = poll_fn(|cx| {
                if polls.spin(&counted.clock) {
                    let there = match counted.alive.get() {
                        0 => "no client's task was left",
                        1 => "the task of one client was still there",
                        _ => "tasks of clients were still there",
                    };
                    let stopped = match state.borrow().stopped {
                        true => "`stop` was ready",
                        false => "`stop` was not ready",
                    };
                    counted.fault.replace(Some(format!(
                        "`serve` spins instead of waiting: after {}, it was polled {} times while no \
                         client did anything ({stopped}, and {there})\n\n{SPINS}",
                        last(),
                        Polls::MOST
                    )));
                    return Poll::Pending;
                }
                serving.as_mut().poll(cx)
            })
            .await;
            counted.alive_at_the_end.set(counted.alive.get());
            served
        });
        Self {
            door,
            tasks,
            mover,
            serving,
            ended: None,
        }
    }

    /// Another client comes.
    pub fn arrives(&self, arrival: io::Result<Client>) {
        match &arrival {
            Ok(_) => did("another client had come"),
            Err(_) => did("`accept` had failed"),
        }
        arrive(&self.door, arrival);
    }

    /// Makes `stop` ready.
    pub fn stop(&self) {
        did("`stop` became ready");
        let mut door = self.door.borrow_mut();
        door.stopped = true;
        let waker = door.stop_waker.take();
        drop(door);
        waker.into_iter().for_each(Waker::wake);
    }

    /// Polls `serve` with another waker from now on, as a loop does that moved it to another task.
    pub fn moves(&self) {
        did("it had moved to another task");
        self.mover.moves();
    }

    /// From now on what is spawned does not begin, until `lets_tasks_begin`.
    pub fn holds_tasks(&self) {
        self.tasks.held.replace(Some(Vec::new()));
    }

    pub fn lets_tasks_begin(&self) {
        for task in self.tasks.held.take().into_iter().flatten() {
            self.tasks.run(task);
        }
    }

    /// Returns when all tasks wait: nothing more happens before the check does something.
    ///
    /// # Errors
    /// If a spawned task panicked, or something was polled again and again: what happened.
    pub async fn settle(&mut self) -> Result<(), String> {
        // On the paused clock this is over when every task waits.
        tokio::time::sleep(Duration::from_millis(1)).await;
        if self.ended.is_none() && self.serving.is_finished() {
            match (&mut self.serving).await {
                Ok(served) => self.ended = Some(served),
                Err(error) => resume_unwind(error.into_panic()),
            }
        }
        self.tasks.fault.take().map_or(Ok(()), Err)
    }

    /// What `serve` gave; `None`, while it serves.
    pub fn ended(&self) -> Option<usize> {
        self.ended
    }

    /// How many clients it was given.
    pub fn accepted(&self) -> usize {
        self.door.borrow().accepted
    }

    /// How many arrivals it has not been told.
    pub fn not_accepted(&self) -> usize {
        self.door.borrow().arrivals.len()
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
    fn spawn(self: &Rc<Self>, task: Task) {
        self.spawned.set(self.spawned.get() + 1);
        self.alive.set(self.alive.get() + 1);
        match &mut *self.held.borrow_mut() {
            Some(held) => held.push(task),
            None => self.run(task),
        }
    }

    fn run(self: &Rc<Self>, mut task: Task) {
        let tasks = Rc::clone(self);
        spawn_local(async move {
            let mut polls = Polls::default();
            poll_fn(|cx| {
                if polls.spin(&tasks.clock) {
                    tasks.fault.replace(Some(format!(
                        "a task that was spawned spins instead of waiting or ending: after {}, it was \
                         polled {} times while no client did anything\n\n{SPINS}",
                        last(),
                        Polls::MOST
                    )));
                    return Poll::Pending;
                }
                caught(|| task.as_mut().poll(cx)).unwrap_or_else(|panic| {
                    let message = panic.message;
                    let fault = format!("a task that was spawned panicked: {message}");
                    tasks.fault.replace(Some(fault));
                    Poll::Ready(())
                })
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
        client.lives_by(&state.clock);
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

/// The listener of the server.
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
            Poll::Ready(arrival.map(Client::wire))
        })
        .await
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.0.borrow_mut().dropped = true;
    }
}
