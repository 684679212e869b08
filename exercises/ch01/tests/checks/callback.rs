//! Checks of callback.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use ch01::callback::{Callback, NeverCalled, Service, fetch};
use kit::{ByHand, check, panic_message};

type Fetched = Result<String, NeverCalled>;

/// Calling an async function builds a future, and only polling it runs its code. Here too: the
/// caller may still decide not to ask at all.
#[check(real_time)]
async fn calling_fetch_asks_nothing_yet() {
    let desk = Desk::default();
    let fetching = fetch(&desk, "weather");
    // Whatever the call has started gets its turn now.
    for _ in 0..20 {
        ::tokio::task::yield_now().await;
    }
    let early = desk.keys().len();
    let mut fetching = ByHand::new(fetching);
    let waits = fetching.poll().is_pending();
    let asked = desk.keys().len();
    desk.reply_to_all("sunny");
    if waits {
        resolved(&mut fetching).await;
    }
    assert!(
        early == 0,
        "the service was asked before the future was awaited: the call itself has asked it"
    );
    assert!(
        asked > 0,
        "the future was polled, and the service was not asked"
    );
}

/// A future may be polled at any time, also when nothing has changed. What must happen once has to
/// happen outside of what each poll repeats.
#[check(real_time)]
async fn the_service_is_asked_once_and_for_the_key_as_given() {
    for key in ["weather", " Weather in Ulm \n", ""] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, key));
        let waits = (0..3).all(|_| fetching.poll().is_pending());
        desk.reply_to_all("sunny");
        if waits {
            resolved(&mut fetching).await;
        }
        let keys = desk.keys();
        assert!(
            keys.len() == 1,
            "the service was asked {} times for one reply: the future was polled 3 times before \
             the reply came",
            keys.len()
        );
        assert!(
            keys[0] == key,
            "the service was asked for {:?} instead of {key:?}",
            keys[0]
        );
    }
}

/// A service that knows the reply calls back while it is being asked: before the future has begun
/// to wait. A wake-up that comes too early must be remembered, and no lock may be held around the call.
#[check(real_time)]
async fn a_reply_before_request_returns_is_not_lost() {
    for on_a_thread in [true, false] {
        let service = Prompt {
            on_a_thread,
            fault: Mutex::default(),
        };
        let outcome = resolved(&mut ByHand::new(fetch(&service, "weather"))).await;
        if let Some(fault) = &*service.fault.lock().unwrap() {
            panic!("{fault}");
        }
        match outcome {
            Outcome::Resolved(said) => assert!(
                said == Ok("sunny".to_owned()),
                "the service called back with \"sunny\" before `request` returned, and `fetch` \
                 resolved to {said:?}"
            ),
            Outcome::NotWoken(_) | Outcome::Waits => panic!(
                "the service called back before `request` returned, and `fetch` still waits: the \
                 reply, or the wake-up for it, was lost"
            ),
        }
    }
}

/// A future that returns Pending must wake its task when there is something new. The reply is that, and
/// an executor does not look by itself.
#[check(real_time)]
async fn a_later_reply_wakes_the_waiting_task() {
    for (reply, on_a_thread) in [
        ("sunny", false),
        ("rain", true),
        ("", false),
        (" Fog,\n then sun \n", false),
    ] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        if let Poll::Ready(said) = fetching.poll() {
            panic!("`fetch` resolved to {said:?} before the service had replied");
        }
        if on_a_thread {
            let called = thread::scope(|scope| scope.spawn(|| desk.reply_to_all(reply)).join());
            called_back(called);
        } else {
            desk.reply_to_all(reply);
        }
        match resolved(&mut fetching).await {
            Outcome::Resolved(said) => assert!(
                said == Ok(reply.to_owned()),
                "`fetch` resolved to {said:?} instead of the reply, {reply:?}"
            ),
            Outcome::NotWoken(_) => {
                panic!("the reply came, and the task that waits for it was not woken")
            }
            Outcome::Waits => panic!("the service replied {reply:?}, and `fetch` still waits"),
        }
    }
}

