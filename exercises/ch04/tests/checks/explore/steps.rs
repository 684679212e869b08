//! What the threads do in the order of steps that is being tried, and the cause if all of them wait in the
//! end.

use std::cell::RefCell;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use shuttle::thread::ThreadId;

/// A drawing has at most so many lines of its beginning, and so many of its end.
const FIRST: usize = 14;
const LAST: usize = 10;
/// The idea of a wake-up that is lost because the flag that it set was not read before `park`.
const ONE_TOKEN: &str = "A thread remembers one `unpark`, and another sleep of the thread may have used it up. The flag \
    remains: check it before each `park`, and not only after it.";
/// The idea of a lost wake-up, wherever it is lost.
const GAP: &str = "Between the check that finds nothing (a poll, a flag) and the sleep there is a gap, and \
    another thread can act in it. So a wake-up first sets a flag and then ends the sleep; and to check the \
    flag and to fall asleep must be one step: both under the lock that the wake-up takes too, or with a \
    sleep that remembers, as `park` returns at once after an `unpark`.";

/// What is reported of a sleep that ends without a reason.
pub const ENDS_FOR_NO_REASON: &str =
    "its thread calls `Condvar::wait`, which returns for no reason";

thread_local! {
    /// The steps of the order that is being tried. All threads of an order run on one system thread.
    static RECORDED: RefCell<Option<Steps>> = const { RefCell::new(None) };
}

/// What the threads of the order that is being tried have reported.
#[derive(Clone, Default)]
pub struct Steps(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    lines: Vec<String>,
    /// The name under which each thread reported its last step.
    names: Vec<(ThreadId, String)>,
    /// The latest sleep that has not ended.
    sleep: Option<Sleep>,
    /// The steps that must end a sleep.
    wakes: Vec<Wake>,
    /// Something of an earlier order was used.
    is_stale: bool,
    /// The cause and the idea, if in the end every thread waits.
    explains: Option<(&'static str, &'static str)>,
}

struct Sleep {
    thread: ThreadId,
    began: usize,
    what: String,
    /// The step before it, of the same thread, has read a flag.
    after_a_look: bool,
}

struct Wake {
    what: String,
    /// The idea of a failure in which it is lost.
    idea: &'static str,
    began: Option<usize>,
    is_over: Option<usize>,
    /// The future or task that it wakes has been polled, because of this step or another one.
    has_arrived: bool,
}

/// A step that must end a sleep.
#[derive(Clone)]
pub struct WakeUp {
    steps: Steps,
    number: usize,
    actor: String,
    does: String,
}

impl WakeUp {
    /// Takes the step.
    pub fn takes<R>(&self, step: impl FnOnce() -> R) -> R {
        self.steps.tell(&self.actor, &self.does);
        self.update(|wake, now| wake.began = Some(now));
        let given = step();
        self.update(|wake, now| wake.is_over = Some(now));
        given
    }

    /// The future or task that it wakes has been polled.
    pub fn has_arrived(&self) {
        self.update(|wake, _| wake.has_arrived = true);
    }

    fn update(&self, update: impl FnOnce(&mut Wake, usize)) {
        if std::thread::panicking() {
            return;
        }
        let mut told = self.steps.lock();
        let now = told.lines.len();
        if let Some(wake) = told.wakes.get_mut(self.number) {
            update(wake, now);
        }
    }
}

/// How many orders this process has tried. In the first, everything is new.
static ORDERS: AtomicUsize = AtomicUsize::new(0);

/// A new order begins.
pub fn begins_an_order() {
    ORDERS.fetch_add(1, Ordering::SeqCst);
}

pub fn is_first_order() -> bool {
    ORDERS.load(Ordering::SeqCst) <= 1
}

/// The order in which something was used first.
#[derive(Debug, Default)]
pub struct Order(AtomicUsize);

impl Order {
    pub const fn new() -> Self {
        Self(AtomicUsize::new(0))
    }

    /// It is used now. If it was used in an earlier order, too, that is recorded.
    pub fn is_used(&self) {
        let now = ORDERS.load(Ordering::SeqCst);
        let first = self
            .0
            .compare_exchange(0, now, Ordering::SeqCst, Ordering::SeqCst);
        if first.is_err_and(|first| first != now)
            && let Some(steps) = RECORDED.with_borrow(Clone::clone)
        {
            steps.lock().is_stale = true;
        }
    }
}

