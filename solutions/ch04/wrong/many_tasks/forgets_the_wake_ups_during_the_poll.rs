//! Belief: a task that is polled has seen everything when the poll is over.
//! Rejected by: a_task_is_polled_once_for_all_the_wake_ups_since_its_last_poll
//! Saying: in the poll that came of it

use std::collections::HashMap;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Wake, Waker};

use crate::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering::SeqCst},
    mpsc,
};

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

enum Word {
    Spawn(Task),
    Wake(u64),
}

/// Hands new tasks to an executor. Clones hand them to the same one.
#[derive(Clone)]
pub struct Spawner {
    words: mpsc::Sender<Word>,
}

struct Call {
    id: u64,
    said: AtomicBool,
    words: Mutex<mpsc::Sender<Word>>,
}

impl Wake for Call {
    fn wake(self: Arc<Self>) {
        let words = self.words.lock().unwrap();
        if !self.said.swap(true, SeqCst) {
            let _ = words.send(Word::Wake(self.id));
        }
    }
}

/// Runs tasks on the thread that calls `run_until`.
pub struct Executor {
    tasks: HashMap<u64, (Task, Arc<Call>)>,
    heard: mpsc::Receiver<Word>,
    spawner: Spawner,
    count: u64,
}

impl Executor {
    /// An executor without tasks.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        let (words, heard) = mpsc::channel();
        Self {
            tasks: HashMap::new(),
            heard,
            spawner: Spawner { words },
            count: 0,
        }
    }

    /// What new tasks are spawned with.
    pub fn spawner(&self) -> Spawner {
        self.spawner.clone()
    }

    fn call(&mut self) -> Arc<Call> {
        self.count += 1;
        Arc::new(Call {
            id: self.count,
            said: AtomicBool::new(false),
            words: Mutex::new(self.spawner.words.clone()),
        })
    }

    fn turn(&mut self, mut task: Task, call: Arc<Call>) {
        let waker = Waker::from(call.clone());
        let polled = task.as_mut().poll(&mut Context::from_waker(&waker));
        call.said.store(false, SeqCst);
        if polled.is_pending() {
            self.tasks.insert(call.id, (task, call));
        }
    }

    /// Runs the tasks until `main` is ready.
    pub fn run_until<F: Future>(&mut self, main: F) -> F::Output {
        let mut main = pin!(main);
        let own = self.call();
        let waker = Waker::from(own.clone());
        let mut due = true;
        loop {
            if std::mem::take(&mut due) {
                own.said.store(false, SeqCst);
                if let Poll::Ready(output) = main.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return output;
                }
            }
            match self.heard.recv().expect("the executor has a spawner") {
                Word::Spawn(task) => {
                    let call = self.call();
                    self.turn(task, call)
                }
                Word::Wake(id) if id == own.id => due = true,
                Word::Wake(id) => {
                    if let Some((task, call)) = self.tasks.remove(&id) {
                        self.turn(task, call)
                    }
                }
            }
        }
    }
}

impl Spawner {
    /// Makes `future` a task of the executor.
    pub fn spawn(&self, future: impl Future<Output = ()> + Send + 'static) {
        let _ = self.words.send(Word::Spawn(Box::pin(future)));
    }
}
