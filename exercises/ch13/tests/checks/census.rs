//! Checks of census.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::future::{pending, ready};

use ch13::census::Census;
use kit::{ByHand, DropProbe, caught, check};
use tokio::task::{JoinSet, yield_now};

#[check]
async fn a_future_counts_from_track_until_its_output() {
    a_waiting_future_counts();
    let census = Census::new();
    let started = Cell::new(false);
    for turns in [0, 1, 3] {
        started.set(false);
        let work = async {
            started.set(true);
            for _ in 0..turns {
                yield_now().await;
            }
            turns
        };
        let mut job = ByHand::new(census.track("job", work));
        is(
            &census,
            &[("job", 1)],
            "`track` was called, and the future not polled yet",
        );
        assert!(!started.get(), "{EARLY}");
        for poll in 1..=turns {
            assert!(
                job.poll().is_pending(),
                "a future that yields {turns} times was ready at poll {poll}"
            );
            is(
                &census,
                &[("job", 1)],
                &format!("poll {poll} returned Pending"),
            );
        }
        let _ = job.poll();
        is(&census, &[], "the future has returned its output");
    }
    // The future that has ended is kept in its place.
    let mut job = Box::pin(census.track("job", ready(1)));
    let output = (&mut job).await;
    assert!(
        census.alive().get("job") != Some(&1),
        "a future that has returned {output}, and was not dropped yet, still counts: `alive` returned {:?} instead of {{}}\n\nThe work is over with the output. What has ended may be kept for long.",
        census.alive()
    );
    drop(job);
    is(
        &census,
        &[],
        "the future has returned its output, and was dropped later",
    );
    // Tasks: before their first poll, then waiting, then done.
    let mut tasks = JoinSet::new();
    let (done, wait) = tokio::sync::watch::channel(false);
    for _ in 0..3 {
        let mut wait = wait.clone();
        tasks.spawn(census.track("task", async move {
            let _ = wait.wait_for(|done| *done).await;
        }));
    }
    is(
        &census,
        &[("task", 3)],
        "three tasks were spawned and not polled yet",
    );
    yield_now().await;
    is(&census, &[("task", 3)], "three tasks wait");
    done.send_replace(true);
    while tasks.join_next().await.is_some() {}
    is(&census, &[], "three tasks have ended");
}

#[check]
async fn a_future_that_panics_or_is_dropped_no_longer_counts() {
    let census = Census::new();
    let other = census.track("other", pending::<()>());
    for polls in [0, 1, 2] {
        let work = async {
            for _ in 0..5 {
                yield_now().await;
            }
        };
        let mut job = ByHand::new(census.track("job", work));
        for _ in 0..polls {
            let _ = job.poll();
        }
        job.cancel();
        no_longer_counts(
            &census,
            &format!("a future was dropped {}", after(polls)),
            "A future that is dropped reaches no line behind its await. Its local variables are dropped.",
        );
    }
    for polls in [1, 3] {
        let work = async {
            for _ in 1..polls {
                yield_now().await;
            }
            std::panic::panic_any("provoked");
        };
        let made = caught(|| ByHand::new(census.track("job", work)));
        let Ok(mut job) = made else {
            panic!("{EARLY}");
        };
        for _ in 1..polls {
            let _ = job.poll();
        }
        let panic = caught(|| job.poll());
        assert!(
            panic.is_err_and(|panic| panic.message == "provoked"),
            "poll {polls} of the future panicked, and the tracked one did not"
        );
        let next = caught(|| ByHand::new(census.track("job", ready(1))).poll());
        if let Err(panic) = next {
            panic!(
                "a future panicked in poll {polls}, and then the poll of the next tracked future panicked too: {}\n\nA lock that is held while a future is polled is poisoned by its panic. If the future calls `alive`, it waits for itself.",
                panic.message
            );
        }
        no_longer_counts(
            &census,
            &format!("a future panicked in poll {polls}, and was not dropped yet"),
            "After a panic the future is over, even if its wrapper is kept: its count goes in the poll that panics.",
        );
        job.cancel();
        no_longer_counts(
            &census,
            &format!("a future panicked in poll {polls}, and was dropped"),
            "A future that panics reaches no line behind its await. Its local variables are dropped.",
        );
    }
    // Tasks: one is aborted before its first poll, one while it waits.
    for turns in [0, 1] {
        let task = tokio::spawn(census.track("job", pending::<()>()));
        for _ in 0..turns {
            yield_now().await;
        }
        task.abort();
        let _ = task.await;
        no_longer_counts(
            &census,
            &format!("a task was aborted {}", after(turns)),
            "A task that is aborted reaches no line behind its await. Its local variables are dropped.",
        );
    }
    drop(other);
    is(&census, &[], "all futures have been dropped");
}