/// Ends the recording of an order.
pub struct Recorded;

impl Drop for Recorded {
    fn drop(&mut self) {
        RECORDED.take();
    }
}

impl Steps {
    /// Whether a flag or a `Condvar` of an earlier order was used in this one.
    pub fn is_stale(&self) -> bool {
        self.lock().is_stale
    }

    /// Clears the record. Until the returned value is dropped, the answer's own sleeps are recorded too.
    pub fn begin(&self) -> Recorded {
        *self.lock() = Told::default();
        RECORDED.set(Some(self.clone()));
        Recorded
    }

    /// `actor` does this now.
    pub fn tell(&self, actor: &str, does: &str) {
        // At the end of a failed order, its threads are unwound: that is not one of their steps.
        if std::thread::panicking() {
            return;
        }
        let thread = shuttle::thread::current().id();
        let mut told = self.lock();
        told.names.retain(|(known, _)| *known != thread);
        told.names.push((thread, actor.to_owned()));
        told.lines.push(format!("{actor:<8}{does}"));
    }

    /// What `actor` will do to end the sleep of another thread.
    pub fn wake_up(&self, actor: &str, does: &str) -> WakeUp {
        self.wake_up_or(actor, does, GAP)
    }

    /// As [`Steps::wake_up`]; if it is lost, the failure has this idea.
    pub fn wake_up_or(&self, actor: &str, does: &str, idea: &'static str) -> WakeUp {
        let mut told = self.lock();
        told.wakes.push(Wake {
            what: format!("`{actor}` {does}"),
            idea,
            began: None,
            is_over: None,
            has_arrived: false,
        });
        WakeUp {
            steps: self.clone(),
            number: told.wakes.len() - 1,
            actor: actor.to_owned(),
            does: does.to_owned(),
        }
    }

    /// How many wake-ups have been announced.
    pub fn wake_ups(&self) -> usize {
        self.lock().wakes.len()
    }

    /// Whether any thread has reported this.
    pub fn has_told(&self, does: &str) -> bool {
        self.lock().lines.iter().any(|line| line.ends_with(does))
    }

    /// Sets the cause and the idea, if in the end every thread waits.
    pub fn explains(&self, cause: &'static str, idea: &'static str) {
        self.lock().explains = Some((cause, idea));
    }

    /// `actor` goes to sleep now.
    pub fn sleeps<R>(&self, actor: &str, does: &str, sleeps: impl FnOnce() -> R) -> R {
        self.tell(actor, does);
        self.asleep(&format!("`{actor}` {does}"), sleeps)
    }

    fn asleep<R>(&self, what: &str, sleeps: impl FnOnce() -> R) -> R {
        let thread = shuttle::thread::current().id();
        let mut told = self.lock();
        told.sleep = Some(Sleep {
            thread,
            began: told.lines.len(),
            what: what.to_owned(),
            after_a_look: told.has_looked(),
        });
        drop(told);
        let given = sleeps();
        let mut told = self.lock();
        if told
            .sleep
            .as_ref()
            .is_some_and(|sleep| sleep.thread == thread)
        {
            told.sleep = None;
        }
        given
    }

    /// The reported steps, one per line, folded and cut.
    pub fn told(&self) -> String {
        let told = self.lock();
        let mut lines = Vec::new();
        for same in told.lines.chunk_by(|line, next| line == next) {
            lines.push(match same.len() - 1 {
                0 => same[0].clone(),
                1 => format!("{} (once more)", same[0]),
                more => format!("{} ({more} times more)", same[0]),
            });
        }
        if let Some(between @ 2..) = lines.len().checked_sub(FIRST + LAST) {
            lines.splice(
                FIRST..FIRST + between,
                [format!("… {between} steps more …")],
            );
        }
        lines.iter().map(|line| format!("\n    {line}")).collect()
    }

