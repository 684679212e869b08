//! Checks of callback.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, JoinHandle, ThreadId};
use std::time::Duration;

use ch01::callback::{Callback, NeverCalled, Service, fetch};
use kit::{ByHand, caught, check, panic_message, varied_word};

type Fetched = Result<String, NeverCalled>;

/// Calling an async function builds a future, and only polling it runs its code. A caller may drop the
/// future before that, and then nothing is asked.
#[check(real_time)]
async fn calling_fetch_asks_nothing_yet() {
    let desk = Desk::default();
    let fetching = fetch(&desk, "weather");
    // A task that the call has spawned runs now.
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
        "wanted no request before the future was awaited: the call of `fetch` made one"
    );
    assert!(asked > 0, "{}", not_asked(&first));
}

// It fails for two causes. Each of them has its own idea.
#[check(real_time)]
async fn the_service_is_asked_once_and_for_the_key_as_given() {
    let mut right = None;
    let weather = varied_word("weather");
    for key in [weather.as_str(), " Weather in Ulm \n", ""] {
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
                (format!("each of its {polls} polls asked again"), EACH_POLL)
            }
            0 | 1 => ("some of them after its first poll".to_owned(), EACH_POLL),
            _ => (format!("{at_first} of them in its first poll"), ONE_REQUEST),
        };
        assert!(keys.len() == 1, "{}", asked_often(keys.len(), &when, idea));
        assert!(
            keys[0] == key,
            "{}the service was asked for {:?} instead of {key:?}\n\n\
             Only the service knows what a key means, so pass it on unchanged.",
            right.map_or_else(String::new, |right| format!(
                "right for {right:?}, wrong for {key:?}: "
            )),
            keys[0]
        );
        right = Some(key);
    }
}

// It fails for several causes. Each of them has its own idea.
#[check(real_time)]
async fn a_later_reply_wakes_the_waiting_task() {
    let sunny = varied_word("sunny");
    for (reply, on_a_thread) in [
        (sunny.as_str(), false),
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

/// A service that knows the reply may call back while `request` runs, before the future waits. The reply
/// must be kept until the next poll.
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

/// Many tasks share one thread. A call that blocks until the reply comes keeps the thread from all other
/// tasks.
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
    // Polled as an executor does. If the future is not woken for the reply, the check goes on all the same.
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
        "wanted {STEPS} steps of another task before the reply, and they did not come: a poll of \
         `fetch` blocked the thread until the reply had come"
    );
    assert!(
        walked,
        "wanted {STEPS} steps of another task before the reply, and they did not come"
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

// It fails for several causes. Each of them has its own idea.
#[check(real_time)]
async fn a_slow_reply_is_waited_for_without_polling_again() {
    // A minute, in short steps, for answers that poll from time to time; then a year, in days. The check
    // moves the clock itself: a clock that moves by itself could overtake threads of the answer.
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
        // This ends only if `fetch` is not woken for the reply.
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
             A service that holds the callback can still call it. Only if it drops the callback, no \
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
        "wanted at most 3 polls before the reply, got {polls_before}: something other than the reply \
         calls the waker again and again\n\n\
         A future that waits stores its waker, to be called at the event. Polls before the event cost time \
         for nothing."
    );
    assert!(
        said == Ok("sunny".to_owned()),
        "{}",
        wrong_reply("sunny", &said)
    );
}

/// A future may move from one task to another while it waits. Each poll brings the waker of the task that
/// polls, so store the latest one.
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
        "the reply woke the task that polled first, and not the task that polled last: between the two \
         polls, the future moved to another task"
    );
    resolved(&mut fetching).await;
}

// It fails for several causes. Each of them has its own idea.
#[check(real_time)]
async fn a_dropped_callback_is_an_error_at_once() {
    for how in [
        "later",
        "later, on another thread",
        "before `request` returns",
    ] {
        let desk = Desk {
            drops_at_once: how == "before `request` returns",
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
                "some of them after the callback had been dropped",
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

/// Another thread may poll a woken task at once. So call the waker last, when all that the next poll
/// needs is in place.
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
                &format!("some of them after the service had {does}"),
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
                "the task was woken too early: a poll right after the wake found nothing, and no wake \
                 came after the service had {does}"
            ),
        }
    }
}

