use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration;

use kit::Recorder;
use kit::record::Lock;
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

type Name = &'static str;

struct Semaphore {
    state: Mutex<State>,
    lab: Recorder,
}

#[derive(Default)]
struct State {
    holder: Option<Name>,
    queue: VecDeque<(Name, oneshot::Sender<()>)>,
}

// The semaphore of the listing before, with one permit, and with names for the picture.
impl Semaphore {
    async fn acquire(&self, name: Name) {
        let handed = {
            let mut state = self.state.lock().unwrap();
            if state.holder.is_none() {
                state.holder = Some(name);
                self.tell(&state);
                return;
            }
            let (sender, receiver) = oneshot::channel();
            state.queue.push_back((name, sender));
            self.tell(&state);
            receiver
        };
        handed.await.unwrap();
    }

    fn release(&self) {
        let mut state = self.state.lock().unwrap();
        state.holder = None;
        while let Some((name, first)) = state.queue.pop_front() {
            if first.send(()).is_ok() {
                state.holder = Some(name);
                break;
            }
        }
        self.tell(&state);
    }

    fn tell(&self, state: &State) {
        let waits = |(_, sender): &&(_, oneshot::Sender<()>)| !sender.is_closed();
        self.lab.lock(Lock {
            of: "permit".to_owned(),
            holder: state.holder.map(str::to_owned),
            queue: state
                .queue
                .iter()
                .filter(waits)
                .map(|(name, _)| (*name).to_owned())
                .collect(),
        });
    }
}

async fn get(path: &'static str, semaphore: &Semaphore) {
    semaphore.acquire(path).await;
    sleep(Duration::from_millis(10)).await; // the request
    println!("{path}");
    semaphore.release();
}

/// `/b` is dropped after so many milliseconds. It waits for its permit then.
async fn gives_up_after(ms: u64, semaphore: &Semaphore) {
    let patience = sleep(Duration::from_millis(ms));
    tokio::select! {
        biased; // the time is looked at first
        () = patience => println!("/b gives up after {ms} ms"),
        () = get("/b", semaphore) => {}
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    for ms in [5, 10] {
        let lab = Recorder::new();
        let semaphore = Semaphore::new(&lab);
        let second = Duration::from_secs(1);
        // ANCHOR: main
        let (_, _, c) = tokio::join!(
            biased; // polls them in this order
            lab.watch("/a", get("/a", &semaphore)),
            lab.watch("/b", gives_up_after(ms, &semaphore)),
            lab.watch("/c", timeout(second, get("/c", &semaphore))),
        );
        // ANCHOR_END: main
        if c.is_err() {
            println!("/c still waits after a second");
            lab.keep_beside_listing();
        }
    }
}

impl Semaphore {
    fn new(lab: &Recorder) -> Self {
        Self {
            state: Mutex::default(),
            lab: lab.clone(),
        }
    }
}
