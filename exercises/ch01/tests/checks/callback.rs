//! Checks of callback.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use ch01::callback::{Callback, NeverCalled, Service, fetch};
use kit::{ByHand, caught, check, panic_message};

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
    let early = desk.asked();
    let mut fetching = ByHand::new(fetching);
    let first = fetching.poll();
    let asked = desk.asked();
    desk.reply_to_all("sunny");
    if first.is_pending() {
        resolved(&mut fetching).await;
    }
    assert!(
        early == 0,
        "the service was asked before the future was awaited: the call itself has asked it"
    );
    assert!(asked > 0, "{}", not_asked(&first));
}

// Fails for two causes, each of which has an idea of its own.
#[check(real_time)]
async fn the_service_is_asked_once_and_for_the_key_as_given() {
    let mut right = None;
    for key in ["weather", " Weather in Ulm \n", ""] {
        let desk = Desk::default();
        let mut fetching = ByHand::new(fetch(&desk, key));
        let first = fetching.poll();
        let at_first = desk.asked();
        let waits = first.is_pending() && (0..2).all(|_| fetching.poll().is_pending());
        desk.reply_to_all("sunny");
        if waits {
            resolved(&mut fetching).await;
        }
        let (keys, polls) = (desk.keys(), fetching.polls());
        assert!(!keys.is_empty(), "{}", not_asked(&first));
        let (when, idea) = match at_first {
            1 if keys.len() == polls => {
                (format!("each of its {polls} polls asked anew"), EACH_POLL)
            }
            0 | 1 => ("not all of them in its first poll".to_owned(), EACH_POLL),
            _ => (format!("{at_first} times in its first poll"), ONE_REQUEST),
        };
        assert!(keys.len() == 1, "{}", asked_often(keys.len(), &when, idea));
        assert!(
            keys[0] == key,
            "{}the service was asked for {:?} instead of {key:?}\n\n\
             Only the service knows what a key means. It is passed on exactly as it was given.",
            right.map_or_else(String::new, |right| format!(
                "right for {right:?}, wrong for {key:?}: "
            )),
            keys[0]
        );
        right = Some(key);
    }
}

// Fails for several causes, each of which has an idea of its own.
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
            panic!("{}", too_early(desk.asked(), &said));
        }
        if on_a_thread {
            let called = thread::scope(|scope| scope.spawn(|| desk.reply_to_all(reply)).join());
            called_back(called);
        } else {
            desk.reply_to_all(reply);
        }
        match resolved(&mut fetching).await {
            Outcome::Resolved(said) => {
                assert!(
                    said == Ok(reply.to_owned()),
                    "{}",
                    wrong_reply(reply, &said)
                );
            }
            Outcome::NotWoken(_) => panic!("{REPLY_WAKES_NOT}"),
            Outcome::Waits => panic!("{}", still_waits(reply)),
        }
    }
}