    /// The cause and the idea, if in the end every thread waits.
    pub fn why_all_wait(&self) -> (String, String) {
        let told = self.lock();
        if let Some((cause, idea)) = told.explains {
            return (cause.to_owned(), idea.to_owned());
        }
        let under_way = told.wakes.iter().filter(|wake| !wake.has_arrived);
        let last = under_way.max_by_key(|wake| wake.began);
        let Some((wake, began)) = last.and_then(|wake| Some((wake, wake.began?))) else {
            return (
                "in the end every thread waits, and no wake-up is on its way".to_owned(),
                "Before a thread sleeps, something must be on its way that will end its sleep."
                    .to_owned(),
            );
        };
        let what = &wake.what;
        let Some(over) = wake.is_over else {
            return (
                format!("{what}, and that call never returns: in the end every thread waits"),
                "A wake-up must not wait for the thread that it wakes: not for a lock that this thread \
                 holds while it polls or sleeps, and not for room in a channel."
                    .to_owned(),
            );
        };
        let how = match &told.sleep {
            None => format!("After {what}, every thread waits"),
            Some(sleep) if over <= sleep.began && told.is_unread(began, over, sleep) => {
                return (
                    format!(
                        "a wake-up was lost, though it had set a flag. First {what}, then {} without reading a flag \
                         first, and nothing ends that sleep",
                        sleep.what
                    ),
                    ONE_TOKEN.to_owned(),
                );
            }
            Some(sleep) if over <= sleep.began => {
                format!(
                    "First {what}, then {}, and nothing ends that sleep",
                    sleep.what
                )
            }
            Some(sleep) if began <= sleep.began => {
                format!("While {what}, {}, and nothing ends that sleep", sleep.what)
            }
            Some(sleep) => {
                format!(
                    "First {}, then {what}, and that does not end the sleep",
                    sleep.what
                )
            }
        };
        (format!("a wake-up was lost. {how}"), wake.idea.to_owned())
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    /// Whether the thread that has reported the last line had read a flag in the line before, as far as it is its own.
    fn has_looked(&self) -> bool {
        let Some((last, before)) = self.lines.split_last() else {
            return false;
        };
        let actor = last.split_whitespace().next();
        let own = before
            .iter()
            .rev()
            .find(|line| line.split_whitespace().next() == actor);
        own.is_some_and(|line| line.contains(FINDS))
    }

    /// Whether a wake-up has set a flag, and the thread then went to `park` and had not read one.
    fn is_unread(&self, began: usize, over: usize, sleep: &Sleep) -> bool {
        let sets = |line: &String| line.ends_with(SETS_FLAG) || line.ends_with(SETS_IT);
        let has_set = self
            .lines
            .get(began..over)
            .is_some_and(|lines| lines.iter().any(sets));
        has_set && sleep.what.ends_with("`park`") && !sleep.after_a_look
    }
}

/// Words of the reports of an `AtomicBool`.
const FINDS: &str = "its thread finds";
const SETS_FLAG: &str = "sets a flag to true";
const SETS_IT: &str = "sets it to true";

/// A thread of the answer goes to sleep, or takes another step that matters: recorded under the name of
/// that thread's last report.
pub fn answer_tells(does: &str) {
    with_name(does, |steps, name, does| steps.tell(name, does));
}

/// As [`answer_tells`], for a sleep of the answer.
pub fn answer_sleeps<R>(does: &str, sleeps: impl FnOnce() -> R) -> R {
    let recorded = with_name(does, |steps, name, does| {
        steps.tell(name, does);
        (
            steps.clone(),
            match does.strip_prefix(ITS_THREAD) {
                Some(does) => format!("the thread of `{name}` {does}"),
                None => format!("a thread {does}"),
            },
        )
    });
    match recorded {
        Some((steps, what)) => steps.asleep(&what, sleeps),
        None => sleeps(),
    }
}

/// How a report of a thread of the answer begins.
const ITS_THREAD: &str = "its thread ";

/// A thread that has reported nothing yet has no name: its steps are those of `thread`.
fn with_name<R>(does: &str, tells: impl FnOnce(&Steps, &str, &str) -> R) -> Option<R> {
    if std::thread::panicking() {
        return None;
    }
    let steps = RECORDED.with_borrow(Clone::clone)?;
    let thread = shuttle::thread::current().id();
    let name = {
        let told = steps.lock();
        let named = told.names.iter().find(|(known, _)| *known == thread);
        named.map(|(_, name)| name.clone())
    };
    Some(match name {
        Some(name) => tells(&steps, &name, does),
        None => {
            let unnamed = tells(&steps, "thread", does.trim_start_matches(ITS_THREAD));
            // It is not its name.
            steps.lock().names.retain(|(known, _)| *known != thread);
            unnamed
        }
    })
}