/// One thread serves many tasks, and each of them depends on the others to hand it back. A call that
/// blocks until the reply is there keeps it from all of them.
#[check(real_time)]
async fn others_run_while_the_reply_is_on_its_way() {
    const STEPS: usize = 100;
    let (walked, has_walked) = mpsc::channel();
    ::tokio::spawn(async move {
        for _ in 0..STEPS {
            ::tokio::task::yield_now().await;
        }
        let _ = walked.send(());
    });
    let service = Patient {
        has_walked: Mutex::new(Some(has_walked)),
        others_ran: Arc::default(),
        thread: Mutex::default(),
    };
    let said = fetch(&service, "weather").await;
    let thread = service.thread.lock().unwrap().take();
    if let Some(thread) = thread {
        called_back(thread.join());
    }
    let Some(walked) = *service.others_ran.lock().unwrap() else {
        panic!("`fetch` resolved to {said:?} before the service had replied");
    };
    assert!(
        walked,
        "a task beside `fetch` could not make its {STEPS} steps before the reply came: the thread \
         was blocked"
    );
    assert!(
        said == Ok("sunny".to_owned()),
        "the reply was \"sunny\", and `fetch` resolved to {said:?}"
    );
}

/// To wait is not to look again and again, be it at every turn or every few milliseconds: that costs
/// time for nothing, or notices the reply late. Nor is a slow reply a lost one.
#[check(real_time)]
async fn a_slow_reply_is_waited_for_without_looking_again() {
    // A minute, in steps that an answer which looks now and then would use, and then a year, in days.
    // The check turns the clock by hand, so that threads of the answer are not overtaken by it.
    let steps = [(600, Duration::from_millis(100)), (365, A_DAY)];
    ::tokio::time::pause();
    let desk = Arc::new(Desk::default());
    let (theirs, replied) = (Arc::clone(&desk), Arc::new(AtomicBool::new(false)));
    let over = Arc::clone(&replied);
    let service = ::tokio::spawn(async move {
        for (turns, step) in steps {
            for _ in 0..turns {
                ::tokio::time::advance(step).await;
            }
        }
        ::tokio::time::resume();
        over.store(true, Ordering::SeqCst);
        theirs.reply_to_all("sunny");
    });
    let mut polls_before = 0;
    let mut fetching = Box::pin(fetch(&*desk, "weather"));
    let said = ::std::future::poll_fn(|cx| {
        polls_before += usize::from(!replied.load(Ordering::SeqCst));
        fetching.as_mut().poll(cx)
    })
    .await;
    service.abort();
    assert!(
        replied.load(Ordering::SeqCst),
        "`fetch` gave up: it resolved to {said:?} while the service still held the callback, which \
         it was to call a year later"
    );
    assert!(
        polls_before <= 3,
        "`fetch` was polled {polls_before} times before the reply had come: it has itself polled \
         again and again to see whether it is there"
    );
    assert!(
        said == Ok("sunny".to_owned()),
        "the reply was \"sunny\", and `fetch` resolved to {said:?}"
    );
}

/// A future may be handed from one task to another while it waits. Each poll brings the waker of the
/// task that waits now, and only that one is of use.
#[check(real_time)]
async fn the_task_that_polled_last_is_the_one_woken() {
    let desk = Desk::default();
    let mut fetching = ByHand::new(fetch(&desk, "weather"));
    let mut waits = fetching.poll().is_pending();
    let first = fetching.change_waker();
    waits = waits && fetching.poll().is_pending();
    desk.reply_to_all("sunny");
    assert!(waits, "`fetch` resolved before the service had replied");
    let woken = comes(|| fetching.wakes() > 0).await;
    assert!(
        woken,
        "the future was polled with one waker and then with another, as when it moves to another \
         task; the reply called {}",
        match first.wakes() {
            0 => "neither of the two",
            _ => "the first waker, and not the second, whose task waits now",
        }
    );
    resolved(&mut fetching).await;
}