/// A caller that no longer waits drops the future, and the service cannot know of it. A reply that comes
/// after that is not an error.
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
                "it was polled once, then dropped",
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

/// Each future waits for the reply to its own request. Keep what belongs to one request in its future
/// and its callback, not in a place that all requests share.
#[check(real_time)]
async fn two_fetches_at_once_get_their_own_replies() {
    // The second time, two requests for the same key, whose replies differ all the same.
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
            "wanted 2 requests from two fetches, for {keys:?}, got {}\n\n{ONE_REQUEST}",
            callbacks.len()
        );
        callbacks.remove(1)("high".to_owned());
        if let Poll::Ready(said) = first.poll() {
            panic!(
                "{mixed}; of the requests for {keys:?} only the second one had its reply, and the \
                 first `fetch` returned {said:?}"
            );
        }
        let high = resolved(&mut second).await;
        callbacks.remove(0)("low".to_owned());
        let low = resolved(&mut first).await;
        for (outcome, reply, other) in [(high, "high", "low"), (low, "low", "high")] {
            match outcome {
                // Other checks judge whether the task is woken.
                Outcome::Resolved(said) | Outcome::NotWoken(said) => {
                    assert!(
                        said != Ok(other.to_owned()),
                        "{mixed}; of the requests for {keys:?}, the one whose reply was {reply:?} \
                         returned {said:?}"
                    );
                    assert!(
                        said == Ok(reply.to_owned()),
                        "{}",
                        wrong_reply(reply, &said)
                    );
                }
                Outcome::Waits if is_right_with_a_later_reply().await => panic!(
                    "right with one request, wrong with two at the same time, for {keys:?}: the \
                     service replied {reply:?} to one of them, and its `fetch` still waits"
                ),
                Outcome::Waits => panic!("{}", still_waits(reply)),
            }
        }
    }
}

// Several checks say this: failures with the same words or the same idea count as one cause.

const EACH_POLL: &str = "A future may be polled at any time, even if nothing has changed. What must \
    happen once belongs outside the code that each poll repeats.";

const ONE_REQUEST: &str = "A request can be expensive, or change something. One `fetch` is one \
    request.";

const ASKS_AGAIN: &str = "A request has one result, and a dropped callback is one too: return it as an \
    error, and let the caller decide whether to ask again.";

const EARLY: &str = "\n\nA service may call or drop the callback while `request` runs, before the future \
    waits. What comes so early must be kept until the next poll.";

const REPLY_WAKES_NOT: &str = "the reply came, and the task that waits for it was not woken: only one \
    more poll finds the reply\n\n\
    An executor does not check by itself. It polls a pending future again after a call of the waker that \
    came with the last poll.";

const DROP_UNSEEN: &str = "the service dropped the callback, and `fetch` still waits, even if it is \
    polled again\n\n\
    Only something that the callback owns, and that is dropped with it, can tell `fetch` so. A channel, \
    for example, closes when its last sender is dropped.";

fn drop_wakes_not(reply_wakes: bool) -> String {
    let cause = match reply_wakes {
        true => "a reply wakes the task, and the drop of the callback does not wake it",
        false => "the service dropped the callback, and the task that waits was not woken",
    };
    format!(
        "{cause}: only one more poll finds the error\n\n\
         An executor does not check by itself. It polls a pending future again after a call of the waker \
         that came with the last poll."
    )
}

fn not_asked(first: &Poll<Fetched>) -> String {
    let came = match first {
        Poll::Ready(said) => format!("`fetch` returned {said:?}"),
        Poll::Pending => "`fetch` waits, and there is no request".to_owned(),
    };
    format!(
        "the future was polled, and the service was not asked\n{came}\n\n\
         An async function begins at the first poll. The reply and the error are both the result of a \
         request, so there must be one."
    )
}

/// `fetch` returned, and the service has not called back.
fn too_early(asked: usize, said: &Fetched) -> String {
    match asked {
        0 => not_asked(&Poll::Ready(said.clone())),
        _ => format!(
            "`fetch` returned {said:?} while the service still held the callback\n\n\
             `request` returns at once, and the reply comes later. Until the callback is called or \
             dropped, the future is pending."
        ),
    }
}

