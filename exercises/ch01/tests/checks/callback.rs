//! Checks of callback.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use ch01::callback::{Callback, NeverCalled, Service, fetch};
use kit::{ByHand, check};

type Fetched = Result<String, NeverCalled>;

/// Calling an async function builds a future, and only polling it runs its code. Here too: who holds
/// the future may still decide not to ask at all.
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
        "the service was asked before anybody awaited the future: the call itself has asked it"
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
    for key in ["weather", " Weather in Ulm", ""] {
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

/// A service that knows the reply calls back while it is being asked: before anybody has begun to
/// wait. A wake-up that comes too early must be remembered, and no lock may be held around the call.
#[check(real_time)]
async fn a_reply_before_request_returns_is_not_lost() {
    let from_another_thread = Prompt {
        on_a_thread: true,
        hindered: AtomicBool::new(false),
    };
    let from_this_thread = Prompt {
        on_a_thread: false,
        hindered: AtomicBool::new(false),
    };
    for service in [from_another_thread, from_this_thread] {
        let outcome = resolved(&mut ByHand::new(fetch(&service, "weather"))).await;
        assert!(
            !service.hindered.load(Ordering::SeqCst),
            "the callback could not return before `request` did: it waits for a lock that is held \
             while the service is being asked"
        );
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

/// Whoever returns Pending promises to wake the task when there is something new. The reply is that,
/// and an executor does not look by itself.
#[check(real_time)]
async fn a_later_reply_wakes_whoever_waits() {
    for (reply, on_a_thread) in [("sunny", false), ("rain", true), ("", false)] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        if let Poll::Ready(said) = fetching.poll() {
            panic!("`fetch` resolved to {said:?} before the service had replied");
        }
        if on_a_thread {
            thread::scope(|scope| scope.spawn(|| desk.reply_to_all(reply)).join().unwrap());
        } else {
            desk.reply_to_all(reply);
        }
        match resolved(&mut fetching).await {
            Outcome::Resolved(said) => assert!(
                said == Ok(reply.to_owned()),
                "`fetch` resolved to {said:?} instead of the reply, {reply:?}"
            ),
            Outcome::NotWoken(_) => {
                panic!("the reply came, and nobody woke the task that waits for it")
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
    };
    let said = fetch(&service, "weather").await;
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
    // A minute, on a clock that nobody has to wait for: the check turns it by hand, so that threads
    // of the answer are not overtaken by it.
    const TURNS: u32 = 600;
    ::tokio::time::pause();
    let desk = Arc::new(Desk::default());
    let (theirs, replied) = (Arc::clone(&desk), Arc::new(AtomicBool::new(false)));
    let over = Arc::clone(&replied);
    let service = ::tokio::spawn(async move {
        for _ in 0..TURNS {
            ::tokio::time::advance(Duration::from_millis(100)).await;
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
        "`fetch` gave up: it resolved to {said:?} while the service still held the callback and had \
         a minute to reply"
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

/// A future may be handed from one task to another while it waits. Each poll says who waits now, and
/// only that waker is of use.
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

/// Who breaks a connection drops what it held, and the callback is among it. Nobody will ever call
/// it: whoever waits must be told so, as an error that can be handled.
#[check(real_time)]
async fn a_dropped_callback_is_an_error_and_no_long_wait() {
    for how in ["while it was asked", "later", "later, on another thread"] {
        let desk = Desk {
            drops_at_once: how == "while it was asked",
            ..Desk::default()
        };
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        let mut first = Some(fetching.poll()).filter(Poll::is_ready);
        match how {
            "later" => drop(desk.take()),
            "later, on another thread" => thread::scope(|scope| {
                scope.spawn(|| drop(desk.take())).join().unwrap();
            }),
            _ => {}
        }
        let outcome = match first.take() {
            Some(Poll::Ready(said)) => Outcome::Resolved(said),
            _ => resolved(&mut fetching).await,
        };
        match outcome {
            Outcome::Resolved(said) => assert!(
                said == Err(NeverCalled),
                "the service dropped the callback without calling it ({how}), and `fetch` resolved \
                 to {said:?} instead of Err(NeverCalled)"
            ),
            Outcome::NotWoken(_) => panic!(
                "the service dropped the callback without calling it ({how}), and nobody woke the \
                 task that waits"
            ),
            Outcome::Waits => panic!(
                "the service dropped the callback without calling it ({how}), and `fetch` still \
                 waits, for ever"
            ),
        }
    }
}

/// Dropping a future is how one stops to wait, and the other side cannot know of it. To it, a reply
/// that nobody waits for is no error.
#[check(real_time)]
async fn a_reply_that_nobody_waits_for_hurts_nobody() {
    for calls in [true, false] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        let _ = fetching.poll();
        fetching.cancel();
        let callbacks = desk.take();
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

/// Whoever waits, waits for the reply to a question of its own. What belongs to one request lives
/// with it, and not in a place that all of them share.
#[check(real_time)]
async fn two_fetches_at_once_get_their_own_replies() {
    const MIXED: &str = "the replies to two requests were mixed up";
    let (weather, tides) = (Desk::default(), Desk::default());
    let mut sky = ByHand::new(fetch(&weather, "weather"));
    let mut sea = ByHand::new(fetch(&tides, "tides"));
    let waits = (sky.poll().is_pending(), sea.poll().is_pending());
    assert!(
        waits == (true, true),
        "{MIXED}: neither has come, and one `fetch` resolved already"
    );
    tides.reply_to_all("high");
    if let Poll::Ready(said) = sky.poll() {
        panic!("{MIXED}: only that for \"tides\" has come, and \"weather\" resolved to {said:?}");
    }
    let high = resolved(&mut sea).await;
    weather.reply_to_all("sunny");
    let sunny = resolved(&mut sky).await;
    for (key, outcome, reply) in [("tides", high, "high"), ("weather", sunny, "sunny")] {
        let said = match outcome {
            Outcome::Resolved(said) | Outcome::NotWoken(said) => said,
            Outcome::Waits => panic!("{MIXED}: that for {key:?} came, and `fetch` still waits"),
        };
        assert!(
            said == Ok(reply.to_owned()),
            "{MIXED}: {key:?} resolved to {said:?} instead of {reply:?}"
        );
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
    /// The callback did not return in time.
    hindered: AtomicBool,
}

impl Service for Prompt {
    fn request(&self, _: &str, callback: Callback) {
        if !self.on_a_thread {
            return callback("sunny".to_owned());
        }
        let (returned, has_returned) = mpsc::channel();
        thread::spawn(move || {
            callback("sunny".to_owned());
            let _ = returned.send(());
        });
        let in_time = has_returned.recv_timeout(PATIENCE).is_ok();
        self.hindered.store(!in_time, Ordering::SeqCst);
    }
}

/// Replies from a thread of its own, as soon as the neighbour has made its steps. Where it makes
/// none, it gives up waiting for it, so that the cause can be told.
struct Patient {
    has_walked: Mutex<Option<mpsc::Receiver<()>>>,
    /// Whether the neighbour made its steps; `None` before the reply.
    others_ran: Arc<Mutex<Option<bool>>>,
}

impl Service for Patient {
    fn request(&self, _: &str, callback: Callback) {
        let has_walked = self.has_walked.lock().unwrap().take();
        let others_ran = Arc::clone(&self.others_ran);
        thread::spawn(move || {
            let walked = has_walked.map(|walked| walked.recv_timeout(PATIENCE).is_ok());
            *others_ran.lock().unwrap() = walked;
            callback("sunny".to_owned());
        });
    }
}

/// Generous: a thread that the answer may use gets its turn on a busy machine too.
const PATIENCE: Duration = Duration::from_secs(2);

enum Outcome {
    Resolved(Fetched),
    /// It would have, and nobody woke it.
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

/// Lets others run until `seen`, or until patience ends.
async fn comes(seen: impl Fn() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while !seen() {
        if Instant::now() > end {
            return false;
        }
        ::tokio::task::yield_now().await;
    }
    true
}