/// A service that knows the reply calls back while it is being asked: before the future has begun
/// to wait. What comes so early must be remembered until the future looks for it.
#[check(real_time)]
async fn a_reply_before_request_returns_is_not_lost() {
    for on_a_thread in [true, false] {
        let service = Prompt {
            on_a_thread,
            ..Prompt::default()
        };
        let outcome = resolved(&mut ByHand::new(fetch(&service, "weather"))).await;
        if on_a_thread {
            service.judges_the_call();
        }
        assert!(
            service.asked.load(Ordering::SeqCst) > 0,
            "{}",
            not_asked(&Poll::Pending)
        );
        let fault = match outcome {
            Outcome::Resolved(said) => {
                assert!(
                    said == Ok("sunny".to_owned()),
                    "{}",
                    wrong_reply("sunny", &said)
                );
                continue;
            }
            Outcome::NotWoken(_) => "the reply is there, and the task was not woken for it",
            Outcome::Waits => "polled again, `fetch` still waits",
        };
        let right = match is_right_with_a_later_reply().await {
            true => "right if the service calls back later, wrong if it does so",
            false => "the service called back",
        };
        panic!("{right} before `request` returned: {fault}{EARLY}");
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
        asked: AtomicUsize::default(),
        has_walked: Mutex::new(Some(has_walked)),
        others_ran: Arc::default(),
        thread: Mutex::default(),
        others: Mutex::default(),
    };
    let mut fetching = ByHand::new(fetch(&service, "weather"));
    let mut blocked = false;
    // Polled as by an executor; one that is not woken for the reply does not keep this check.
    let outcome = loop {
        let (wakes, waits) = (fetching.wakes(), !service.has_replied());
        let polled = fetching.poll();
        let replied = service.has_replied();
        blocked |= waits && replied;
        match polled {
            Poll::Ready(said) if replied => break Outcome::Resolved(said),
            Poll::Ready(said) => panic!("{}", too_early(service.asked(), &said)),
            Poll::Pending => {}
        }
        ::tokio::task::yield_now().await;
        for look in 0.. {
            match service.asked() > 0 && !service.has_replied() && fetching.wakes() == wakes {
                true if look < 2 * STEPS => ::tokio::task::yield_now().await,
                true => ::tokio::time::sleep(pause(0)).await,
                false => break,
            }
        }
        assert!(service.asked() > 0, "{}", not_asked(&Poll::Pending));
        if !comes(|| fetching.wakes() > wakes).await {
            break match fetching.poll() {
                Poll::Ready(said) => Outcome::NotWoken(said),
                Poll::Pending => Outcome::Waits,
            };
        }
    };
    let thread = service.thread.lock().unwrap().take();
    if let Some(thread) = thread {
        called_back(thread.join());
    }
    let asked = service.asked();
    assert!(
        asked == 1,
        "{}",
        asked_often(asked, "all in one `fetch`", ONE_REQUEST)
    );
    let walked = *service.others_ran.lock().unwrap() == Some(true);
    assert!(
        walked || !blocked,
        "a poll of `fetch` came back only after the reply had come: until then, it blocked the \
         thread, and a task beside it could not make its {STEPS} steps"
    );
    assert!(
        walked,
        "a task beside `fetch` could not make its {STEPS} steps before the reply came"
    );
    match outcome {
        Outcome::Resolved(said) => assert!(
            said == Ok("sunny".to_owned()),
            "{}",
            wrong_reply("sunny", &said)
        ),
        Outcome::NotWoken(_) => panic!("{REPLY_WAKES_NOT}"),
        Outcome::Waits => panic!("{}", still_waits("sunny")),
    }
}

// Fails for several causes, each of which has an idea of its own.
#[check(real_time)]
async fn a_slow_reply_is_waited_for_without_looking_again() {
    // A minute, in steps that an answer which looks now and then would use, and then a year, in days.
    // The check turns the clock by hand, so that threads of the answer are not overtaken by it.
    let steps = [(600, Duration::from_millis(100)), (365, A_DAY)];
    ::tokio::time::pause();
    let began = ::tokio::time::Instant::now();
    let desk = Arc::new(Desk::default());
    let (theirs, replied) = (Arc::clone(&desk), Arc::new(AtomicBool::new(false)));
    let over = Arc::clone(&replied);
    let mut service = ::tokio::spawn(async move {
        for (turns, step) in steps {
            for _ in 0..turns {
                ::tokio::time::advance(step).await;
            }
        }
        ::tokio::time::resume();
        over.store(true, Ordering::SeqCst);
        theirs.reply_to_all("sunny");
        // Ends only if `fetch` is not woken for the reply: then the check need not wait for more.
        comes(|| false).await;
    });
    let mut polls_before = 0;
    let mut fetching = Box::pin(fetch(&*desk, "weather"));
    let said = ::std::future::poll_fn(|cx| {
        if let Poll::Ready(ended) = Pin::new(&mut service).poll(cx) {
            return Poll::Ready(Err(ended));
        }
        polls_before += usize::from(!replied.load(Ordering::SeqCst));
        fetching.as_mut().poll(cx).map(Ok)
    })
    .await;
    service.abort();
    let said = match said {
        Ok(said) => said,
        Err(ended) => {
            ended.unwrap();
            let mut again = Context::from_waker(Waker::noop());
            match fetching.as_mut().poll(&mut again) {
                Poll::Ready(_) => panic!("{REPLY_WAKES_NOT}"),
                Poll::Pending => panic!("{}", still_waits("sunny")),
            }
        }
    };
    if !replied.load(Ordering::SeqCst) {
        let waited = began.elapsed();
        assert!(!waited.is_zero(), "{}", too_early(desk.asked(), &said));
        panic!(
            "right with a quick reply, wrong with a slow one: `fetch` gave up after {} and resolved \
             to {said:?}, while the service still held the callback\n\n\
             A service that holds the callback can still call it. Only dropping it says that no \
             reply will come.",
            match waited.as_secs() / A_DAY.as_secs() {
                0 => format!("{waited:?}"),
                1 => "a day".to_owned(),
                days => format!("{days} days"),
            }
        );
    }
    assert!(
        polls_before <= 3,
        "`fetch` was polled {polls_before} times before the reply had come: something other than \
         the reply calls its waker, again and again\n\n\
         A future that waits stores its waker for the event, and is left alone until then. To look \
         again and again, at every turn or every few milliseconds, costs time for nothing."
    );
    assert!(
        said == Ok("sunny".to_owned()),
        "{}",
        wrong_reply("sunny", &said)
    );
}