/// A connection that breaks drops what it held, and the callback is among it. It will never be called:
/// the waiting task must learn so, as an error that it can handle.
#[check(real_time)]
async fn a_dropped_callback_is_an_error_and_no_long_wait() {
    for how in ["while it was asked", "later", "later, on another thread"] {
        let desk = Desk {
            drops_at_once: how == "while it was asked",
            ..Desk::default()
        };
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        let first = fetching.poll();
        assert!(!desk.keys().is_empty(), "the service was not asked");
        let outcome = match first {
            Poll::Ready(said) if desk.drops_at_once => Outcome::Resolved(said),
            Poll::Ready(said) => {
                panic!("`fetch` resolved to {said:?} while the service still held the callback")
            }
            Poll::Pending => {
                match how {
                    "later" => drop(desk.take()),
                    "later, on another thread" => thread::scope(|scope| {
                        scope.spawn(|| drop(desk.take())).join().unwrap();
                    }),
                    _ => {}
                }
                resolved(&mut fetching).await
            }
        };
        let asked = desk.keys().len();
        assert!(
            asked == 1,
            "the service dropped the callback without calling it ({how}), and was asked {asked} \
             times: `fetch` asks once, and a dropped callback is its answer"
        );
        match outcome {
            Outcome::Resolved(said) => assert!(
                said == Err(NeverCalled),
                "the service dropped the callback without calling it ({how}), and `fetch` resolved \
                 to {said:?} instead of Err(NeverCalled)"
            ),
            Outcome::NotWoken(_) => panic!(
                "the service dropped the callback without calling it ({how}), and the task that \
                 waits was not woken"
            ),
            Outcome::Waits => panic!(
                "the service dropped the callback without calling it ({how}), and `fetch` still \
                 waits, forever"
            ),
        }
    }
}

/// A woken task is polled at once where another thread is free for it. Then the waker is called last,
/// when all is there for the poll that follows.
#[check(real_time)]
async fn when_the_task_is_woken_the_reply_is_there() {
    for calls in [true, false] {
        let (does, wanted) = match calls {
            true => ("called back", Ok("sunny".to_owned())),
            false => ("dropped the callback", Err(NeverCalled)),
        };
        let desk = Desk::default();
        let mut fetching = Box::pin(fetch(&desk, "weather"));
        let wakes = Arc::<Wakes>::default();
        *wakes.polled_by.lock().unwrap() = Some(thread::current().id());
        let waker = Waker::from(Arc::clone(&wakes));
        let mut poll = || fetching.as_mut().poll(&mut Context::from_waker(&waker));
        if let Poll::Ready(said) = poll() {
            panic!("`fetch` resolved to {said:?} before the service had replied");
        }
        let mut answered = wakes.count();
        let callbacks = desk.take();
        let service = thread::spawn(move || {
            for callback in callbacks {
                if calls {
                    callback("sunny".to_owned());
                }
            }
        });
        let said = loop {
            if !comes(|| wakes.count() > answered).await {
                break None;
            }
            let seen = wakes.count();
            let polled = poll();
            answered = seen;
            wakes.answered.store(seen, Ordering::SeqCst);
            if let Poll::Ready(said) = polled {
                break Some(said);
            }
        };
        wakes.answered.store(usize::MAX, Ordering::SeqCst);
        called_back(service.join());
        let asked = desk.keys().len();
        assert!(
            asked == 1,
            "the service {does}, and was asked {asked} times: `fetch` asks once"
        );
        match said {
            Some(said) => assert!(
                said == wanted,
                "the service {does}, and `fetch` resolved to {said:?} instead of {wanted:?}"
            ),
            None if answered == 0 => {
                panic!("the service {does}, and the task that waits was not woken")
            }
            None => panic!(
                "the service {does}, and the task was woken too early: polled at once it found \
                 nothing, and it was not woken again"
            ),
        }
    }
}

