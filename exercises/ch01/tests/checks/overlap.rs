//! Checks of overlap.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use ch01::overlap::{Page, Visitor, load_page};
use kit::{Gauge, Job, Recorder, check, note, varied, varied_word, virtual_ms};

// Other checks fail for the same cause, so the idea is in a constant.
#[check]
async fn orders_and_friends_are_in_flight_at_once() {
    let (first, both) = (Gauge::new(), Gauge::new());
    Recorder::current().wanted(100, 300, "orders and friends, at the same time");
    // When each future was created, when it was first polled, and whether that was in a task.
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = |name, said: &[&str]| {
        let (seen, asks) = (Arc::clone(&seen), service(&both, name, 200, said));
        move |number| {
            let (created, reply) = (virtual_ms(), asks(number));
            async move {
                let in_a_task = ::tokio::task::try_id().is_some();
                let polled = virtual_ms();
                seen.lock()
                    .unwrap()
                    .push((name, created, polled, in_a_task));
                reply.await
            }
        }
    };
    load_page(
        first.job("visitor", 100, visitor(7)),
        noted("orders", &["tea"]),
        noted("friends", &["Bob"]),
    )
    .await;
    let ended = both.finished();
    assert!(both.started() == 2, "{}", unfinished(ended, 2));
    let seen = seen.lock().unwrap().clone();
    let how = match seen[..] {
        [.., (name, created, polled, false)] if created < polled => format!(
            "the future of {name} was created at {created} ms and first polled at {polled} ms: creating a \
             future does not start it"
        ),
        [.., (name, created, polled, true)] if created < polled => format!(
            "the future of {name} was created at {created} ms and first polled in a task at {polled} ms: \
             it was spawned only then"
        ),
        [.., (name, created, _, true)] => {
            format!("`{name}` was not called before {created} ms, and its future was spawned then")
        }
        [.., (name, created, ..)] => format!("`{name}` was not called before {created} ms"),
        [] => String::new(),
    };
    assert!(both.peak() == 2, "{IN_TURN}\n{how}{POLLS_BOTH}");
}

/// Orders and friends are in flight at the same time, and either may reply first. The page waits for
/// both, however long they take, and holds each reply as it came.
#[check(real_time)]
async fn the_page_holds_what_each_of_the_three_said() {
    // Paused here: a check whose clock is paused from the start ends after a day of that clock.
    ::tokio::time::pause();
    const A_YEAR_MS: u64 = 365 * 24 * 3_600_000;
    let (ada, tea) = (varied_word("Ada"), varied_word("tea"));
    type Case<'a> = ([u64; 3], &'a str, &'a [&'a str], &'a [&'a str]);
    let cases: [Case<'_>; 8] = [
        ([10, 10, 20], &ada, &[tea.as_str(), "milk"], &["Bob"]),
        ([10, 20, 10], "Ada", &["tea"], &["Bob", "Eve"]),
        ([10, 10, 20], "Ada", &[], &["Bob"]),
        ([10, 20, 10], "Ada", &["tea"], &[]),
        (
            [10, 10, 10],
            " ada B.",
            &["tea", "", "tea", "tea", " Milk"],
            &["Eve", "eve", "Bob", "Bob", ""],
        ),
        ([A_YEAR_MS, 10, 20], "Ada", &["tea"], &["Bob"]),
        ([10, A_YEAR_MS, 20], "Ada", &["tea"], &["Bob"]),
        ([10, 20, A_YEAR_MS], "Ada", &["tea"], &["Bob"]),
    ];
    for (number, case) in cases.into_iter().enumerate() {
        let ([visitor_ms, orders_ms, friends_ms], name, orders, friends) = case;
        let visitor = Visitor {
            number: 7,
            name: name.to_owned(),
        };
        let replied = Arc::new(Mutex::new(Vec::new()));
        let asks = |name: &'static str, ms: u64, said: &[&str]| {
            let (replied, said) = (Arc::clone(&replied), list(said));
            move |_| async move {
                ::tokio::time::sleep(Duration::from_millis(ms)).await;
                replied.lock().unwrap().push(name);
                said
            }
        };
        let began = ::tokio::time::Instant::now();
        let page = load_page(
            async move {
                ::tokio::time::sleep(Duration::from_millis(visitor_ms)).await;
                visitor
            },
            asks("orders", orders_ms, orders),
            asks("friends", friends_ms, friends),
        )
        .await;
        let took = began.elapsed();
        // The cases with quick replies have passed before.
        let slow = [
            (visitor_ms, "a visitor"),
            (orders_ms, "orders"),
            (friends_ms, "friends"),
        ];
        let slow = slow.iter().find(|(ms, _)| *ms == A_YEAR_MS);
        let contrast = match slow {
            Some((_, slow)) => {
                format!("right with quick replies, wrong with {slow} that took a year: ")
            }
            None if number == 1 => "right if orders reply first, wrong if friends do: ".to_owned(),
            None => String::new(),
        };
        let replied = replied.lock().unwrap().clone();
        let missing = ["orders", "friends"];
        let missing = missing.iter().filter(|name| !replied.contains(name));
        let missing: Vec<_> = missing.copied().collect();
        assert!(
            missing.is_empty(),
            "{contrast}the page was returned after {}, when {}{EACH_TO_THE_END}",
            in_words(took),
            match replied.first() {
                Some(other) => format!("{other} had replied, and {} had not", missing[0]),
                None => "neither orders nor friends had replied".to_owned(),
            }
        );
        holds(&page, &contrast, name, &list(orders), &list(friends));
    }
}

