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

/// A lock that exposes its queue. tokio's Mutex is fair: it is granted in the order of requests.
struct Told {
    lock: tokio::sync::Mutex<()>,
    /// The holder of the lock, and after it the futures that wait.
    line: Mutex<VecDeque<Name>>,
    lab: Recorder,
}

impl Told {
    async fn hold(&self, name: Name, work: impl Future) {
        let _place = Place::behind_the_others(self, name);
        let _guard = self.lock.lock().await;
        assert_eq!(self.line()[0], name);
        println!("{name} has the lock");
        work.await;
    }

    fn line(&self) -> MutexGuard<'_, VecDeque<Name>> {
        self.line.lock().unwrap()
    }

    fn tell(&self) {
        let mut names = self.line().clone().into_iter().map(str::to_owned);
        self.lab.lock(Lock {
            of: "lock".to_owned(),
            holder: names.next(),
            queue: names.collect(),
        });
    }
}

/// A place in the queue, given up when it is dropped.
struct Place<'a>(&'a Told, Name);

impl<'a> Place<'a> {
    fn behind_the_others(told: &'a Told, name: Name) -> Self {
        told.line().push_back(name);
        told.tell();
        Self(told, name)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.line().retain(|name| *name != self.1);
        // What is recorded is true: the lock is taken as long as the queue has an entry.
        assert_eq!(self.0.lock.try_lock().is_ok(), self.0.line().is_empty());
        self.0.tell();
    }
}

async fn impatient(lab: Recorder, told: Arc<Told>) {
    let mut first = pin!(lab.watch("first", told.hold("first", ms(5))));
    tokio::select! {
        biased;
        () = &mut first => {}
        () = ms(10) => lab.watch("second", told.hold("second", ms(5))).await,
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let lab = Recorder::new();
    let told = Arc::new(Told {
        lock: tokio::sync::Mutex::default(),
        line: Mutex::default(),
        lab: lab.clone(),
    });
    let held = told.clone();
    lab.spawn("owner", async move { held.hold("owner", ms(30)).await });
    let task = lab.spawn("task", {
        let patience = Duration::from_millis(100);
        let stuck = impatient(lab.clone(), told.clone());
        async move { timeout(patience, stuck).await.is_err() }
    });
    if task.await.unwrap() {
        println!("the task is still stuck at 100 ms");
    }
    lab.keep_beside_listing();
}
