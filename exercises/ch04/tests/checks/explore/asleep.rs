//! Watches a system thread that waits. The answer that runs there is the one that programs use, and not
//! the copy that is compiled with shuttle's locks and threads.

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// A busy machine may delay a thread's sleep by this much.
const PATIENCE: Duration = Duration::from_secs(6);
/// The time between two samples of a thread. A sleeping thread shows the same state in both, on any machine;
/// a thread that does not sleep is nearly always noticed.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// So many samples in a row must find the thread in the same sleep.
const SAMPLES: usize = 6;

/// Futures that are not woken, and their polls.
#[derive(Clone, Default)]
pub struct Unwoken(Arc<State>);

#[derive(Default)]
struct State {
    polls: AtomicUsize,
    wakers: Mutex<Vec<Waker>>,
    is_over: AtomicBool,
}

impl Unwoken {
    /// Keeps its waker, and waits until the watching is over.
    pub fn waits(&self) -> impl Future<Output = ()> + Send + 'static {
        let state = Arc::clone(&self.0);
        poll_fn(move |cx| {
            state.polls.fetch_add(1, Ordering::SeqCst);
            state.wakers.lock().unwrap().push(cx.waker().clone());
            match state.is_over.load(Ordering::SeqCst) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })
    }

    fn polls(&self) -> usize {
        self.0.polls.load(Ordering::SeqCst)
    }

    /// Ends the futures, so that the thread can finish.
    fn is_over(&self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        let wakers = std::mem::take(&mut *self.0.wakers.lock().unwrap());
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Runs `waits` on a thread of its own, which must poll that many futures and then sleep. Returns what it
/// does instead. If the system does not report a thread's state, only polls are seen.
pub fn what_it_does_instead(
    futures: usize,
    waits: impl FnOnce(&Unwoken) + Send + 'static,
) -> Option<String> {
    let (unwoken, (tell, told)) = (Unwoken::default(), mpsc::channel());
    let theirs = unwoken.clone();
    thread::spawn(move || {
        let _ = tell.send(own_status());
        waits(&theirs);
    });
    let status = told.recv().ok().flatten();
    let instead = watched(futures, &unwoken, status.as_deref());
    unwoken.is_over();
    instead
}

fn watched(futures: usize, unwoken: &Unwoken, status: Option<&Path>) -> Option<String> {
    // If they are never polled, the check's own time limit ends this.
    while unwoken.polls() < futures {
        thread::sleep(Duration::from_millis(1));
    }
    let began = Instant::now();
    loop {
        let before = status.and_then(sleeps);
        thread::sleep(BETWEEN_LOOKS);
        let polls = unwoken.polls();
        if polls > futures {
            return Some(match futures {
                1 => format!("has polled it {polls} times"),
                _ => format!("has polled {polls} times instead of {futures}"),
            });
        }
        match (before, status.and_then(sleeps)) {
            (_, None) => return None,
            (Some((true, slept)), Some((true, sleeps))) if slept == sleeps => return None,
            (Some((before, _)), Some((now, _))) if began.elapsed() > PATIENCE => {
                let does = match before && now {
                    true => "sleeps for a moment and checks, again and again",
                    false => "is busy all the time",
                };
                return Some(does.to_owned());
            }
            _ => {}
        }
    }
}

/// What a thread that does not return does at the moment, by its status; if the system does not report that,
/// how long it has not returned.
pub fn what_it_does(status: Option<&Path>, away: Duration) -> String {
    let look = || status.and_then(sleeps);
    let before = look();
    thread::sleep(BETWEEN_LOOKS);
    match (before, look()) {
        (Some((true, slept)), Some((true, sleeps))) if slept == sleeps => {
            "its thread sleeps".to_owned()
        }
        (Some(_), Some(_)) => "its thread is busy".to_owned(),
        _ => format!("it has not returned for {} s", away.as_secs()),
    }
}

/// Samples of a thread that must not sleep.
#[derive(Default)]
pub struct Asleep {
    /// How often it had begun to sleep at the last sample, and how many samples in a row have found the same
    /// sleep.
    last: Option<(u64, usize)>,
}

impl Asleep {
    /// Takes a sample, and says whether the thread has been in the same sleep for several of them.
    pub fn for_long(&mut self, status: Option<&Path>) -> bool {
        self.last = match (status.and_then(sleeps), self.last) {
            (Some((true, now)), Some((slept, samples))) if slept == now => Some((now, samples + 1)),
            (Some((true, now)), _) => Some((now, 1)),
            _ => None,
        };
        self.last.is_some_and(|(_, samples)| samples >= SAMPLES)
    }
}

/// On Linux, the file with the state of this thread.
pub fn own_status() -> Option<PathBuf> {
    let thread = std::fs::read_link("/proc/thread-self").ok()?;
    Some(Path::new("/proc").join(thread).join("status"))
}

/// Whether the thread sleeps, and how often it has begun to.
fn sleeps(status: &Path) -> Option<(bool, u64)> {
    let status = std::fs::read_to_string(status).ok()?;
    let after = |name| status.lines().find_map(|line| line.strip_prefix(name));
    let switches = after("voluntary_ctxt_switches:")?.trim().parse().ok()?;
    Some((after("State:")?.trim().starts_with('S'), switches))
}