/// Many tasks can wait on one thread at the same time. An await that has to wait gives the thread back
/// to the runtime; a call that blocks does not.
#[check(real_time)]
async fn others_run_while_the_page_waits() {
    const STEPS: usize = 100;
    let (tell_orders, orders) = ::tokio::sync::oneshot::channel();
    let (tell_friends, friends) = ::tokio::sync::oneshot::channel();
    let (walked, has_walked) = mpsc::channel();
    ::tokio::spawn(async move {
        for _ in 0..STEPS {
            ::tokio::task::yield_now().await;
        }
        let _ = walked.send(());
    });
    // The services reply when the other task has made its steps. If it cannot, they reply after some
    // time, so that the page ends and the check can tell the cause.
    let services = thread::spawn(move || {
        let walked = comes(&has_walked);
        let _ = tell_orders.send(list(&["tea"]));
        let _ = tell_friends.send(list(&["Bob"]));
        walked
    });
    let replies = Arc::new(AtomicUsize::new(0));
    let (to_orders, to_friends) = (Arc::clone(&replies), Arc::clone(&replies));
    load_page(
        async { visitor(7) },
        |_| async move {
            let said = orders.await.unwrap_or_default();
            to_orders.fetch_add(1, Ordering::SeqCst);
            said
        },
        |_| async move {
            let said = friends.await.unwrap_or_default();
            to_friends.fetch_add(1, Ordering::SeqCst);
            said
        },
    )
    .await;
    let replies = replies.load(Ordering::SeqCst);
    assert!(replies == 2, "{}", unfinished(replies, 2));
    let walked = services.join().unwrap();
    assert!(
        walked,
        "wanted {STEPS} steps of another task while the page waits, and they did not come: the thread \
         was blocked until orders and friends had replied"
    );
}

/// Threads are for work that computes or blocks. Waiting needs no further thread: one thread can wait
/// for many replies.
#[check(real_time)]
async fn it_starts_no_thread() {
    let ran_on = Arc::new(Mutex::new(Vec::new()));
    let visit = || {
        let ran_on = Arc::clone(&ran_on);
        move || ran_on.lock().unwrap().push(thread::current().id())
    };
    let (first, second, third) = (visit(), visit(), visit());
    load_page(
        async move {
            first();
            visitor(7)
        },
        |_| async move {
            second();
            Vec::new()
        },
        |_| async move {
            third();
            Vec::new()
        },
    )
    .await;
    let (ran_on, here) = (ran_on.lock().unwrap().clone(), thread::current().id());
    let elsewhere = ran_on.iter().filter(|thread| **thread != here).count();
    assert!(
        elsewhere == 0,
        "wanted the visitor, orders and friends on the thread that awaits the page: {elsewhere} of them \
         ran on another thread"
    );
    assert!(ran_on.len() == 3, "{}", unfinished(ran_on.len(), 3));
}

/// Calling an async function starts nothing: the work begins when its future is first polled. A caller
/// may drop the future before that, and then nothing was asked for.
#[check]
async fn calling_load_page_starts_nothing() {
    let gauge = Gauge::new();
    let page = load_page(
        gauge.job("visitor", 10, visitor(7)),
        service(&gauge, "orders", 20, &["tea"]),
        service(&gauge, "friends", 20, &["Bob"]),
    );
    // A task that the call has spawned runs now.
    for _ in 0..20 {
        ::tokio::task::yield_now().await;
    }
    let started = gauge.started();
    note("now the page is awaited");
    page.await;
    assert!(
        started == 0,
        "wanted nothing started before the page was awaited: the call itself started {started} of the \
         visitor, orders and friends"
    );
    all_ended(&gauge);
}