fn asked_often(asked: usize, when: &str, idea: &str) -> String {
    format!("wanted 1 request for one reply, got {asked}\n{when}\n\n{idea}")
}

fn wrong_reply(reply: &str, said: &Fetched) -> String {
    let idea = match said {
        Ok(_) => "The caller gets the reply unchanged.",
        Err(NeverCalled) => {
            "A callback that is called is dropped too, at the end of the call. `NeverCalled` is for one \
             that was dropped without a call."
        }
    };
    format!("the service replied {reply:?}, and `fetch` returned {said:?}\n\n{idea}")
}

fn wrong_end(said: &Fetched) -> String {
    format!(
        "the service dropped the callback without a call, and `fetch` returned {said:?} instead of \
         Err(NeverCalled)\n\n\
         Any text is a reply, even an empty one. That no reply will come is an error, which the caller can \
         handle."
    )
}

fn still_waits(reply: &str) -> String {
    format!(
        "the service replied {reply:?}, and `fetch` still waits, even if it is polled again\n\n\
         The callback must put the reply in a place that the next poll checks."
    )
}

/// Whether `fetch` returns a reply that comes while it waits: for a contrast.
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
        // Ends a poll that asks again and again.
        let asked = self.asked();
        assert!(
            asked < 100,
            "{}",
            asked_often(asked, "and it goes on asking", ASKS_AGAIN)
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
    /// What the call of the callback has come to.
    call: Mutex<Option<Call>>,
}

enum Call {
    Returned(Result<(), String>),
    /// The result will come here.
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
            Some(called) => Call::Returned(called),
            None => Call::Waits(has_returned),
        });
    }
}

impl Prompt {
    /// Fails if the callback has panicked, or has not returned while `request` ran.
    fn judges_the_call(&self) {
        let what = match self.call.lock().unwrap().take() {
            None | Some(Call::Returned(Ok(()))) => return,
            Some(Call::Returned(Err(panic))) => panicked(&panic),
            Some(Call::Waits(has_returned)) => match received(&has_returned) {
                None => "it has not returned since then either",
                Some(Err(panic)) => panicked(&panic),
                Some(Ok(())) => {
                    "it returned later, after `request`: it waited for something that `fetch` keeps until \
                     then, such as a lock"
                }
            },
        };
        panic!(
            "the service called the callback while `request` ran, and the callback did not return \
             meanwhile\n{what}\n\n\
             A service may call the callback on any thread, before `request` returns, and wait for its \
             end. While you call `request`, hold nothing that the callback needs."
        );
    }
}

/// Replies from a thread of its own when the other task has made its steps. If that task cannot, it
/// replies after some time, so that the check can tell the cause.
struct Patient {
    asked: AtomicUsize,
    has_walked: Mutex<Option<mpsc::Receiver<()>>>,
    /// Whether the other task made its steps; `None` before the reply.
    others_ran: Arc<Mutex<Option<bool>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// The callbacks of further requests: the service keeps them.
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
        // Only the first request gets a reply: further ones are a fault in any case.
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

/// A waker that waits until the task has been polled after its wake. It gives up after some time,
/// because an answer may hold a lock while it wakes.
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
         A callback runs on the thread that calls it. That thread belongs to the service, not to your \
         runtime, and the callback must work there too."
    )
}

enum Outcome {
    Resolved(Fetched),
    /// It was not woken. One more poll was ready.
    NotWoken(Fetched),
    Waits,
}

/// Polls as an executor does: once, and again after each wake.
async fn resolved<F: Future<Output = Fetched>>(fetching: &mut ByHand<F>) -> Outcome {
    // A wake that came before this call counts: the task is polled for it now.
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

/// Lets other tasks run until `seen`. It gives up after a number of looks, not after a time: on a busy
/// machine this thread runs as late as those that it waits for.
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

/// A message, or none after a number of looks.
fn received<T>(message: &mpsc::Receiver<T>) -> Option<T> {
    (0..120).find_map(|look| message.recv_timeout(pause(look)).ok())
}

/// How long to pause before the next look. The first pauses are short: most events come at once.
fn pause(look: u64) -> Duration {
    Duration::from_millis(if look < 20 { 1 } else { 10 })
}
