use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use kit::Recorder;
use kit::record::Lock;
use tokio::time::{sleep, timeout};

type Name = &'static str;

async fn ms(ms: u64) {
    sleep(Duration::from_millis(ms)).await;
}

/// A lock that records its queue. tokio's Mutex is fair: it is granted in the order of the requests.
struct Index {
    lock: tokio::sync::Mutex<()>,
    /// The holder, and after it those that wait.
    queue: Mutex<VecDeque<Name>>,
    lab: Recorder,
}

impl Index {
    async fn hold(&self, name: Name, work: impl Future) {
        let _place = Place::at_the_end(self, name);
        let _guard = self.lock.lock().await;
        assert_eq!(self.queue()[0], name);
        println!("{name} has the lock");
        work.await;
    }

    fn queue(&self) -> MutexGuard<'_, VecDeque<Name>> {
        self.queue.lock().unwrap()
    }

    fn record(&self) {
        let mut names = self.queue().clone().into_iter().map(str::to_owned);
        self.lab.lock(Lock {
            of: "lock".to_owned(),
            holder: names.next(),
            queue: names.collect(),
        });
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a>(&'a Index, Name);

impl<'a> Place<'a> {
    fn at_the_end(index: &'a Index, name: Name) -> Self {
        index.queue().push_back(name);
        index.record();
        Self(index, name)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.queue().retain(|name| *name != self.1);
        // What is recorded is true: the lock is taken as long as its queue has an entry.
        assert_eq!(self.0.lock.try_lock().is_ok(), self.0.queue().is_empty());
        self.0.record();
    }
}

// ANCHOR: serve
async fn serve(lab: Recorder, index: Arc<Index>) {
    let mut page = pin!(lab.watch("page", index.hold("page", ms(5))));
    tokio::select! {
        biased;
        () = &mut page => {}
        // It takes too long: answer with a redirect, which needs the index too.
        () = ms(10) => {
            let redirect = index.hold("redirect", ms(5));
            lab.watch("redirect", redirect).await;
        }
    }
}
// ANCHOR_END: serve

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let index = Arc::new(Index {
        lock: tokio::sync::Mutex::default(),
        queue: Mutex::default(),
        lab: lab.clone(),
    });
    let held = index.clone();
    lab.spawn("writer", async move { held.hold("writer", ms(30)).await });
    let request = lab.spawn("request", {
        let patience = Duration::from_millis(100);
        let served = serve(lab.clone(), index.clone());
        async move { timeout(patience, served).await.is_err() }
    });
    if request.await.unwrap() {
        println!("the request has not ended after 100 ms");
    }
    lab.keep_beside_listing();
}