/// Dropping a future is how one stops to wait, and the other side cannot know of it. To it, a reply
/// that comes too late is no error.
#[check(real_time)]
async fn a_reply_after_the_future_was_dropped_does_no_harm() {
    for calls in [true, false] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        let _ = fetching.poll();
        fetching.cancel();
        let callbacks = desk.take();
        assert!(
            callbacks.len() == 1,
            "the future was polled once and dropped; meanwhile, the service was not asked exactly \
             once, but {} times",
            callbacks.len()
        );
        let does = if calls { "called" } else { "dropped" };
        let late = catch_unwind(AssertUnwindSafe(|| {
            for callback in callbacks {
                if calls {
                    callback("sunny".to_owned());
                }
            }
        }));
        assert!(
            late.is_ok(),
            "the service {does} the callback after `fetch` had been dropped, and the callback \
             panicked, in the middle of the service's own code"
        );
    }
}

/// Each future waits for the reply to its own request. What belongs to one request lives with it, and not in a place that all of them share.
#[check(real_time)]
async fn two_fetches_at_once_get_their_own_replies() {
    const MIXED: &str = "the replies to two requests were mixed up";
    // The same key twice, of one service: the replies may differ all the same.
    for keys in [["weather", "tides"], ["tides", "tides"]] {
        let desk = Desk::default();
        let mut first = ByHand::new(fetch(&desk, keys[0]));
        let mut second = ByHand::new(fetch(&desk, keys[1]));
        let waits = [first.poll().is_pending(), second.poll().is_pending()];
        assert!(
            waits == [true, true],
            "neither of two requests has its reply, and a `fetch` resolved already"
        );
        let mut callbacks = desk.take();
        assert!(
            callbacks.len() == 2,
            "two fetches, of {keys:?}, asked the service {} times",
            callbacks.len()
        );
        callbacks.remove(1)("high".to_owned());
        if let Poll::Ready(said) = first.poll() {
            panic!(
                "{MIXED}: of the requests for {keys:?} only the second one has its reply, and the \
                 first `fetch` resolved to {said:?}"
            );
        }
        let high = resolved(&mut second).await;
        callbacks.remove(0)("low".to_owned());
        let low = resolved(&mut first).await;
        for (which, outcome, reply) in [("second", high, "high"), ("first", low, "low")] {
            let said = match outcome {
                Outcome::Resolved(said) | Outcome::NotWoken(said) => said,
                Outcome::Waits => panic!(
                    "{MIXED}: of the requests for {keys:?} the {which} one has its reply, and its \
                     `fetch` still waits"
                ),
            };
            assert!(
                said == Ok(reply.to_owned()),
                "{MIXED}: of the requests for {keys:?}, the {which} `fetch` resolved to {said:?} \
                 instead of {reply:?}"
            );
        }
    }
}

/// Keeps what it is asked until the check replies.
#[derive(Default)]
struct Desk {
    drops_at_once: bool,
    keys: Mutex<Vec<String>>,
    callbacks: Mutex<Vec<Callback>>,
}

impl Desk {
    fn keys(&self) -> Vec<String> {
        self.keys.lock().unwrap().clone()
    }

    fn take(&self) -> Vec<Callback> {
        std::mem::take(&mut *self.callbacks.lock().unwrap())
    }

    fn reply_to_all(&self, reply: &str) {
        for callback in self.take() {
            callback(reply.to_owned());
        }
    }
}

impl Service for Desk {
    fn request(&self, key: &str, callback: Callback) {
        self.keys.lock().unwrap().push(key.to_owned());
        if !self.drops_at_once {
            self.callbacks.lock().unwrap().push(callback);
        }
    }
}

/// Calls back before `request` returns.
struct Prompt {
    on_a_thread: bool,
    /// What went wrong with the callback.
    fault: Mutex<Option<String>>,
}

