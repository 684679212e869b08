use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::time::Duration;

use kit::Recorder;
use tokio::sync::oneshot;
use tokio::task::yield_now;
use tokio::time::timeout;

struct Queue<T> {
    state: Mutex<State<T>>,
}

struct State<T> {
    items: VecDeque<T>,
    getters: VecDeque<Waker>,
}

// ANCHOR: queue
impl<T> Queue<T> {
    fn put(&self, item: T) {
        let getter = {
            let mut state = self.state.lock().unwrap();
            state.items.push_back(item);
            state.getters.pop_front()
        };
        if let Some(getter) = getter {
            getter.wake();
        }
    }

    async fn get(&self) -> T {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            match state.items.pop_front() {
                Some(item) => Poll::Ready(item),
                None => {
                    state.getters.push_back(cx.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
// ANCHOR_END: queue

impl<T> Queue<T> {
    fn new() -> Self {
        Self {
            state: Mutex::new(State {
                items: VecDeque::new(),
                getters: VecDeque::new(),
            }),
        }
    }

    fn len(&self) -> usize {
        self.state.lock().unwrap().items.len()
    }
}

async fn work(name: &str, queue: Arc<Queue<&str>>, stop: oneshot::Receiver<()>) {
    tokio::select! {
        biased; // a request to stop comes first
        _ = stop => println!("{name} stops"),
        upload = queue.get() => println!("{name} takes {upload}"),
    }
}

async fn service(lab: &Recorder, b_stops: oneshot::Receiver<()>) {
    let queue = Arc::new(Queue::new());
    let (stop_a, a_stops) = oneshot::channel();
    // ANCHOR: main
    let a = lab.spawn("a", work("a", queue.clone(), a_stops));
    let b = lab.spawn("b", work("b", queue.clone(), b_stops));
    yield_now().await; // both wait now

    queue.put("cat.png");
    stop_a.send(()).unwrap();
    // ANCHOR_END: main
    a.await.unwrap();
    if timeout(Duration::from_secs(60), b).await.is_err() {
        println!("b still waits after a minute; {} in the queue", queue.len());
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let (_stop_b, b_stops) = oneshot::channel();
    lab.watch("service", service(&lab, b_stops)).await;
    lab.keep_beside_listing();
}
