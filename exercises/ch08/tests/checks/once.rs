//! Checks of once.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use ch08::once::Cache;
use kit::{ByHand, Gauge, check, varied, varied_word, virtual_ms};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

type Got = Result<String, String>;

/// What has been fetched is in the cache, whatever it is.
#[check]
async fn a_page_that_is_cached_is_not_fetched_again() {
    let tea = varied_word("tea");
    for page in [tea.as_str(), ""] {
        let answer = page.to_owned();
        let site = Site::answering(50, move |_, _| Ok(answer.clone()));
        for call in 1..=3 {
            let got = site.cache.get("/a").await;
            assert!(
                got == Ok(page.to_owned()),
                "call {call} of three, one after another, got {got:?} instead of Ok({page:?})"
            );
        }
        let started = site.gauge.started();
        assert!(
            started == 1,
            "{}three calls for /a, one after another; its page is {page:?}: there were {started} fetches in all, instead \
             of 1. {}",
            match page {
                "" => format!("right if the page is {tea:?}: "),
                _ => String::new(),
            },
            match page {
                "" => "An empty page was taken for no page",
                _ =>
                    "Later calls did not find the page: either it was not stored, or they did not look for it",
            }
        );
    }
}

#[check]
async fn a_page_is_fetched_once_however_many_ask_for_it() {
    let site = Site::answering(50, |_, path| Ok(format!("page of {path}")));
    let (a, b) = tokio::join!(site.cache.get("/tea"), site.cache.get("/tea"));
    assert!(
        a == b,
        "two calls for /tea at the same time: one got {a:?}, the other {b:?}"
    );
    let (started, peak) = (site.gauge.started(), site.gauge.peak());
    assert!(
        started == 1,
        "two calls for /tea at the same time, in one task: there were {started} fetches in all, instead of 1. {}",
        match peak {
            1 =>
                "The second began when the first had ended with the page: a call waited, and then fetched all the same\n\n\
                 A call that has waited must look again: while it waited, the page was fetched.",
            _ =>
                "They were in progress together: the second call did not see that the path was being fetched\n\n\
                 Between a look at the map and the insertion is an await, and during it other calls look too. What a \
                 call has begun must be in the map before its first await.",
        }
    );
    for callers in [2, 1, 3, 100] {
        let site = Site::answering(50, |_, path| Ok(format!("page of {path}")));
        let calls: Vec<_> = (0..callers).map(|_| site.ask("/tea")).collect();
        let right = match callers {
            3.. => "right with 2 tasks: ",
            _ => "",
        };
        let scene = format!("{right}{callers} tasks asked for /tea at the same time");
        for call in calls {
            site.ends_with_the_page(call, &scene).await;
        }
        site.was_fetched(1, &scene);
    }
}

/// A waiting call is woken by the end of the fetch. A loop that sleeps and looks returns late.
#[check]
async fn waiting_calls_return_when_the_fetch_ends() {
    // The last of the calls comes after 60 ms.
    let ms = varied(97, 83..=139);
    let site = Site::answering(ms, |_, _| Ok("tea".to_owned()));
    let began = virtual_ms();
    let mut calls = Vec::new();
    for _ in 0..4 {
        calls.push(site.ask("/tea"));
        sleep(Duration::from_millis(20)).await;
    }
    for (nth, call) in calls.into_iter().enumerate() {
        let got = joined(call).await;
        let after = virtual_ms() - began;
        assert!(
            after == ms,
            "a fetch took {ms} ms, and call {nth} of 0 to 3, which came meanwhile, had returned after {after} ms, with \
             {got:?}{}",
            match site.gauge.started() {
                1 => ": it was not woken by the end of the fetch, and looked later",
                _ => ": it did not wait for that fetch only, and fetched itself",
            }
        );
    }
    site.was_fetched(1, "four calls came during one fetch");
}