impl Service for Prompt {
    fn request(&self, _: &str, callback: Callback) {
        if !self.on_a_thread {
            return callback("sunny".to_owned());
        }
        let (returned, has_returned) = mpsc::channel();
        let calls = move || {
            let called = catch_unwind(AssertUnwindSafe(|| callback("sunny".to_owned())));
            let _ = returned.send(called.map_err(|panic| panic_message(&*panic)));
        };
        thread::spawn(calls);
        *self.fault.lock().unwrap() = match received(&has_returned) {
            Some(Ok(())) => None,
            Some(Err(panic)) => Some(format!("{PANICKED}: {panic}")),
            None => Some(
                "the service called back from a thread of its own and waited for the callback \
                 before it returned from `request`, and the callback did not return: is a lock held \
                 while the service is being asked?"
                    .to_owned(),
            ),
        };
    }
}

/// Replies from a thread of its own, as soon as the neighbour has made its steps. If it makes
/// none, it gives up waiting for it, so that the cause can be told.
struct Patient {
    has_walked: Mutex<Option<mpsc::Receiver<()>>>,
    /// Whether the neighbour made its steps; `None` before the reply.
    others_ran: Arc<Mutex<Option<bool>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Service for Patient {
    fn request(&self, _: &str, callback: Callback) {
        let has_walked = self.has_walked.lock().unwrap().take();
        let others_ran = Arc::clone(&self.others_ran);
        let thread = thread::spawn(move || {
            let walked = has_walked.map(|walked| received(&walked).is_some());
            *others_ran.lock().unwrap() = walked;
            callback("sunny".to_owned());
        });
        *self.thread.lock().unwrap() = Some(thread);
    }
}

/// A waker that waits until the task has been polled for its wake. It gives up where that cannot be:
/// an answer may hold a lock while it wakes.
#[derive(Default)]
struct Wakes {
    count: AtomicUsize,
    /// For how many of them the task has been polled.
    answered: AtomicUsize,
    polled_by: Mutex<Option<ThreadId>>,
}

impl Wakes {
    fn count(&self) -> usize {
        self.count.load(Ordering::SeqCst)
    }
}

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        let here = Some(thread::current().id());
        if *self.polled_by.lock().unwrap() == here {
            return;
        }
        for look in 0..50 {
            if self.answered.load(Ordering::SeqCst) >= number {
                return;
            }
            thread::sleep(pause(look));
        }
    }
}

const A_DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Fails where the thread that called back has panicked.
fn called_back(thread: thread::Result<()>) {
    if let Err(panic) = thread {
        panic!("{PANICKED}: {}", panic_message(&*panic));
    }
}

const PANICKED: &str =
    "the service called back from a thread of its own, and the callback panicked";

enum Outcome {
    Resolved(Fetched),
    /// It would have, and was not woken.
    NotWoken(Fetched),
    Waits,
}

/// Polls as an executor does: once, and again after each wake.
async fn resolved<F: Future<Output = Fetched>>(fetching: &mut ByHand<F>) -> Outcome {
    // A wake that came before this counts: the task is polled for it now.
    let mut polled = fetching.polls() == 0 || fetching.wakes() > 0;
    loop {
        let wakes = fetching.wakes();
        if polled && let Poll::Ready(said) = fetching.poll() {
            return Outcome::Resolved(said);
        }
        if !comes(|| fetching.wakes() > wakes).await {
            return match fetching.poll() {
                Poll::Ready(said) => Outcome::NotWoken(said),
                Poll::Pending => Outcome::Waits,
            };
        }
        polled = true;
    }
}

/// Lets others run until `seen`. It gives up after so many looks, and not after so much time: on a
/// busy machine this thread gets its turn as late as those that it waits for.
async fn comes(seen: impl Fn() -> bool) -> bool {
    for look in 0..220 {
        if seen() {
            return true;
        }
        match look {
            0..100 => ::tokio::task::yield_now().await,
            look => ::tokio::time::sleep(pause(look - 100)).await,
        }
    }
    false
}

/// A message, or none after as many looks.
fn received<T>(message: &mpsc::Receiver<T>) -> Option<T> {
    (0..120).find_map(|look| message.recv_timeout(pause(look)).ok())
}

/// How long to pause before the next look: at first what waits is mostly there at once.
fn pause(look: u64) -> Duration {
    Duration::from_millis(if look < 20 { 1 } else { 10 })
}