/// Orders and friends need the visitor's number, and nothing else. So the visitor comes first, and its
/// number goes to both unchanged.
#[check]
async fn orders_and_friends_are_asked_for_with_the_visitors_number() {
    let mut right = None;
    for number in [varied(42, 100..=999_999), 7, u64::MAX] {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let asks = |name: &'static str| {
            let asked = Arc::clone(&asked);
            move |number: u64| {
                asked.lock().unwrap().push((name, number));
                async { Vec::new() }
            }
        };
        let visitor = Gauge::new().job("visitor", 10, visitor(number));
        load_page(visitor, asks("orders"), asks("friends")).await;
        for name in ["orders", "friends"] {
            let asked = asked.lock().unwrap().clone();
            let with = asked.iter().find(|(asked, _)| *asked == name);
            let Some((_, with)) = with else {
                panic!("{name} were not asked for before the page was returned{EACH_TO_THE_END}");
            };
            assert!(
                *with == number,
                "{}{name} were asked for with {with} instead of {number}, the visitor's number",
                right.map_or_else(String::new, |right| format!(
                    "right for visitor {right}, wrong for visitor {number}: "
                ))
            );
        }
        right = Some(number);
    }
}

/// Waits that overlap take as long as the longest of them, not as long as their sum. A task that is
/// woken when the last one is ready goes on at once.
#[check]
async fn a_page_with_slow_orders_takes_no_longer_than_they_do() {
    let (visitor, orders) = (varied(130, 101..=199), varied(270, 220..=340));
    takes(visitor, orders, varied(90, 31..=110)).await;
}

/// Waits that overlap take as long as the longest of them, whichever that is.
#[check]
async fn a_page_with_slow_friends_takes_no_longer_than_they_do() {
    let (visitor, friends) = (varied(130, 101..=199), varied(270, 220..=340));
    takes(visitor, varied(90, 31..=110), friends).await;
}

/// One poll may send a request. What comes after it takes further polls: a service that waits several
/// times goes on only if it is polled after each wake, even while the other one is not ready yet.
#[check]
async fn each_goes_on_while_the_other_one_waits() {
    for (orders_ms, friends_ms) in [(270, 240), (240, 270)] {
        let began = virtual_ms();
        let gauge = Gauge::new();
        let page = load_page(
            gauge.job("visitor", 10, visitor(7)),
            in_three_waits(&gauge, "orders", orders_ms),
            in_three_waits(&gauge, "friends", friends_ms),
        );
        page.await;
        let took = virtual_ms() - began;
        let wanted = 10 + 270;
        if took > wanted {
            assert!(gauge.peak() > 1, "{IN_TURN}{POLLS_BOTH}");
            // The same replies, each after one wait.
            let began = virtual_ms();
            let gauge = Gauge::new();
            load_page(
                gauge.job("visitor", 10, visitor(7)),
                service(&gauge, "orders", orders_ms, &[]),
                service(&gauge, "friends", friends_ms, &[]),
            )
            .await;
            let at_once = virtual_ms() - began;
            assert!(
                at_once <= wanted,
                "{}\nit took {at_once} ms instead of {wanted}, even if each service waits only \
                 once{NO_LONGER}",
                too_long(took - wanted)
            );
            panic!(
                "right with services that wait once, wrong with services that wait three times: one of \
                 the two did not go on while the other one was awaited\norders take three waits of {} \
                 ms, friends three of {} ms, and the visitor 10 ms. The page needs {wanted} ms; it took \
                 {took} ms",
                orders_ms / 3,
                friends_ms / 3
            );
        }
        all_ended(&gauge);
    }
}

// Several checks say this: failures with the same words count as one cause.

const IN_TURN: &str = "wanted orders and friends in flight at the same time: one of them began after \
    the other had replied";

const POLLS_BOTH: &str = "\n\n\
    Creating a future starts nothing, and code after an await does not run before that await is over. \
    Two futures are in flight at the same time only if both are polled before either is awaited to its \
    end.";

const AS_GIVEN: &str = "\n\nThe page shows what the services replied. Their order, and how often a name \
    comes, is for them to decide.";

const EACH_TO_THE_END: &str = "\n\nThe page consists of what all three replied. It can be returned \
    when each of them has been awaited to its end.";

/// A time that a page took, in words.
fn in_words(took: Duration) -> String {
    const A_DAY: u64 = 24 * 3_600;
    match took.as_secs() / A_DAY {
        0 => format!("{took:?}"),
        1 => "1 day".to_owned(),
        days => format!("{days} days"),
    }
}

fn unfinished(ended: usize, of: usize) -> String {
    let which = match of {
        2 => "of orders and friends",
        _ => "of the visitor, orders and friends",
    };
    format!("the page was returned when {ended} {which} had ended{EACH_TO_THE_END}")
}

const NO_LONGER: &str = "\n\nWaits that overlap take as long as the longest of them, not as long as their \
    sum. A task that is woken when the last one is ready goes on at once.";

