//! The one door for checks: what [`macro@crate::check`] turns a function into.

#[cfg(test)]
mod tests;

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::oneshot;

use crate::current::{Current, Panic, panic_message};
use crate::receipt::Receipt;
use crate::report::{Cause, Report, Status};
use crate::stuck::{Bounds, Pulse, Watchdog, threads};
use crate::text::thousands;

/// More polls than this within [`VIRTUAL_BOUND`] are those of a loop.
const MANY: u64 = 1_000;

/// Far beyond every timer of a check. If a paused clock reaches it, this bound was the only timer left.
const VIRTUAL_BOUND: Duration = Duration::from_secs(24 * 60 * 60);

/// The paused clock jumps as soon as the runtime is idle, even while a thread that the answer
/// started is about to wake it. So long, in real time, such a thread may still take.
const GRACE: Duration = Duration::from_millis(250);

/// What the attribute knows of a check.
#[derive(Clone, Debug)]
pub struct Check {
    /// The package that is judged: `ch01`, or `ch01-solution`.
    pub package: &'static str,
    /// The module path of the check's file: `checks::overlap`.
    pub module: &'static str,
    /// The function's name, which states the promise.
    pub name: &'static str,
    /// Its doc comment.
    pub why: &'static str,
    /// The file of the check.
    pub file: &'static str,
    /// The line of the check.
    pub line: u32,
    /// Whether the clock runs.
    pub real_time: bool,
    /// How many workers the runtime has.
    pub threads: usize,
    /// How many seconds of real time the watchdog waits.
    pub seconds: u64,
    /// What it does.
    pub body: Body,
}

/// A check's body. Of one type for all checks, so that what runs it is compiled once, in the kit.
#[derive(Clone, Copy, Debug)]
pub enum Body {
    /// A plain function.
    Call(fn()),
    /// An async function.
    Future(fn() -> Pin<Box<dyn Future<Output = ()>>>),
}

/// How a body came to its end.
enum Ended {
    Returned,
    /// No task is ready, no timer is left, and no wake-up came.
    Deadlocked,
    /// Timers fire again and again; how often the body was polled.
    GoesRound {
        polls: u64,
    },
    /// The body is polled again and again, and the paused clock stands still.
    Spins {
        polls: u64,
    },
}

/// Runs a check in this process, as rustc's own test harness does.
///
/// # Panics
/// Where the check fails or hangs, after it has printed why.
pub fn run(check: &'static Check) {
    // Before any line of the answer runs: the receipt must not be there for it to read.
    let receipt = Receipt::from_environment();
    let report = judge(check, Bounds::of(check));
    receipt.give(check, &report);
    if report.status != Status::Passed {
        report.print(check);
        // Not a panic of its own: all that there is to say has been printed.
        resume_unwind(Box::new(()));
    }
}

fn work(check: &Check, pulse: &Pulse, current: &Current) -> Ended {
    let make = match check.body {
        Body::Call(body) => {
            body();
            return Ended::Returned;
        }
        Body::Future(make) => make,
    };
    let for_threads = current.clone();
    let mut builder = match check.threads {
        0 | 1 => Builder::new_current_thread(),
        _ => Builder::new_multi_thread(),
    };
    let runtime = builder
        .worker_threads(check.threads.max(1))
        .enable_all()
        .start_paused(!check.real_time)
        .on_thread_start(move || for_threads.enter())
        .build()
        .expect("the system gives a check its runtime");
    pulse.has_runtime(runtime.handle().clone());
    let ended = runtime.block_on(async {
        current.recorder.start();
        bounded(pulse, check.real_time, make()).await
    });
    // Dropping the runtime would wait for blocking calls that the answer left behind.
    runtime.shutdown_background();
    ended
}

