//! A random mixture of spawn, wake, cancel, panic and drop, by seed: no task is lost, and none is doubled.
//!
//! It runs for a few seconds; `MIXTURE_SECONDS=600 cargo test -p machine-solution mixture` for longer, and
//! `MIXTURE_SEED=7` begins with that seed. A failure names its seed: what the tasks choose is then the same
//! again, though the threads that wake them take their steps as they like.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use ch04::join_handle::{JoinError, JoinHandle};
use fastrand::Rng;
use futures::future::join_all;

use crate::host::Host;

const SECONDS: u64 = 4;

/// What the tasks of one round share, and leave behind.
#[derive(Default)]
struct Round {
    made: AtomicUsize,
    /// Ended by being ready, by a panic, or by being dropped before.
    ready: AtomicUsize,
    panicked: AtomicUsize,
    dropped: AtomicUsize,
    /// Wakers that a task or a thread takes out and calls, at random.
    wakers: Mutex<Vec<Waker>>,
    /// New tasks, for main to spawn.
    wanted: Mutex<Vec<Chaos>>,
    main: Mutex<Option<Waker>>,
}

impl Round {
    fn over(&self) -> usize {
        [&self.ready, &self.panicked, &self.dropped]
            .iter()
            .map(|count| count.load(Ordering::SeqCst))
            .sum()
    }

