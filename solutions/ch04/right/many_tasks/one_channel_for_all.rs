//! Style: one channel for new tasks and wake-ups; the map belongs to the executor alone, under no lock.

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::atomic::{AtomicBool, Ordering};
use crate::sync::mpsc::{self, Receiver, Sender};
use crate::sync::{Arc, Mutex};

type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

enum Message {
    Spawn(BoxFuture),
    Wake(Arc<Ticket>),
}

struct Ticket {
    id: u64,
    on_its_way: AtomicBool,
    spawner: Spawner,
}

impl Wake for Ticket {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if !self.on_its_way.swap(true, Ordering::SeqCst) {
            self.spawner.send(Message::Wake(Arc::clone(self)));
        }
    }
}

struct Task {
    future: BoxFuture,
    ticket: Arc<Ticket>,
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    spawner: Spawner,
    messages: Receiver<Message>,
    tasks: HashMap<u64, Task>,
    numbers: u64,
}

/// Spawns tasks on an executor. Clones spawn on the same one.
#[derive(Clone)]
pub struct Spawner {
    sender: Arc<Mutex<Sender<Message>>>,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let (sender, messages) = mpsc::channel();
        Self {
            spawner: Spawner {
                sender: Arc::new(Mutex::new(sender)),
            },
            messages,
            tasks: HashMap::new(),
            numbers: 0,
        }
    }

    /// A spawner for this executor.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    fn ticket(&mut self) -> Arc<Ticket> {
        self.numbers += 1;
        Arc::new(Ticket {
            id: self.numbers,
            on_its_way: AtomicBool::new(false),
            spawner: self.spawner.clone(),
        })
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let main_ticket = self.ticket();
        let main_waker = Waker::from(Arc::clone(&main_ticket));
        let mut main_cx = Context::from_waker(&main_waker);
        if let Poll::Ready(output) = main.as_mut().poll(&mut main_cx) {
            return output;
        }
        loop {
            match self.messages.recv().expect("we have a sender ourselves") {
                Message::Spawn(future) => {
                    let ticket = self.ticket();
                    self.turn(Task { future, ticket });
                }
                Message::Wake(ticket) => {
                    ticket.on_its_way.swap(false, Ordering::SeqCst);
                    if ticket.id == main_ticket.id {
                        if let Poll::Ready(output) = main.as_mut().poll(&mut main_cx) {
                            return output;
                        }
                    } else if let Some(task) = self.tasks.remove(&ticket.id) {
                        self.turn(task);
                    }
                }
            }
        }
    }

    fn turn(&mut self, mut task: Task) {
        let waker = Waker::from(Arc::clone(&task.ticket));
        if task
            .future
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
        {
            self.tasks.insert(task.ticket.id, task);
        }
    }
}

impl Drop for Executor {
    fn drop(&mut self) {
        // No more messages from here on: the real receiver is dropped first, with all that is in it.
        let (_, nothing) = mpsc::channel();
        let messages = std::mem::replace(&mut self.messages, nothing);
        let mut spawned: Vec<Message> = messages.try_iter().collect();
        drop(messages);
        spawned.clear();
        self.tasks.clear();
    }
}

impl Spawner {
    fn send(&self, message: Message) {
        let result = self.sender.lock().unwrap().send(message);
        // What could not be sent is dropped here, without the lock.
        drop(result);
    }

    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        self.send(Message::Spawn(Box::pin(future)));
    }
}
