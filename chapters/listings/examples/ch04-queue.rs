use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures::channel::oneshot;
use kit::Recorder;
use tokio::task::yield_now;

type Task = Pin<Box<dyn Future<Output = ()>>>;

// ANCHOR: queue
type Ready = Arc<Mutex<VecDeque<usize>>>;

/// A waker that queues its task.
struct TaskWaker {
    id: usize,
    ready: Ready,
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap().push_back(self.id);
    }
}
// ANCHOR_END: queue

// ANCHOR: run
/// Polls queued tasks, until the queue is empty.
fn run(tasks: Vec<Task>) {
    let ready: Ready = Arc::new(Mutex::new((0..tasks.len()).collect()));
    let mut tasks: HashMap<usize, Task> = tasks.into_iter().enumerate().collect();
    loop {
        // A statement of its own, to release the lock before the poll, which may call a waker.
        let next = ready.lock().unwrap().pop_front();
        let Some(id) = next else { return };
        let Some(task) = tasks.get_mut(&id) else {
            continue;
        };
        let ready = ready.clone();
        let waker = Waker::from(Arc::new(TaskWaker { id, ready }));
        let mut cx = Context::from_waker(&waker);
        if task.as_mut().poll(&mut cx).is_ready() {
            tasks.remove(&id);
        }
    }
}
// ANCHOR_END: run

fn main() {
    connections();
    twice();
}

/// The program of `ch04-scan`, on this executor.
fn connections() {
    let lab = Recorder::new();
    let mut senders = Vec::new();
    let mut tasks: Vec<Task> = Vec::new();
    for _ in 0..20 {
        let (sender, message) = oneshot::channel::<()>();
        senders.push(sender);
        tasks.push(Box::pin(lab.watch("connection", async {
            message.await.unwrap();
        })));
    }
    tasks.push(Box::pin(lab.watch("counter", async {
        for _ in 0..20 {
            yield_now().await;
        }
    })));
    run(tasks);
    println!("polls of the counter: {}", lab.polls("counter"));
    println!("polls of the connections: {}", lab.polls("connection"));
}

/// Three messages wake the same task. It is ready once all of them have arrived.
fn twice() {
    let lab = Recorder::new();
    let (mut senders, mut messages): (Vec<_>, Vec<_>) = (0..3).map(|_| oneshot::channel()).unzip();
    let collector = lab.watch(
        "collector",
        poll_fn(move |cx| {
            messages.retain_mut(|message| Pin::new(message).poll(cx).is_pending());
            match messages.is_empty() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        }),
    );
    // ANCHOR: twice
    let sender = lab.watch("sender", async move {
        senders.pop().unwrap().send(()).unwrap();
        senders.pop().unwrap().send(()).unwrap();
        yield_now().await;
        senders.pop().unwrap().send(()).unwrap();
    });
    // ANCHOR_END: twice
    run(vec![Box::pin(collector), Box::pin(sender)]);
    println!("polls of the collector: {}", lab.polls("collector"));
    lab.keep_beside_listing();
}
