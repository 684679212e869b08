use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::future::poll_fn;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use kit::record::Turn;
use kit::{Recorder, block_for};
use tokio::time::Instant;

type Name = &'static str;

/// The futures that are ready to be polled, in order. A waker queues its future.
type Ready = Arc<Mutex<VecDeque<Name>>>;

struct InLine(Name, Ready);

impl Wake for InLine {
    fn wake(self: Arc<Self>) {
        self.1.lock().unwrap().push_back(self.0);
    }
}

/// When each future must be woken, earliest first.
#[derive(Default)]
struct Timers(RefCell<VecDeque<(Instant, Name, Waker)>>);

impl Timers {
    async fn pause(&self, whom: Name, ms: u64) {
        let due = Instant::now() + Duration::from_millis(ms);
        poll_fn(|cx| {
            if Instant::now() >= due {
                return Poll::Ready(());
            }
            let mut timers = self.0.borrow_mut();
            timers.push_back((due, whom, cx.waker().clone()));
            timers.make_contiguous().sort_by_key(|timer| timer.0);
            Poll::Pending
        })
        .await;
    }

    fn tell(&self) -> Vec<(u64, String)> {
        let until = |due: Instant| (due - Instant::now()).as_millis() as u64;
        let timers = self.0.borrow();
        timers
            .iter()
            .map(|(due, whom, _)| (until(*due), (*whom).to_owned()))
            .collect()
    }

    fn wake_those_due(&self) {
        let is_due = |timer: &(Instant, Name, Waker)| timer.0 <= Instant::now();
        while self.0.borrow().front().is_some_and(is_due) {
            let timer = self.0.borrow_mut().pop_front();
            timer.unwrap().2.wake();
        }
    }
}

type Futures<'a> = Vec<(Name, Pin<Box<dyn Future<Output = ()> + 'a>>)>;

fn run(lab: &Recorder, timers: &Timers, futures: Futures<'_>) {
    let ready = Ready::default();
    ready
        .lock()
        .unwrap()
        .extend(futures.iter().map(|(name, _)| name));
    let mut futures: HashMap<Name, _> = futures.into_iter().collect();
    while !futures.is_empty() {
        let next = timers.tell().first().map(|(ms, _)| *ms);
        let in_line: Vec<String> = ready
            .lock()
            .unwrap()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        let wait_ms = if in_line.is_empty() { next } else { Some(0) };
        lab.turn(Turn {
            ready: in_line,
            timers: timers.tell(),
            interests: Vec::new(),
            wait_ms,
        });

        block_for(wait_ms.expect("a future is ready, or a timer is set"));
        timers.wake_those_due();
        let now = mem::take(&mut *ready.lock().unwrap());
        for name in now {
            let waker = Waker::from(Arc::new(InLine(name, ready.clone())));
            let polled = futures
                .get_mut(name)
                .map(|future| future.as_mut().poll(&mut Context::from_waker(&waker)));
            if polled.is_some_and(|polled| polled.is_ready()) {
                println!("{name} is done");
                futures.remove(name);
            }
        }
    }
}

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    let (lab, timers) = (Recorder::new(), Timers::default());
    let tea = lab.watch("tea", timers.pause("tea", 30));
    let toast = lab.watch("toast", async {
        timers.pause("toast", 20).await;
        timers.pause("toast", 20).await;
    });
    let mut turned = false;
    let cat = lab.watch(
        "cat",
        poll_fn(move |cx| {
            if mem::replace(&mut turned, true) {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        }),
    );
    run(
        &lab,
        &timers,
        vec![
            ("tea", Box::pin(tea)),
            ("toast", Box::pin(toast)),
            ("cat", Box::pin(cat)),
        ],
    );
    lab.keep_beside_listing();
}
