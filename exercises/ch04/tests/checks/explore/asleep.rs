//! Watches a thread of the system that waits, outside of any exploring: the answer that runs there is the
//! one that programs use, and not the copy that is compiled with shuttle's locks and threads.

use std::future::poll_fn;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

/// So long a busy machine may keep a thread from falling asleep.
const PATIENCE: Duration = Duration::from_secs(6);
/// Between two looks at a thread. One that sleeps does the same at both, on whatever machine; one that
/// does not is seen nearly always.
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Futures that are not woken, and what they tell.
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

    /// Lets the thread go.
    fn is_over(&self) {
        self.0.is_over.store(true, Ordering::SeqCst);
        let wakers = std::mem::take(&mut *self.0.wakers.lock().unwrap());
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Runs `waits` on a thread of its own, which polls that many futures and is then to sleep. Gives what it
/// does instead. Where the system does not tell what a thread does, only polls are seen.
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
    // Where they are never polled, the check's own bound ends it.
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
                    true => "sleeps a little and looks, again and again",
                    false => "is busy all the time",
                };
                return Some(does.to_owned());
            }
            _ => {}
        }
    }
}

/// What a thread that does not come back does at the moment, as its status tells; where the system does
/// not tell, how long it has been away.
pub fn what_it_does(status: Option<&Path>, away: Duration) -> String {
    let look = || status.and_then(sleeps);
    let before = look();
    thread::sleep(BETWEEN_LOOKS);
    match (before, look()) {
        (Some((true, slept)), Some((true, sleeps))) if slept == sleeps => {
            "its thread sleeps".to_owned()
        }
        (Some(_), Some(_)) => "its thread is busy".to_owned(),
        _ => format!("it has been away for {} s", away.as_secs()),
    }
}

/// On Linux, the file that tells what this thread does.
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