async fn bounded(pulse: &Pulse, real_time: bool, body: Pin<Box<dyn Future<Output = ()>>>) -> Ended {
    let mut body = std::pin::pin!(pulse.counted(body, !real_time));
    let ended = |returned: bool| match returned {
        true => Ended::Returned,
        false => Ended::Spins {
            polls: pulse.polls(),
        },
    };
    if real_time {
        return ended(body.await);
    }
    tokio::select! {
        biased;
        returned = &mut body => return ended(returned),
        () = tokio::time::sleep(VIRTUAL_BOUND) => {}
    }
    // A loop around a timer goes on, however long its time is; a deadlock lasts.
    let before = pulse.polls();
    if before > MANY {
        return Ended::GoesRound { polls: before };
    }
    tokio::select! {
        biased;
        returned = &mut body => return ended(returned),
        () = tokio::time::sleep(30 * VIRTUAL_BOUND) => {}
    }
    let deadlocked = || {
        let polls = pulse.polls();
        // This wait itself polls the body a few times, when it begins and when it ends.
        match polls - before {
            0..=9 => Ended::Deadlocked,
            _ => Ended::GoesRound { polls },
        }
    };
    if threads::only_the_watchdog_beside_this() {
        return deadlocked();
    }
    let (grace, over) = oneshot::channel::<()>();
    thread::spawn(move || {
        thread::sleep(GRACE);
        drop(grace);
    });
    tokio::select! {
        biased;
        returned = &mut body => ended(returned),
        _ = over => deadlocked(),
    }
}

/// Runs the check's body on a thread of its own, waits for it as long as `bounds` allow, and reports.
pub(crate) fn judge(check: &Check, bounds: Bounds) -> Report {
    let current = Current::new();
    if bounds.alone {
        current.is_the_only_one();
    }
    let pulse = Arc::new(Pulse::default());
    let (ended, wait) = mpsc::channel();

    let (theirs, their_pulse, theirs_to_do) = (current.clone(), Arc::clone(&pulse), check.clone());
    thread::Builder::new()
        .name(check.name.to_owned())
        .spawn(move || {
            theirs.enter();
            their_pulse.has_thread();
            let result = catch_unwind(AssertUnwindSafe(|| {
                work(&theirs_to_do, &their_pulse, &theirs)
            }));
            // If the watchdog was faster, the receiver is gone.
            let _ = ended.send(result);
        })
        .expect("the system gives a check its thread");

    match Watchdog::new(bounds).wait(&wait, &pulse) {
        Ok(Ok(Ended::Returned)) => Report::passed(&current),
        Ok(Ok(end @ (Ended::Deadlocked | Ended::GoesRound { .. }))) => {
            // The jump to the bound, and what it woke, is the watchdog's doing.
            current.recorder.keep_before(VIRTUAL_BOUND);
            Report::hung(&current, stuck(&end))
        }
        Ok(Ok(Ended::Spins { polls })) => Report::hung(&current, spins(polls)),
        Ok(Err(payload)) => Report::failed(&current, cause(&current, payload.as_ref())),
        Err(hang) => Report::hung(&current, hang),
    }
}

fn spins(polls: u64) -> String {
    let polls = thousands(usize::try_from(polls).unwrap_or(usize::MAX));
    format!(
        "it spins: the check has been polled {polls} times, and its clock has stopped advancing\n\n\
         A future that wakes itself in every poll, or a loop around a yield, keeps the executor busy \
         without waiting for anything. It needs an end, or something that it waits for."
    )
}

fn stuck(end: &Ended) -> String {
    match end {
        Ended::GoesRound { polls } => format!(
            "it does not end: after more than a day of virtual time and {} polls, timers of the check \
             still fire again and again\n\n\
             A loop around a timer ends only if its condition is met.",
            thousands(usize::try_from(*polls).unwrap_or(usize::MAX))
        ),
        _ => "deadlock: every task is waiting, no timer is left, and no wake-up came\n\n\
              A task that waits is polled again only after its waker was called. Look for a waker that \
              was not kept, a message that is not sent, or tasks that wait for each other."
            .to_owned(),
    }
}

/// The panic that ended the body, and those that were caught before it.
fn cause(current: &Current, payload: &(dyn Any + Send)) -> Cause {
    let text = panic_message(payload);
    let mut panics = current.panics();
    // A body may end with a payload that was carried over (resume_unwind): no hook saw that one.
    let own = panics.iter().rposition(|panic| panic.message == text);
    let last = own.map(|found| panics.remove(found));
    if let Some(panic) = &last {
        current.recorder.keep(panic.events);
    }
    let message = match text.as_str() {
        "" => "a panic without a message".to_owned(),
        _ => text,
    };
    Cause {
        message,
        at: last.as_ref().map(Panic::own_place).unwrap_or_default(),
        backtrace: last.and_then(|panic| panic.backtrace),
        before: panics,
    }
}