/// A lock that is held during a fetch delays every call that needs it: a lock for each path delays calls
/// for that path only.
#[check]
async fn a_slow_path_delays_no_other() {
    let ms = |path: &str| if path == "/slow" { 1_000 } else { 50 };
    let gauge = Gauge::new();
    let fetches = gauge.clone();
    let cache = Arc::new(Cache::new(move |path: String| {
        fetches.job(path.clone(), ms(&path), Ok(path))
    }));
    assert!(cache.get("/cached").await == Ok("/cached".to_owned()));
    let began = virtual_ms();
    let slow = ask(&cache, "/slow");
    // It waits for /slow, and must hold nothing meanwhile either.
    let slow_too = ask(&cache, "/slow");
    sleep(Duration::from_millis(1)).await;
    let (cached, new) = (ask(&cache, "/cached"), ask(&cache, "/new"));
    let newer = ask(&cache, "/newer");
    for (path, call, at) in [
        ("/cached", cached, 1),
        ("/new", new, 51),
        ("/newer", newer, 51),
    ] {
        let got = joined(call).await;
        let after = virtual_ms() - began;
        assert!(
            after == at,
            "while /slow was being fetched, a call for {path} ended after {after} ms instead of {at} ms{}",
            match (path, after >= 1_000) {
                ("/cached", true) =>
                    ": its page was there, and it waited until the fetch of /slow had ended",
                (_, true) => ": it waited until the fetch of /slow had ended",
                _ => "",
            }
        );
        assert!(
            got == Ok(path.to_owned()),
            "the call for {path} got {got:?}"
        );
    }
    assert!(
        gauge.peak() == 3,
        "three paths were asked for at the same time; at most {} were being fetched",
        gauge.peak()
    );
    for call in [slow, slow_too] {
        let got = joined(call).await;
        assert!(
            got == Ok("/slow".to_owned()),
            "a call for /slow got {got:?}"
        );
    }
    let paths = ["/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h", "/i", "/j"].repeat(2);
    let calls: Vec<_> = paths.iter().map(|path| ask(&cache, path)).collect();
    for call in calls {
        joined(call).await.unwrap();
    }
    assert!(
        gauge.peak() == 10,
        "right with three paths, wrong with ten: at most {} were being fetched at the same time, and the others waited \
         for a fetch of another path\n\nDifferent paths share something that is held during a fetch, such as one of a few \
         locks.",
        gauge.peak()
    );
}

/// An error says how one attempt went. Neither the cache nor the calls that waited take it for the page.
#[check]
async fn an_error_is_not_kept_and_not_shared() {
    for failures in [1, 3] {
        let site = Site::answering(50, move |nth, _| {
            if nth <= failures {
                Err(format!("failure {nth}"))
            } else {
                Ok("tea".to_owned())
            }
        });
        let calls: Vec<_> = (0..5).map(|_| site.ask("/tea")).collect();
        let mut got = Vec::new();
        for call in calls {
            got.push(joined(call).await);
        }
        let mut errors: Vec<String> = got.iter().filter_map(|got| got.clone().err()).collect();
        errors.sort();
        let wanted: Vec<String> = (1..=failures).map(|nth| format!("failure {nth}")).collect();
        let scene = match failures {
            1 => "five calls for /tea at the same time, and the first fetch failed".to_owned(),
            _ => format!(
                "five calls for /tea at the same time, and the first {failures} fetches failed"
            ),
        };
        let peak = site.gauge.peak();
        assert!(
            peak == 1,
            "{scene}: then {peak} fetches were in progress at once instead of 1\n\n\
             One of the waiting calls fetches, and the others wait for it in turn."
        );
        if errors != wanted {
            let later = joined(site.ask("/tea")).await;
            panic!(
                "{scene}: the calls returned the errors {errors:?} instead of {wanted:?}, one for each fetch that failed. \
                 {}",
                match later {
                    Err(_) =>
                        "A later call returned an error too, without a fetch: the error is kept like a page",
                    Ok(_) =>
                        "A later call fetched: the error is not kept, but the calls that waited got it too",
                }
            );
        }
        site.was_fetched(failures + 1, &scene);
    }
}

