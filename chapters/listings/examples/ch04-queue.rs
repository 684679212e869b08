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

/// A waker that puts its task in line.
struct InLine {
    id: usize,
    ready: Ready,
}

impl Wake for InLine {
    fn wake(self: Arc<Self>) {
        self.ready.lock().unwrap().push_back(self.id);
    }
}
// ANCHOR_END: queue

// ANCHOR: run
/// Polls those who are in line, until nobody is.
fn run(tasks: Vec<Task>) {
    let ready: Ready = Arc::new(Mutex::new((0..tasks.len()).collect()));
    let mut tasks: HashMap<usize, Task> = tasks.into_iter().enumerate().collect();
    loop {
        // On a line of its own: the lock is given back before the poll, which may wake somebody.
        let next = ready.lock().unwrap().pop_front();
        let Some(id) = next else { return };
        let Some(task) = tasks.get_mut(&id) else {
            continue;
        };
        let ready = ready.clone();
        let waker = Waker::from(Arc::new(InLine { id, ready }));
        if task
            .as_mut()
            .poll(&mut Context::from_waker(&waker))
            .is_ready()
        {
            tasks.remove(&id);
        }
    }
}
// ANCHOR_END: run

fn main() {
    salon();
    twice();
}

/// The program of the page before: many guests, one speaker.
fn salon() {
    let lab = Recorder::new();
    let mut senders = Vec::new();
    let mut tasks: Vec<Task> = Vec::new();
    for _ in 0..20 {
        let (sender, letter) = oneshot::channel::<()>();
        senders.push(sender);
        tasks.push(Box::pin(lab.watch("guest", async {
            letter.await.unwrap();
        })));
    }
    tasks.push(Box::pin(lab.watch("speaker", async {
        for _ in 0..20 {
            yield_now().await;
        }
    })));
    run(tasks);
    println!("polls of the speaker: {}", lab.polls("speaker"));
    println!("polls of the guests: {}", lab.polls("guest"));
}

// ANCHOR: twice
/// Three bells wake the same porter. He opens when the last of them has rung.
fn twice() {
    let lab = Recorder::new();
    let (mut senders, mut letters): (Vec<_>, Vec<_>) = (0..3).map(|_| oneshot::channel()).unzip();
    let porter = lab.watch(
        "porter",
        poll_fn(move |cx| {
            letters.retain_mut(|letter| Pin::new(letter).poll(cx).is_pending());
            match letters.is_empty() {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        }),
    );
    let guests = lab.watch("guests", async move {
        senders.pop().unwrap().send(()).unwrap();
        senders.pop().unwrap().send(()).unwrap();
        yield_now().await;
        senders.pop().unwrap().send(()).unwrap();
    });
    run(vec![Box::pin(porter), Box::pin(guests)]);
    println!("polls of the porter: {}", lab.polls("porter"));
    lab.keep_beside_listing();
}
// ANCHOR_END: twice