#[check]
async fn alive_has_each_name_with_its_futures() {
    let census = Census::new();
    is(&census, &[], "nothing was tracked");
    let mut kept = Vec::new();
    for name in ["b", "a", "b", "", "b", " b"] {
        kept.push(census.track(name, pending::<()>()));
    }
    is(
        &census,
        &[("", 1), (" b", 1), ("a", 1), ("b", 3)],
        "six futures were tracked",
    );
    drop(kept.remove(1));
    drop(kept.remove(1));
    is(
        &census,
        &[("", 1), (" b", 1), ("b", 2)],
        "one b and the only a were dropped",
    );
    kept.clear();
    is(&census, &[], "all six futures were dropped");
    for _ in 0..1_000 {
        kept.push(census.track("many", pending::<()>()));
    }
    kept.truncate(300);
    is(
        &census,
        &[("many", 300)],
        "1,000 futures were tracked and 700 dropped",
    );
}

#[check]
async fn grown_since_has_what_there_is_more_of() {
    let census = Census::new();
    let all = |names: &[&str]| -> Vec<_> {
        let track = |name: &&str| census.track(name, pending::<()>());
        names.iter().map(track).collect()
    };
    let names = [
        ([].as_slice(), [].as_slice(), [].as_slice()),
        (&[], &["a"], &[("a", 1)]),
        (&["a"], &[], &[]),
        (&["a"], &["a"], &[]),
        (&["a", "b", "b"], &["a", "a", "a", "b"], &[("a", 2)]),
        (&["a"], &["b", "b"], &[("b", 2)]),
        (&["a", "c"], &["a", "b", "c", "c"], &[("b", 1), ("c", 1)]),
    ];
    for (first, second, want) in names {
        let alive = all(first);
        let before = census.alive();
        drop(alive);
        let alive = all(second);
        let (got, want) = (census.grown_since(&before), map(want));
        let scene = format!(
            "{first:?} were alive, and now {second:?} are: `grown_since` returned {got:?} instead of {want:?}"
        );
        let (now, known) = (census.alive(), |name: &String| before.contains_key(name));
        let new = want
            .keys()
            .find(|name| now.contains_key(*name) && !got.contains_key(*name) && !known(name));
        if let Some(name) = new {
            panic!(
                "{scene}: {name:?} is new since then and missing\n\nA name that is not in `before` has grown from zero."
            );
        }
        let total = want
            .keys()
            .find(|name| want[*name] != now[*name] && got.get(*name) == Some(&now[*name]));
        if let Some(name) = total {
            panic!(
                "{scene}: {} is how many {name:?} are alive, not how many more\n\nWhat there always is is no leak. What there is more of each time may be one.",
                now[name]
            );
        }
        assert!(got == want, "{scene}");
        drop(alive);
    }
}

#[check]
async fn the_tracked_future_is_transparent() {
    let census = Census::new();
    let probe = DropProbe::new();
    let token = probe.token("what the future holds");
    let ran = Cell::new(0);
    let mut job = ByHand::new(census.track("job", async {
        let _token = token;
        ran.set(1);
        yield_now().await;
        ran.set(2);
        "done".to_owned()
    }));
    assert!(ran.get() == 0, "{EARLY}");
    let first = job.poll();
    assert!(
        first.is_pending() && ran.get() == 1,
        "poll 1 of a future with one yield returned {first:?}, at step {}",
        ran.get()
    );
    let second = job.poll();
    assert!(
        second == std::task::Poll::Ready("done".to_owned()),
        "poll 2 of a future with one yield returned {second:?}"
    );
    let token = probe.token("a future that is not polled");
    drop(census.track("job", async move { drop(token) }));
    assert!(
        probe.alive() == 0,
        "the tracked futures were dropped, and what they hold was not"
    );
    // A spawned task, that outlives the name and the borrow of the census.
    let name = String::from("task");
    let task = tokio::spawn(census.track(&name, async { 7 }));
    drop(name);
    let output = task.await;
    assert!(
        output.as_ref().is_ok_and(|output| *output == 7),
        "a tracked task returned 7: its handle gave {output:?}"
    );
    // A future that looks at the census while it runs.
    let own = census.clone();
    let seen = census.track("looks", async move { own.alive() }).await;
    assert!(
        seen == map(&[("looks", 1)]),
        "a tracked future called `alive` while it ran, and saw {seen:?} instead of {{\"looks\": 1}}"
    );
}