/// While calls wait, the path has a fetch or will have one. If the failed call removes its mark from the map,
/// a new call does not see those that wait.
#[check]
async fn a_call_that_comes_after_an_error_waits_too() {
    let site = Site::answering(50, |nth, path| match nth {
        1 => Err("failure".to_owned()),
        _ => Ok(format!("page of {path}")),
    });
    let (fails, waits) = (site.ask("/tea"), site.ask("/tea"));
    sleep(Duration::from_millis(75)).await;
    let got = joined(fails).await;
    assert!(
        got == Err("failure".to_owned()),
        "the first fetch failed, and its call got {got:?}"
    );
    // By now the second call fetches.
    let new = site.ask("/tea");
    for (call, came) in [(waits, "before"), (new, "after")] {
        let got = joined(call).await;
        assert!(
            got == Ok("page of /tea".to_owned()),
            "the first call's fetch failed, and a call that came {came} the error got {got:?}\n\n\
             The call that has fetched gets the error; the others fetch."
        );
    }
    site.was_fetched(
        2,
        match site.gauge.peak() {
            1 => "the first of two calls failed, the second one fetched, and a third call came meanwhile",
            _ => {
                "the first of two calls failed, the second one fetched, and a third call that came meanwhile fetched \
                 beside it, as if the path was not being fetched"
            }
        },
    );
}

/// A call is dropped by a timeout or a `select!`, at its await. Code after the await does not run then; what
/// it should have undone is undone by a `Drop`, such as that of a guard.
#[check]
async fn if_the_fetching_call_is_dropped_a_waiting_one_fetches() {
    // How many calls are dropped, in the order in which they came, all at once, and of how many.
    for (dropped, of) in [(1, 2), (1, 1), (2, 3), (3, 3), (1, 100)] {
        let site = Site::answering(50, |_, path| Ok(format!("page of {path}")));
        let mut calls: Vec<_> = (0..of).map(|_| site.ask("/tea")).collect();
        sleep(Duration::from_millis(20)).await;
        assert!(
            site.gauge.in_flight() == 1,
            "{of} calls had been polled, and {} fetches were in progress",
            site.gauge.in_flight()
        );
        for call in calls.drain(..dropped) {
            call.abort();
        }
        sleep(Duration::from_millis(1)).await;
        let scene = match (dropped, of) {
            (1, 1) => "the only call for /tea was dropped during its fetch".to_owned(),
            (1, _) => format!("of {of} calls for /tea, the one that fetches was dropped"),
            _ => {
                format!("of {of} calls for /tea, the first {dropped} were dropped during the fetch")
            }
        };
        let left = of - dropped;
        assert!(
            site.gauge.given_up() == 1,
            "{scene}: the fetch went on without the call that had begun it\n\nA fetch that is awaited in its call is \
             dropped with it. A task is not dropped with its handle, and a shared future lives as long as one call waits."
        );
        let fetching = site.gauge.in_flight();
        if fetching != usize::from(left > 0) {
            site.ask("/tea");
            sleep(Duration::from_millis(1)).await;
            panic!(
                "{scene}, with {left} waiting: 1 ms later, the number of fetches in progress is {fetching} instead of \
                 {}{}",
                usize::from(left > 0),
                match (fetching, site.gauge.in_flight()) {
                    (0, 0) =>
                        ". A new call fetches nothing either: the path still counts as being fetched",
                    (0, _) => ". A new call fetches: the calls that wait were not woken",
                    _ => ": all that waited fetch, and not one",
                }
            );
        }
        for call in calls {
            site.ends_with_the_page(call, &scene).await;
        }
        site.ends_with_the_page(site.ask("/tea"), &format!("{scene}; a later call"))
            .await;
        site.was_fetched(2, &scene);
    }
}