    fn wake_main(&self) {
        let waker = self.main.lock().unwrap().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A task that does something else at each poll.
struct Chaos {
    round: Arc<Round>,
    rng: Rng,
    polls_left: u32,
    to_thread: Sender<(Waker, u32)>,
    being_polled: AtomicBool,
    over: bool,
    /// Shared with the code that may cancel it.
    cancelled: Arc<Mutex<Option<Waker>>>,
    is_cancelled: Arc<AtomicBool>,
}

impl Chaos {
    fn new(round: &Arc<Round>, rng: &mut Rng, to_thread: &Sender<(Waker, u32)>) -> Self {
        round.made.fetch_add(1, Ordering::SeqCst);
        Self {
            round: Arc::clone(round),
            polls_left: rng.u32(0..12),
            rng: rng.fork(),
            to_thread: to_thread.clone(),
            being_polled: AtomicBool::new(false),
            over: false,
            cancelled: Arc::default(),
            is_cancelled: Arc::default(),
        }
    }
}

impl Future for Chaos {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        assert!(!self.over, "polled after its end");
        let twice = self.being_polled.swap(true, Ordering::SeqCst);
        assert!(!twice, "polled by two at once");
        if self.polls_left == 0 || self.is_cancelled.load(Ordering::SeqCst) {
            self.over = true;
            self.round.ready.fetch_add(1, Ordering::SeqCst);
            self.round.wake_main();
            return Poll::Ready(());
        }
        self.polls_left -= 1;
        *self.cancelled.lock().unwrap() = Some(cx.waker().clone());
        let round = Arc::clone(&self.round);
        match self.rng.u32(0..100) {
            0..5 => {
                self.over = true;
                round.panicked.fetch_add(1, Ordering::SeqCst);
                round.wake_main();
                // Not `panic!`: the hook would print its message.
                std::panic::resume_unwind(Box::new(()));
            }
            5..20 => {
                let mut rng = self.rng.fork();
                let child = Chaos::new(&round, &mut rng, &self.to_thread);
                round.wanted.lock().unwrap().push(child);
                round.wake_main();
                cx.waker().wake_by_ref();
            }
            20..45 => {
                for _ in 0..self.rng.u32(1..3) {
                    cx.waker().wake_by_ref();
                }
            }
            45..75 => {
                let pause = self.rng.u32(0..200);
                let _ = self.to_thread.send((cx.waker().clone(), pause));
            }
            _ => round.wakers.lock().unwrap().push(cx.waker().clone()),
        }
        // Sometimes wake another task.
        if self.rng.bool() {
            let mut wakers = round.wakers.lock().unwrap();
            if wakers.len() > 3 {
                let one = self.rng.usize(0..wakers.len());
                let waker = wakers.swap_remove(one);
                drop(wakers);
                waker.wake_by_ref();
                drop(waker);
            }
        }
        self.being_polled.store(false, Ordering::SeqCst);
        Poll::Pending
    }
}

impl Drop for Chaos {
    fn drop(&mut self) {
        if !self.over {
            self.round.dropped.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// Wakes what it is given, now or after some spins, and what is in the round's pool.
fn thread_of_wakes(round: Arc<Round>, stop: Arc<AtomicBool>) -> Sender<(Waker, u32)> {
    let (send, receive) = mpsc::channel::<(Waker, u32)>();
    thread::spawn(move || {
        while !stop.load(Ordering::SeqCst) {
            while let Ok((waker, pause)) = receive.recv_timeout(Duration::from_micros(50)) {
                for _ in 0..pause {
                    std::hint::spin_loop();
                }
                waker.wake_by_ref();
                if pause % 3 == 0 {
                    waker.wake();
                }
            }
            let wakers = std::mem::take(&mut *round.wakers.lock().unwrap());
            wakers.into_iter().for_each(Waker::wake);
        }
    });
    send
}

fn one_round<H: Host>(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let (round, stop) = (Arc::new(Round::default()), Arc::new(AtomicBool::new(false)));
    let to_thread = thread_of_wakes(Arc::clone(&round), Arc::clone(&stop));
    let mut host = H::start();
    let spawner = host.spawner();
    let to_the_end = rng.bool();
    let enough = rng.usize(1..60);
    let first: Vec<Chaos> = (0..rng.usize(1..40))
        .map(|_| Chaos::new(&round, &mut rng, &to_thread))
        .collect();
    round.wanted.lock().unwrap().extend(first);
    let mut handles: Vec<JoinHandle<()>> = Vec::new();
    let mut cancels = Vec::new();
    host.run(poll_fn(|cx| {
        *round.main.lock().unwrap() = Some(cx.waker().clone());
        let wanted = std::mem::take(&mut *round.wanted.lock().unwrap());
        for task in wanted {
            if rng.u32(0..8) == 0 {
                cancels.push((Arc::clone(&task.is_cancelled), Arc::clone(&task.cancelled)));
            }
            let handle = H::spawn(&spawner, task);
            if rng.u32(0..4) > 0 {
                handles.push(handle);
            }
        }
        if rng.bool()
            && let Some((is_cancelled, waker)) = cancels.pop()
        {
            is_cancelled.store(true, Ordering::SeqCst);
            let waker = waker.lock().unwrap().take();
            if let Some(waker) = waker {
                waker.wake();
            }
        }
        let all_over = round.over() == round.made.load(Ordering::SeqCst);
        let nothing_wanted = round.wanted.lock().unwrap().is_empty();
        let done = all_over && nothing_wanted || !to_the_end && round.over() >= enough;
        if done { Poll::Ready(()) } else { Poll::Pending }
    }));
    if to_the_end {
        let ends = host.run(join_all(handles));
        for end in ends {
            assert!(
                !matches!(end, Err(JoinError::Dropped)),
                "a task was dropped before its end"
            );
        }
        assert_eq!(round.dropped.load(Ordering::SeqCst), 0);
    }
    // Wakers are left with the thread, in the pool, and with the code that may cancel.
    drop(host);
    round.wanted.lock().unwrap().clear();
    let (made, over) = (round.made.load(Ordering::SeqCst), round.over());
    assert_eq!(
        made, over,
        "so many tasks were made, and so many came to one end"
    );
    drop(spawner);
    stop.store(true, Ordering::SeqCst);
}

fn mixed<H: Host>() {
    let number = |name: &str, usual: u64| {
        std::env::var(name).map_or(usual, |text| text.parse().expect("a whole number"))
    };
    let (seconds, mut seed) = (
        number("MIXTURE_SECONDS", SECONDS),
        number("MIXTURE_SEED", 1),
    );
    let (began, mut rounds) = (Instant::now(), 0);
    while rounds == 0 || began.elapsed() < Duration::from_secs(seconds) {
        // A round takes milliseconds: one that does not end in minutes has lost a task.
        let (ended, wait) = mpsc::channel();
        let round = thread::spawn(move || {
            one_round::<H>(seed);
            let _ = ended.send(());
        });
        if let Err(error) = wait.recv_timeout(Duration::from_secs(300)) {
            assert!(
                error != mpsc::RecvTimeoutError::Timeout,
                "seed {seed}: a task was lost: the round does not end"
            );
            panic!(
                "seed {seed}: {}",
                kit::panic_message(round.join().unwrap_err().as_ref())
            );
        }
        (seed, rounds) = (seed + 1, rounds + 1);
    }
    println!("{rounds} rounds, no task lost or doubled");
}

#[test]
fn a_mixture_on_the_executor() {
    mixed::<ch04::many_tasks::Executor>();
}

#[test]
fn a_mixture_on_the_loop() {
    mixed::<machine_solution::event_loop::EventLoop>();
}
