//! Tasks that report their polls, wakers that are kept, and a log of the polls.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use kit::DropProbe;

use super::threads::call;

/// What was polled, in order.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<&'static str>>>);

impl Log {
    pub fn tell(&self, name: &'static str) {
        self.0.lock().unwrap().push(name);
    }

    pub fn take(&self) -> Vec<&'static str> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

/// Wakers, by the names of their tasks.
#[derive(Clone, Default)]
pub struct Wakers(Arc<Mutex<Vec<(&'static str, Waker)>>>);

impl Wakers {
    pub fn keep(&self, name: &'static str, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap();
        wakers.retain(|kept| kept.0 != name);
        wakers.push((name, waker.clone()));
    }

    pub fn forget(&self) {
        self.0.lock().unwrap().clear();
    }

    pub fn wake(&self, name: &str) {
        self.wake_often(name, 1);
    }

    pub fn wake_often(&self, name: &str, times: usize) {
        let wakers = self.0.lock().unwrap().clone();
        for (_, waker) in wakers.iter().filter(|kept| kept.0 == name) {
            call("a call of a waker", || {
                (0..times).for_each(|_| waker.wake_by_ref())
            });
        }
    }
}

pub fn ready_when(ready: bool) -> Poll<()> {
    if ready {
        Poll::Ready(())
    } else {
        Poll::Pending
    }
}

pub fn count(polled: &[&str], name: &str) -> usize {
    polled.iter().filter(|polled| **polled == name).count()
}

/// Calls the waker of the task that is being polled.
pub fn wakes_itself(cx: &Context<'_>) {
    call("a call of its own waker, in a poll,", || {
        cx.waker().wake_by_ref();
    });
}

/// Says how the polls differ from the right ones: tasks that were not polled at all, or a wrong number of times, or
/// else the first that is out of order.
pub fn differs(polled: &[&str], right: &[&str]) -> String {
    let mut names = right.to_vec();
    names.extend(polled);
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    let never: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| count(right, name) > 0 && count(polled, name) == 0)
        .collect();
    match never.as_slice() {
        [] => {}
        [one] => return format!("{one} was not polled"),
        [most @ .., last] => return format!("{} and {last} were not polled", most.join(", ")),
    }
    let wrong = |name: &&str| count(polled, name) != count(right, name);
    // A task with too few polls is nearer to the cause than one with too many.
    let fewer = names
        .iter()
        .copied()
        .find(|name| count(polled, name) < count(right, name));
    if let Some(name) = fewer.or_else(|| names.iter().copied().find(wrong)) {
        let (was, due) = (times(count(polled, name)), times(count(right, name)));
        return format!("{name} was polled {was} instead of {due}");
    }
    let place = polled
        .iter()
        .zip(right)
        .position(|(polled, right)| polled != right);
    place.map_or_else(String::new, |place| {
        format!(
            "poll {} was that of {} instead of {}",
            place + 1,
            polled[place],
            right[place]
        )
    })
}

pub fn times(n: usize) -> String {
    match n {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// A main that wakes itself in each poll, and is ready in its poll number `polls`.
pub fn rounds(polls: usize, log: &Log) -> impl Future<Output = ()> + Send + 'static {
    yields("main", polls - 1, log)
}

/// Wakes itself in its first `pendings` polls, and is ready in the next one.
pub fn yields(
    name: &'static str,
    pendings: usize,
    log: &Log,
) -> impl Future<Output = ()> + Send + 'static {
    let (log, mut polls) = (log.clone(), 0);
    poll_fn(move |cx| {
        log.tell(name);
        polls += 1;
        if polls <= pendings {
            wakes_itself(cx);
        }
        ready_when(polls > pendings)
    })
}

/// Ready in its first poll.
pub fn once(name: &'static str, log: &Log) -> impl Future<Output = ()> + Send + 'static {
    yields(name, 0, log)
}

/// Keeps its waker, and is never ready.
pub fn waits(
    name: &'static str,
    log: &Log,
    wakers: &Wakers,
) -> impl Future<Output = ()> + Send + 'static {
    let (log, wakers) = (log.clone(), wakers.clone());
    poll_fn(move |cx| {
        log.tell(name);
        wakers.keep(name, cx.waker());
        Poll::Pending
    })
}

/// Does what `future` does, and holds a token of `probe`.
pub fn holds(
    probe: &DropProbe,
    name: &str,
    future: impl Future<Output = ()> + Send + 'static,
) -> impl Future<Output = ()> + Send + 'static {
    let token = probe.token(name);
    async move {
        let _token = token;
        future.await;
    }
}

/// Does this when it is dropped.
pub struct OnDrop(pub Box<dyn FnMut() + Send>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}