fn too_long(more: u64) -> String {
    format!("the page took {more} ms longer than the services that it waits for")
}

/// What a check watches must have happened: an answer that runs nothing must not pass.
fn all_ended(gauge: &Gauge) {
    assert!(gauge.finished() == 3, "{}", unfinished(gauge.finished(), 3));
}

/// Waits for a message. It gives up after a number of looks, not after a time: on a busy machine this
/// thread runs as late as those that it waits for.
fn comes(message: &mpsc::Receiver<()>) -> bool {
    let look = Duration::from_millis(10);
    (0..200).any(|_| message.recv_timeout(look).is_ok())
}

async fn takes(visitor_ms: u64, orders_ms: u64, friends_ms: u64) {
    let gauge = Gauge::new();
    let slower = orders_ms.max(friends_ms);
    let wanted = visitor_ms + slower;
    Recorder::current().wanted(0, wanted, "the page");
    // When the first of orders and friends began, and the last of them ended.
    let times = Arc::new(Mutex::new((u64::MAX, 0)));
    let timed = |name, ms| {
        let (times, asks) = (Arc::clone(&times), service(&gauge, name, ms, &[]));
        move |number| async move {
            let now = virtual_ms();
            let began = times.lock().unwrap().0.min(now);
            times.lock().unwrap().0 = began;
            let said = asks(number).await;
            let ended = virtual_ms();
            times.lock().unwrap().1 = ended;
            said
        }
    };
    load_page(
        gauge.job("visitor", visitor_ms, visitor(7)),
        timed("orders", orders_ms),
        timed("friends", friends_ms),
    )
    .await;
    let took = virtual_ms();
    all_ended(&gauge);
    if took > wanted {
        assert!(gauge.peak() > 1, "{IN_TURN}{POLLS_BOTH}");
        let (began, ended) = *times.lock().unwrap();
        let before = began.saturating_sub(visitor_ms);
        let after = took.saturating_sub(ended);
        panic!(
            "{}\nthe visitor takes {visitor_ms} ms and the slower of the other two {slower} ms, \
             {wanted} ms in all; the page took {took} ms{NO_LONGER}",
            match (before, after) {
                (0, 0) => too_long(took - wanted),
                (0, after) => format!("the page was returned {after} ms after the last reply"),
                (before, _) => format!(
                    "orders and friends began {before} ms after the visitor's number was known"
                ),
            },
        );
    }
    assert!(
        took == wanted,
        "the page was returned after {took} ms instead of {wanted} ms: {visitor_ms} ms for the visitor \
         and {slower} ms for the slower of the other two"
    );
}

fn holds(page: &Page, contrast: &str, name: &str, orders: &[String], friends: &[String]) {
    assert!(
        page.name == name,
        "{contrast}the name on the page is {:?}; the visitor is {name:?}",
        page.name
    );
    assert!(
        page.orders == orders || page.orders != friends || page.friends != orders,
        "{contrast}orders and friends are swapped. The services replied with orders {orders:?} and \
         friends {friends:?}, and the page holds orders {:?} and friends {:?}",
        page.orders,
        page.friends
    );
    for (name, shown, said) in [
        ("orders", &page.orders, orders),
        ("friends", &page.friends, friends),
    ] {
        assert!(
            !shown.is_empty() || said.is_empty(),
            "{contrast}the {name} are missing: the service replied {said:?}, and the page holds none"
        );
        let mut sorted = said.to_vec();
        sorted.sort();
        let mut once = sorted.clone();
        once.dedup();
        assert!(
            shown == said,
            "{contrast}the {name} on the page are {shown:?}{}; the service replied {said:?}{AS_GIVEN}",
            match () {
                () if *shown == sorted => ", sorted",
                () if *shown == once => ", sorted and each once",
                () => "",
            }
        );
    }
}

fn service(
    gauge: &Gauge,
    name: &'static str,
    ms: u64,
    said: &[&str],
) -> impl FnOnce(u64) -> Job<Vec<String>> + Send + use<> {
    let (gauge, said) = (gauge.clone(), list(said));
    move |_| gauge.job(name, ms, said)
}

/// A service that waits three times before it replies.
fn in_three_waits(
    gauge: &Gauge,
    name: &'static str,
    ms: u64,
) -> impl FnOnce(u64) -> Job<Vec<String>> + Send + use<> {
    let gauge = gauge.clone();
    move |_| {
        gauge.track(name, async move {
            for _ in 0..3 {
                ::tokio::time::sleep(Duration::from_millis(ms / 3)).await;
            }
            list(&[name])
        })
    }
}

fn visitor(number: u64) -> Visitor {
    Visitor {
        number,
        name: "Ada".to_owned(),
    }
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(ToString::to_string).collect()
}
