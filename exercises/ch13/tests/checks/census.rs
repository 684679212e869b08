//! Checks of census.

use std::collections::BTreeMap;
use std::future::{pending, ready};

use ch13::census::Census;
use kit::{ByHand, DropProbe, caught, check};
use tokio::task::{JoinSet, yield_now};

/// A task that was spawned and waits for its first poll takes memory as any other one.
#[check]
async fn a_future_counts_from_track_until_its_output() {
    let census = Census::new();
    for turns in [0, 1, 3] {
        let work = async move {
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
        for poll in 1..=turns {
            assert!(
                job.poll().is_pending(),
                "poll {poll} of a future of {turns} yields was ready"
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
    is(
        &census,
        &[],
        &format!("the future has returned {output}, and was not dropped yet"),
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

/// A future that is dropped, or panics, reaches no line behind its await. Its local variables are dropped.
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
        let scene = format!(
            "a future was dropped {}, and another one lives",
            after(polls)
        );
        is(&census, &[("other", 1)], &scene);
    }
    for polls in [1, 3] {
        let work = async {
            for _ in 1..polls {
                yield_now().await;
            }
            std::panic::panic_any("provoked");
        };
        let mut job = ByHand::new(census.track("job", work));
        for _ in 1..polls {
            let _ = job.poll();
        }
        let panic = caught(|| job.poll());
        assert!(
            panic.is_err_and(|panic| panic.message == "provoked"),
            "poll {polls} of the future panicked, and the tracked one did not"
        );
        is(
            &census,
            &[("other", 1)],
            &format!("a future panicked in poll {polls}, and was not dropped yet"),
        );
        job.cancel();
        is(
            &census,
            &[("other", 1)],
            &format!("a future panicked in poll {polls}, and was dropped"),
        );
    }
    // Tasks: one is aborted before its first poll, one while it waits.
    for turns in [0, 1] {
        let task = tokio::spawn(census.track("task", pending::<()>()));
        for _ in 0..turns {
            yield_now().await;
        }
        task.abort();
        let _ = task.await;
        is(
            &census,
            &[("other", 1)],
            &format!("a task was aborted {}", after(turns)),
        );
    }
    drop(other);
    is(&census, &[], "all futures have been dropped");
}

/// A name that stays with a zero is a leak of its own, if names are made from addresses.
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

/// What there is is no leak. What there is more of each time may be one.
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
        assert!(
            got == want,
            "{first:?} were alive, and now {second:?} are: `grown_since` returned {got:?}, and {want:?} have grown"
        );
        drop(alive);
    }
}

/// The task must not notice that it is counted.
#[check]
async fn the_tracked_future_is_transparent() {
    let census = Census::new();
    let probe = DropProbe::new();
    let token = probe.token("what the future holds");
    let ran = std::cell::Cell::new(0);
    let mut job = ByHand::new(census.track("job", async {
        let _token = token;
        ran.set(1);
        yield_now().await;
        ran.set(2);
        "done".to_owned()
    }));
    assert!(
        ran.get() == 0,
        "`track` was called: the future has run before its first poll"
    );
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
        "a tracked future called `alive` while it ran, and saw {seen:?}"
    );
}

/// A count that belongs to the program belongs to no census.
#[check]
async fn clones_count_together_and_other_censuses_do_not() {
    // In boxes: a census without fields has nothing to drop.
    let (census, other) = (Box::new(Census::new()), Box::new(Census::new()));
    let clone = census.clone();
    let a = census.track("a", pending::<()>());
    let b = clone.track("a", pending::<()>());
    let c = other.track("a", pending::<()>());
    for (census, name) in [(&census, "a census"), (&clone, "its clone")] {
        is(
            census,
            &[("a", 2)],
            &format!("a future was tracked by a census, one by its clone, one by another: {name}"),
        );
    }
    is(
        &other,
        &[("a", 1)],
        "a future was tracked by a census, one by its clone, one by another: the other census",
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

#[track_caller]
fn is(census: &Census, want: &[(&str, usize)], scene: &str) {
    let (got, want) = (census.alive(), map(want));
    assert!(
        got == want,
        "{scene}: `alive` returned {got:?}, and {want:?} are alive"
    );
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