/// A future may be handed from one task to another while it waits. Each poll brings the waker of the
/// task that waits now, and only that one is of use.
#[check(real_time)]
async fn the_task_that_polled_last_is_the_one_woken() {
    let desk = Desk::default();
    let mut fetching = ByHand::new(fetch(&desk, "weather"));
    let mut polled = fetching.poll();
    let first = fetching.change_waker();
    if polled.is_pending() {
        polled = fetching.poll();
    }
    if let Poll::Ready(said) = polled {
        panic!("{}", too_early(desk.asked(), &said));
    }
    desk.reply_to_all("sunny");
    let woken = comes(|| fetching.wakes() > 0).await;
    if !woken && first.wakes() == 0 {
        match fetching.poll() {
            Poll::Ready(_) => panic!("{REPLY_WAKES_NOT}"),
            Poll::Pending => panic!("{}", still_waits("sunny")),
        }
    }
    assert!(
        woken,
        "the reply woke the task that polled first, and not the one that polled last: the future was \
         polled with one waker and then with another, as when it moves to another task"
    );
    resolved(&mut fetching).await;
}

// Fails for several causes, each of which has an idea of its own.
#[check(real_time)]
async fn a_dropped_callback_is_an_error_and_no_long_wait() {
    for how in [
        "later",
        "later, on another thread",
        "while the service is asked",
    ] {
        let desk = Desk {
            drops_at_once: how == "while the service is asked",
            ..Desk::default()
        };
        let mut fetching = ByHand::new(fetch(&desk, "weather"));
        let first = fetching.poll();
        assert!(desk.asked() > 0, "{}", not_asked(&first));
        let outcome = match first {
            Poll::Ready(said) if desk.drops_at_once => Outcome::Resolved(said),
            Poll::Ready(said) => panic!("{}", too_early(desk.asked(), &said)),
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
        let asked = desk.asked();
        assert!(
            asked == 1,
            "{}",
            asked_often(
                asked,
                "it did so after the callback had been dropped",
                ASKS_AGAIN
            )
        );
        let contrast = match how {
            "later" => String::new(),
            _ => format!("right if the callback is dropped later, wrong if it is dropped {how}: "),
        };
        match outcome {
            Outcome::Resolved(said) => {
                assert!(said == Err(NeverCalled), "{contrast}{}", wrong_end(&said))
            }
            Outcome::NotWoken(_) => {
                panic!(
                    "{contrast}{}",
                    drop_wakes_not(is_right_with_a_later_reply().await)
                )
            }
            Outcome::Waits if desk.drops_at_once => {
                panic!("{contrast}polled again, `fetch` still waits{EARLY}")
            }
            Outcome::Waits => panic!("{contrast}{DROP_UNSEEN}"),
        }
    }
}

/// A woken task is polled at once if another thread is free for it. So the waker is called last,
/// when all is there for the poll that follows.
#[check(real_time)]
async fn when_the_task_is_woken_the_reply_is_there() {
    for calls in [true, false] {
        let does = match calls {
            true => "called back",
            false => "dropped the callback",
        };
        let desk = Desk::default();
        let mut fetching = Box::pin(fetch(&desk, "weather"));
        let wakes = Arc::<Wakes>::default();
        *wakes.polled_by.lock().unwrap() = Some(thread::current().id());
        let waker = Waker::from(Arc::clone(&wakes));
        let mut poll = || fetching.as_mut().poll(&mut Context::from_waker(&waker));
        if let Poll::Ready(said) = poll() {
            panic!("{}", too_early(desk.asked(), &said));
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
        let asked = desk.asked();
        assert!(
            asked == 1,
            "{}",
            asked_often(
                asked,
                &format!("it did so after the service had {does}"),
                ASKS_AGAIN
            )
        );
        match said {
            Some(said) if calls => assert!(
                said == Ok("sunny".to_owned()),
                "{}",
                wrong_reply("sunny", &said)
            ),
            Some(said) => assert!(said == Err(NeverCalled), "{}", wrong_end(&said)),
            None if answered == 0 => match (poll().is_ready(), calls) {
                (true, true) => panic!("{REPLY_WAKES_NOT}"),
                (true, false) => {
                    panic!("{}", drop_wakes_not(is_right_with_a_later_reply().await))
                }
                (false, true) => panic!("{}", still_waits("sunny")),
                (false, false) => panic!("{DROP_UNSEEN}"),
            },
            None => panic!(
                "the task was woken too early: polled at once it found nothing, and it was not woken \
                 again after the service had {does}"
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
        let first = fetching.poll();
        assert!(desk.asked() > 0, "{}", not_asked(&first));
        fetching.cancel();
        let callbacks = desk.take();
        assert!(
            callbacks.len() == 1,
            "{}",
            asked_often(
                callbacks.len(),
                "it was polled once, and dropped",
                EACH_POLL
            )
        );
        let does = if calls { "called" } else { "dropped" };
        let late = caught(|| {
            for callback in callbacks {
                if calls {
                    callback("sunny".to_owned());
                }
            }
        });
        if let Err(panic) = late {
            let right = match is_right_with_a_later_reply().await {
                true => "right while `fetch` waits, wrong after it was dropped: ",
                false => "",
            };
            panic!(
                "{right}when the service {does} the callback, the callback panicked, in the middle \
                 of the service's own code: {}",
                panic.message
            );
        }
    }
}

/// Each future waits for the reply to its own request. What belongs to one request lives with it, and
/// not in a place that all of them share.
#[check(real_time)]
async fn two_fetches_at_once_get_their_own_replies() {
    // The same key twice, of one service: the replies may differ all the same.
    for keys in [["weather", "tides"], ["tides", "tides"]] {
        let mixed = match keys[0] == keys[1] {
            true => {
                "right with two keys that differ, wrong with the same key twice: the replies to \
                 two requests were mixed up"
            }
            false => "the replies to two requests were mixed up",
        };
        let desk = Desk::default();
        let mut first = ByHand::new(fetch(&desk, keys[0]));
        let mut second = ByHand::new(fetch(&desk, keys[1]));
        for one in [first.poll(), second.poll()] {
            if let Poll::Ready(said) = one {
                panic!("{}", too_early(desk.asked(), &said));
            }
        }
        let mut callbacks = desk.take();
        assert!(
            callbacks.len() == 2,
            "two fetches, of {keys:?}, asked the service {} times\n\n{ONE_REQUEST}",
            callbacks.len()
        );
        callbacks.remove(1)("high".to_owned());
        if let Poll::Ready(said) = first.poll() {
            panic!(
                "{mixed}; of the requests for {keys:?} only the second one had its reply, and the \
                 first `fetch` resolved to {said:?}"
            );
        }
        let high = resolved(&mut second).await;
        callbacks.remove(0)("low".to_owned());
        let low = resolved(&mut first).await;
        for (outcome, reply, other) in [(high, "high", "low"), (low, "low", "high")] {
            match outcome {
                // Whether a task is woken is judged by the checks of one request.
                Outcome::Resolved(said) | Outcome::NotWoken(said) => {
                    assert!(
                        said != Ok(other.to_owned()),
                        "{mixed}; of the requests for {keys:?}, the one whose reply was {reply:?} \
                         resolved to {said:?}"
                    );
                    assert!(
                        said == Ok(reply.to_owned()),
                        "{}",
                        wrong_reply(reply, &said)
                    );
                }
                Outcome::Waits if is_right_with_a_later_reply().await => panic!(
                    "right with one request, wrong with two at once, for {keys:?}: the service \
                     replied {reply:?} to one of them, and its `fetch` still waits"
                ),
                Outcome::Waits => panic!("{}", still_waits(reply)),
            }
        }
    }
}

// What the checks say. The idea of a diagnosis is the same in each check that comes to it, so that a
// cause is told once.

const EACH_POLL: &str = "A future may be polled at any time, even if nothing has changed. What must \
    happen once belongs outside of what each poll repeats.";

const ONE_REQUEST: &str = "A request can be expensive, or change something. One `fetch` is one \
    request.";

const ASKS_AGAIN: &str = "A request has one answer, and a dropped callback is one: it goes to the \
    caller as an error, who may decide to ask again.";

const EARLY: &str = "\n\nA service may call back, or drop the callback, while it is being asked: \
    before the future has begun to wait. What comes so early must be remembered until the future \
    looks for it.";

const REPLY_WAKES_NOT: &str = "the reply came, and the task that waits for it was not woken: the \
    reply is found only if the future is polled once more\n\n\
    An executor does not look by itself. It polls a pending future again when the waker is called \
    that the last poll brought.";

const DROP_UNSEEN: &str = "the service dropped the callback, and `fetch` still waits, even if it is \
    polled again\n\n\
    A broken connection drops the callback. `fetch` can learn so only from something that belongs to \
    the callback alone and goes with it: a channel closes when its last sender is gone.";

fn drop_wakes_not(reply_wakes: bool) -> String {
    let cause = match reply_wakes {
        true => "a reply wakes the task, a dropped callback does not",
        false => "the service dropped the callback, and the task that waits was not woken",
    };
    format!(
        "{cause}: the error is found only if the future is polled once more\n\n\
         An executor does not look by itself. It polls a pending future again when the waker is \
         called that the last poll brought."
    )
}

fn not_asked(first: &Poll<Fetched>) -> String {
    let came = match first {
        Poll::Ready(said) => format!("`fetch` resolved to {said:?}"),
        Poll::Pending => "`fetch` waits for a reply to nothing".to_owned(),
    };
    format!(
        "the future was polled, and the service was not asked\n{came}\n\n\
         What an async function does begins with the first poll. The reply, and the error too, is \
         what becomes of a request."
    )
}

/// `fetch` resolved, and the service has not called back.
fn too_early(asked: usize, said: &Fetched) -> String {
    match asked {
        0 => not_asked(&Poll::Ready(said.clone())),
        _ => format!(
            "`fetch` resolved to {said:?} while the service still held the callback\n\n\
             `request` returns at once, and the reply comes later. Until the callback is called or \
             dropped, the future is pending."
        ),
    }
}

fn asked_often(asked: usize, when: &str, idea: &str) -> String {
    format!("`fetch` asked the service {asked} times for one reply\n{when}\n\n{idea}")
}

fn wrong_reply(reply: &str, said: &Fetched) -> String {
    let idea = match said {
        Ok(_) => "A reply is passed on exactly as it came.",
        Err(NeverCalled) => {
            "A callback that is called is dropped too, at the end of the call. `NeverCalled` is for \
             one that was dropped without a call."
        }
    };
    format!("the service replied {reply:?}, and `fetch` resolved to {said:?}\n\n{idea}")
}

fn wrong_end(said: &Fetched) -> String {
    format!(
        "the service dropped the callback without calling it, and `fetch` resolved to {said:?} \
         instead of Err(NeverCalled)\n\n\
         A service can say anything, even an empty text. That it will never speak is not a reply, \
         but an error that the caller can handle."
    )
}

fn still_waits(reply: &str) -> String {
    format!(
        "the service replied {reply:?}, and `fetch` still waits, even if it is polled again\n\n\
         What the callback is given must be put where the next poll looks for it."
    )
}

/// Whether a reply that comes while `fetch` waits arrives: for a contrast.
async fn is_right_with_a_later_reply() -> bool {
    let desk = Desk::default();
    let mut fetching = ByHand::new(fetch(&desk, "weather"));
    if fetching.poll().is_ready() || caught(|| desk.reply_to_all("sunny")).is_err() {
        return false;
    }
    matches!(resolved(&mut fetching).await, Outcome::Resolved(Ok(said)) if said == "sunny")
}

/// Keeps what it is asked until the check replies.
#[derive(Default)]
struct Desk {
    drops_at_once: bool,
    keys: Mutex<Vec<String>>,
    callbacks: Mutex<Vec<Callback>>,
}

impl Desk {
    fn asked(&self) -> usize {
        self.keys.lock().unwrap().len()
    }

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
        // So that a poll comes back in which it is asked again and again.
        let asked = self.asked();
        assert!(
            asked < 100,
            "{}",
            asked_often(
                asked,
                "all of them in a poll or a few, and no end to be seen",
                ASKS_AGAIN
            )
        );
        if !self.drops_at_once {
            self.callbacks.lock().unwrap().push(callback);
        }
    }
}

/// Calls back before `request` returns.
#[derive(Default)]
struct Prompt {
    on_a_thread: bool,
    asked: AtomicUsize,
    /// What became of a callback that did not come back in time, or that has panicked.
    call: Mutex<Option<Call>>,
}

enum Call {
    CameBack(Result<(), String>),
    /// It will be told here.
    Waits(mpsc::Receiver<Result<(), String>>),
}

impl Service for Prompt {
    fn request(&self, _: &str, callback: Callback) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if !self.on_a_thread {
            return callback("sunny".to_owned());
        }
        let (returned, has_returned) = mpsc::channel();
        thread::spawn(move || {
            let called = caught(|| callback("sunny".to_owned()));
            let _ = returned.send(called.map_err(|panic| panic.message));
        });
        *self.call.lock().unwrap() = Some(match received(&has_returned) {
            Some(called) => Call::CameBack(called),
            None => Call::Waits(has_returned),
        });
    }
}

impl Prompt {
    /// Fails if the callback has panicked, or has not come back while the service was being asked.
    fn judges_the_call(&self) {
        let what = match self.call.lock().unwrap().take() {
            None | Some(Call::CameBack(Ok(()))) => return,
            Some(Call::CameBack(Err(panic))) => panicked(&panic),
            Some(Call::Waits(has_returned)) => match received(&has_returned) {
                None => "it has not come back since then either",
                Some(Err(panic)) => panicked(&panic),
                Some(Ok(())) => {
                    "it came back when `request` had returned: it had waited for something that \
                     `fetch` holds, or puts off, while it asks, such as a lock"
                }
            },
        };
        panic!(
            "the callback did not come back while the service was being asked\n{what}\n\n\
             A service may call back, on any thread, before `request` returns, and may wait for its \
             callback to end. Nothing that the callback needs may be held around the call."
        );
    }
}

/// Replies from a thread of its own, as soon as the neighbour has made its steps. If it makes
/// none, it gives up waiting for it, so that the cause can be told.
struct Patient {
    asked: AtomicUsize,
    has_walked: Mutex<Option<mpsc::Receiver<()>>>,
    /// Whether the neighbour made its steps; `None` before the reply.
    others_ran: Arc<Mutex<Option<bool>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The callbacks of further requests, held as by a service that is slow.
    others: Mutex<Vec<Callback>>,
}

impl Patient {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn has_replied(&self) -> bool {
        self.others_ran.lock().unwrap().is_some()
    }
}

impl Service for Patient {
    fn request(&self, _: &str, callback: Callback) {
        self.asked.fetch_add(1, Ordering::SeqCst);
        // Only the first request is replied to; that there are more is a fault by itself.
        let Some(has_walked) = self.has_walked.lock().unwrap().take() else {
            return self.others.lock().unwrap().push(callback);
        };
        let others_ran = Arc::clone(&self.others_ran);
        let thread = thread::spawn(move || {
            let walked = received(&has_walked).is_some();
            *others_ran.lock().unwrap() = Some(walked);
            callback("sunny".to_owned());
        });
        *self.thread.lock().unwrap() = Some(thread);
    }
}

/// A waker that waits until the task has been polled for its wake. It gives up if that cannot be:
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

/// Fails if the thread that called back has panicked.
fn called_back(thread: thread::Result<()>) {
    if let Err(panic) = thread {
        panicked(&panic_message(&*panic));
    }
}

fn panicked(message: &str) -> ! {
    panic!(
        "the callback panicked when the service called it from a thread of its own: {message}\n\n\
         A callback runs on the thread that calls it, and that one belongs to the service and not to \
         your runtime. What the callback does must work there."
    )
}

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