#[check]
async fn clones_count_together_and_other_censuses_do_not() {
    // In boxes: a census without fields has nothing to drop.
    let (census, other) = (Box::new(Census::new()), Box::new(Census::new()));
    let clone = census.clone();
    let a = census.track("a", pending::<()>());
    let b = clone.track("a", pending::<()>());
    for (census, name) in [(&census, "the census"), (&clone, "its clone")] {
        let scene = format!("a census tracked one future, and its clone another one; of {name}");
        is(census, &[("a", 2)], &scene);
    }
    let c = other.track("a", pending::<()>());
    let (got, two) = (census.alive(), map(&[("a", 2)]));
    assert!(
        got == two,
        "another census tracked a future, and this one counts it as well: `alive` returned {got:?} instead of {two:?}\n\nA count that belongs to the program belongs to no census."
    );
    is(
        &other,
        &[("a", 1)],
        "two futures were tracked by a census, and one by another: the other census",
    );
    drop(a);
    drop(census);
    is(
        &clone,
        &[("a", 1)],
        "one of two futures was dropped, then the census, and its clone lives",
    );
    drop(clone);
    drop(b);
    drop(other);
    drop(c);
    let late = Census::new().track("late", async { 3 }).await;
    assert!(
        late == 3,
        "the census was dropped before its future: it returned {late}"
    );
}

const EARLY: &str = "`track` itself has polled the future: it ran before the first poll of what `track` returned\n\nA future does nothing before its first poll, and `track` is not its executor.";

/// One future that waits, before its first poll and after it.
fn a_waiting_future_counts() {
    let census = Census::new();
    let mut job = ByHand::new(census.track("job", pending::<()>()));
    let tracked = census.alive();
    let _ = job.poll();
    let polled = census.alive();
    if tracked.is_empty() && polled.is_empty() {
        panic!(
            "a tracked future is not counted at all: `alive` returned {{}} after `track` and {{}} after poll 1, instead of {{\"job\": 1}}\n\nA guard that is not moved into the returned future is dropped when `track` returns. `let _ = guard` moves nothing into an `async` block."
        );
    }
    assert!(
        !tracked.is_empty(),
        "a future counts from its first poll, not from `track`: `alive` returned {{}} after `track`, and {polled:?} after poll 1\n\nNothing within an `async` block runs before its first poll, and a task that waits for this poll takes memory like any other."
    );
}

/// Of a future named `job` and one that lives on.
#[track_caller]
fn no_longer_counts(census: &Census, end: &str, idea: &str) {
    let got = census.alive();
    assert!(
        got.get("job").is_none_or(|count| *count == 0),
        "{end}, and still counts: `alive` returned {got:?} instead of {{\"other\": 1}}\n\n{idea}"
    );
    is(
        census,
        &[("other", 1)],
        &format!("{end}, and another one lives"),
    );
}

#[track_caller]
fn is(census: &Census, want: &[(&str, usize)], scene: &str) {
    let (got, want) = (census.alive(), map(want));
    let said = format!("{scene}: `alive` returned {got:?} instead of {want:?}");
    let mut counted = got.clone();
    counted.retain(|_, count| *count > 0);
    assert!(
        got == counted || counted != want,
        "a name whose futures have ended stays, with a 0: {said}\n\nIf names are made from addresses, the census leaks."
    );
    let once: BTreeMap<_, _> = want.keys().map(|name| (name.clone(), 1)).collect();
    assert!(
        got == want || got != once,
        "futures of the same name count as one: {said}\n\nTwo futures of a name are two, and the end of one does not end the other."
    );
    assert!(got == want, "{said}");
}

fn after(polls: usize) -> String {
    match polls {
        0 => "before its first poll".to_owned(),
        polls => format!("after poll {polls}"),
    }
}

fn map(names: &[(&str, usize)]) -> BTreeMap<String, usize> {
    let owned = |(name, count): &(&str, usize)| ((*name).to_owned(), *count);
    names.iter().map(owned).collect()
}