/// A call that waits may be dropped at any moment: also when it is its turn, and it has not been polled since.
#[check]
async fn a_call_that_is_dropped_while_it_waits_disturbs_no_other() {
    for its_turn in [false, true] {
        let site = Site::answering(50, move |nth, path| {
            if its_turn && nth == 1 {
                return Err("failure".to_owned());
            }
            Ok(format!("page of {path}"))
        });
        let cache = Arc::clone(&site.cache);
        let mut first = ByHand::new(cache.get("/tea"));
        let mut second = ByHand::new(cache.get("/tea"));
        let mut third = ByHand::new(cache.get("/tea"));
        let pending = [first.poll(), second.poll(), third.poll()];
        assert!(
            pending.iter().all(Poll::is_pending),
            "three calls for /tea were polled once, and returned {pending:?}"
        );
        if !its_turn {
            second.cancel();
            // What the drop has let loose gets its turn, and so does the fetch.
            let more = [third.poll(), ByHand::new(cache.get("/tea")).poll()];
            sleep(Duration::from_millis(1)).await;
            assert!(
                more.iter().all(Poll::is_pending) && site.gauge.started() == 1,
                "of three calls for /tea, the second was dropped during the first one's fetch; when the third and a \
                 new call were polled then, {} fetches had been started instead of 1\n\n\
                 Only the call that fetches may say that its path is not being fetched any more.",
                site.gauge.started()
            );
        }
        sleep(Duration::from_millis(60)).await;
        let ended = first.poll();
        assert!(
            ended.is_ready(),
            "a fetch of 50 ms had ended, and its call was still pending 60 ms after its first poll"
        );
        if its_turn {
            second.cancel();
        }
        let scene = if its_turn {
            "of three calls for /tea, the first one's fetch failed, and the second was dropped before its next \
             poll: the third"
        } else {
            "of three calls for /tea, the second was dropped during the first one's fetch: after it, the third"
        };
        assert!(third.wakes() > 0, "{scene} was not woken");
        let mut got = third.poll();
        for _ in 0..100 {
            if got.is_pending() {
                sleep(Duration::from_millis(5)).await;
                got = third.poll();
            }
        }
        assert!(
            got == Poll::Ready(Ok("page of /tea".to_owned())),
            "{scene} resolved to {got:?}"
        );
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// A cache, and what sees its fetches.
struct Site {
    cache: Arc<Cache>,
    gauge: Gauge,
}

impl Site {
    /// Each fetch takes `ms` and answers by its number, from 1, and its path.
    fn answering(ms: u64, answer: impl Fn(usize, &str) -> Got + Send + Sync + 'static) -> Self {
        let gauge = Gauge::new();
        let (fetches, numbers) = (gauge.clone(), Mutex::new(0));
        let cache = Cache::new(move |path: String| {
            let mut number = numbers.lock().unwrap();
            *number += 1;
            fetches.job(
                format!("fetch {number} of {path}"),
                ms,
                answer(*number, &path),
            )
        });
        Self {
            cache: Arc::new(cache),
            gauge,
        }
    }

    fn ask(&self, path: &'static str) -> JoinHandle<Got> {
        ask(&self.cache, path)
    }

    async fn ends_with_the_page(&self, call: JoinHandle<Got>, scene: &str) {
        let Ok(got) = timeout(MINUTE, joined(call)).await else {
            panic!(
                "{scene}: one of the calls still waits a minute later, {}",
                match self.gauge.in_flight() {
                    0 =>
                        "while no fetch is in progress: it was not woken\n\nWhen a fetch ends, all calls that wait \
                          for it can go on. `notify_one` wakes one of them.",
                    _ => "while a fetch is in progress that takes 50 ms",
                }
            );
        };
        assert!(
            got == Ok("page of /tea".to_owned()),
            "{scene}: one of the calls got {got:?}"
        );
    }

    #[track_caller]
    fn was_fetched(&self, times: usize, scene: &str) {
        let started = self.gauge.started();
        assert!(
            started == times,
            "{scene}: there were {started} fetches in all, instead of {times}"
        );
    }
}

fn ask(cache: &Arc<Cache>, path: &'static str) -> JoinHandle<Got> {
    let cache = Arc::clone(cache);
    tokio::spawn(async move { cache.get(path).await })
}

/// What the task returned; its panic goes on here.
async fn joined(call: JoinHandle<Got>) -> Got {
    let ended = call.await;
    ended.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}
