//! Checks of pool.

use std::time::Duration;

use ch11::pool::Pool;
use futures::future::join_all;
use kit::{check, virtual_ms};
use tokio::time::{advance, sleep};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "pool/database.rs"]
mod database;

use crate::call::Call;
use database::{Database, Got, get, is_waiting, lent, shown};

/// A connection that is made for each request is what a pool is meant to avoid.
#[check]
async fn a_connection_that_comes_back_is_lent_again() {
    for most in [1, 2, 10] {
        let databases = [0; 2].map(|_| Database::new(ms(50)));
        let pools = databases
            .clone()
            .map(|database| Pool::new(database, most, NO_LIMIT));
        for nth in 1..=20 {
            for pool in &pools {
                let scene = format!("one `get` at a time, {most} allowed: `get` {nth}");
                let mut connection = lent(get(pool).await, &scene);
                connection.uses += 1;
                assert!(
                    (connection.id, connection.uses) == (1, nth),
                    "{scene} returned connection {}, which was used {} times before\n\nThe first connection \
                     had come back, and it was idle.",
                    connection.id,
                    connection.uses - 1
                );
            }
        }
        for (pool, database) in pools.iter().zip(&databases) {
            for round in 1..=2 {
                let all = join_all((0..most).map(|_| pool.get())).await;
                assert!(all.iter().all(Got::is_ok), "a `get` returned an error");
                let made = database.made();
                assert!(
                    made == most && database.exist() == most,
                    "{most} connections are lent at once, round {round}: {made} were made so far, and {} exist",
                    database.exist()
                );
            }
        }
    }
}

/// While one `get` awaits `connect`, the others go on: no lock is held across that await.
#[check]
async fn a_slow_connect_does_not_hold_up_other_calls() {
    let (database, most) = (Database::new(ms(1_000)), 5);
    let pool = Pool::new(database, most, NO_LIMIT);
    let start = virtual_ms();
    let mut all = join_all((0..most).map(|_| pool.get())).await;
    let took = virtual_ms() - start;
    assert!(
        took == 1_000,
        "5 calls of `get` at once, and a `connect` takes 1000 ms: all had a connection after {took} ms instead of 1000"
    );
    all.truncate(1);

    let database = Database::new(ms(1_000));
    let pool = Pool::new(database, 2, NO_LIMIT);
    let first = lent(get(&pool).await, "`get`");
    let mut connecting = Call::new(pool.get());
    is_waiting(
        connecting.runs().await,
        "a `get` for which `connect` takes 1000 ms",
    );
    drop(first);
    let mut later = Call::new(pool.get());
    let got = [later.runs().await, connecting.runs().await];
    assert!(
        got.iter().flatten().any(Got::is_ok),
        "one `get` awaits `connect`, a connection came back, and then `get` was called: the connection is idle, \
         and both calls wait"
    );
}

/// A connection counts from the start of `connect` until it is dropped. One that is broken counts until then, too.
#[check]
async fn at_most_so_many_connections_exist() {
    for (most, calls) in [(1, 5), (2, 9), (5, 40), (20, 100)] {
        for breaks in [false, true] {
            let database = Database::new(ms(30));
            let pool = Pool::new(database.clone(), most, NO_LIMIT);
            let uses = (0..calls).map(async |nth| {
                let connection = pool.get().await.expect("the database accepts all");
                sleep(ms(7 + nth as u64 % 5 * 10)).await;
                if breaks && nth % 3 == 0 {
                    database.breaks(connection.id);
                }
            });
            join_all(uses).await;
            let scene = format!(
                "{calls} calls of `get`, `most` is {most}{}",
                if breaks {
                    ", and each third connection breaks"
                } else {
                    ""
                }
            );
            let peak = database.peak();
            assert!(
                peak <= most,
                "{scene}: {peak} connections existed at once{}",
                match breaks {
                    true => "; when none broke, it was right",
                    false => "",
                }
            );
            assert!(
                peak == most,
                "{scene}: never more than {peak} existed at once, and {most} were wanted\n\n\
                 A `get` that waits makes a connection as long as `most` allows it, also while others are being made."
            );
        }
    }
}

/// If a later `get` can take a connection that has come back for an earlier one, the earlier one waits for as long
/// as others keep arriving.
#[check]
async fn calls_that_wait_go_on_in_the_order_of_their_first_polls() {
    for most in [1, 3] {
        for breaks in [false, true] {
            let database = Database::new(ms(0));
            let pool = Pool::new(database.clone(), most, NO_LIMIT);
            let mut out = full(&pool, most).await;
            let mut queue: Vec<_> = (0..6).map(|_| Call::new(pool.get())).collect();
            // Made in one order, polled first in another one.
            queue.reverse();
            for call in &mut queue {
                is_waiting(call.runs().await, "all connections are lent: a `get`");
            }
            for nth in 1..=6 {
                let back = out.remove(0);
                if breaks {
                    database.breaks(back.id);
                }
                drop(back);
                let kind = if breaks { "broken" } else { "good" };
                let scene =
                    format!("6 calls waited, and connection number {nth} came back {kind}:");
                let mut newcomer = Call::new(pool.get());
                is_waiting(newcomer.runs().await, &format!("{scene} a new `get`"));
                drop(newcomer);
                // The last one is polled first.
                for (place, call) in queue.iter_mut().enumerate().skip(1).rev() {
                    let place = nth + place;
                    is_waiting(
                        call.runs().await,
                        &format!("{scene} call {place} in the queue"),
                    );
                }
                let got = queue.remove(0).runs().await;
                out.push(lent(got, &format!("{scene} call {nth} in the queue")));
            }
        }
    }
}

/// What a `get` had goes to the next one when it is dropped: its turn in the queue, a connection that it was given but
/// has not returned, and the place for which it connects.
#[check]
async fn a_get_that_is_dropped_takes_nothing_with_it() {
    // At each await of a `get` that connects.
    for pendings in 1.. {
        let database = Database::new(ms(40));
        let pool = Pool::new(database.clone(), 1, NO_LIMIT);
        let finished = kit::cancel::up_to(pool.get(), pendings).await.is_some();
        let scene = format!(
            "`most` is 1; a `get` was dropped while it connected (after {pendings} of its polls): the next one"
        );
        drop(lent(get(&pool).await, &scene));
        assert!(
            database.peak() == 1,
            "{scene} made a second connection beside the first"
        );
        if finished {
            assert!(pendings > 1, "a `get` was ready at once: `connect` was not");
            break;
        }
    }
    // In a queue of three: the call at `place` is dropped, before or after a connection comes back.
    for most in [1, 2] {
        for (place, woken) in [(0, false), (1, false), (2, false), (0, true), (1, true)] {
            let database = Database::new(ms(0));
            let pool = Pool::new(database.clone(), most, NO_LIMIT);
            let mut out = full(&pool, most).await;
            let mut queue: Vec<_> = (0..3).map(|_| Call::new(pool.get())).collect();
            for call in &mut queue {
                is_waiting(call.runs().await, "all connections are lent: a `get`");
            }
            let when = if woken { "after" } else { "before" };
            let scene = format!(
                "3 calls wait; the {} was dropped {when} a connection came back: the next one",
                ["first", "second", "third"][place]
            );
            if woken {
                drop(out.pop());
                drop(queue.remove(place));
            } else {
                drop(queue.remove(place));
                drop(out.pop());
            }
            let mut next = queue.remove(0);
            let got = next.runs().await;
            if got.is_none() {
                let lent = out.len();
                drop((next, queue));
                panic!("{scene} {}", still_waits(&pool, &database, lent).await);
            }
            out.push(lent(got, &scene));
            is_waiting(
                queue.remove(0).runs().await,
                "3 calls waited, one was dropped, one has a connection: the third one",
            );
            drop(out);
            drop(full(&pool, most).await);
            assert!(
                database.made() == most,
                "{scene} made a new connection, although one had come back and was good: the one that came back is lost"
            );
        }
    }
    // A thousand that wait.
    let pool = Pool::new(Database::new(ms(10)), 2, NO_LIMIT);
    let out = full(&pool, 2).await;
    for _ in 0..1_000 {
        is_waiting(Call::new(pool.get()).runs().await, "all are lent: a `get`");
    }
    drop(out);
    full(&pool, 2).await;
    // One that connects, while another one waits for the place.
    let database = Database::new(ms(500));
    let pool = Pool::new(database.clone(), 1, NO_LIMIT);
    let (mut connects, mut waits) = (Call::new(pool.get()), Call::new(pool.get()));
    is_waiting(connects.runs().await, "a `get` that connects");
    is_waiting(waits.runs().await, "a `get` beside it");
    advance(ms(100)).await;
    drop(connects);
    let scene = "a `get` was dropped while it connected: the one that waited for its place";
    for _ in 0..4 {
        if let Some(got) = waits.runs().await {
            lent(Some(got), scene);
            assert!(database.peak() == 1, "{scene} made a connection too many");
            return;
        }
        advance(ms(500)).await;
    }
    panic!("{scene} still waits");
}

// The place was taken for the connection that was to be made.
#[check]
async fn a_failed_connect_frees_its_place() {
    for (most, failures, calls) in [(1, 1, 3), (1, 4, 6), (2, 20, 20), (3, 7, 12)] {
        let database = Database::new(ms(20));
        database.refuses(failures);
        let pool = Pool::new(database.clone(), most, NO_LIMIT);
        let scene = format!(
            "{calls} calls at once, `most` is {most}, and `connect` fails {failures} times"
        );
        let got = join_all((0..calls).map(async |_| {
            let got = get(&pool).await;
            let told = got.as_ref().map(shown);
            (got.is_some_and(|got| got.is_err()), told)
        }))
        .await;
        let waiting = got.iter().filter(|(_, told)| told.is_none()).count();
        assert!(
            waiting == 0,
            "{scene}: {waiting} still wait after an hour, and {} connections exist\n\n\
             A place that is given back only with a connection is lost with each failure.",
            database.exist()
        );
        let errors: Vec<_> = got.into_iter().filter(|(error, _)| *error).collect();
        assert!(
            errors.len() == failures,
            "{scene}: {} calls of `get` returned an error, and `connect` was called {} times\n\n\
             Each `get` calls `connect` once at most, and returns its error. Its caller decides whether to try again.",
            errors.len(),
            database.made()
        );
        for (_, told) in errors {
            let told = told.unwrap_or_default();
            assert!(
                told.contains("of `connect` is refused"),
                "{scene}: a `get` did not return the error of its `connect`, but {told}"
            );
        }
    }
}

// A connection may break while it is lent, or later, while it is idle.
#[check]
async fn a_broken_connection_is_not_lent() {
    for most in 1..=3 {
        // Each combination of connections that break.
        for which in 1..1_usize << most {
            for while_idle in [false, true] {
                let database = Database::new(ms(20));
                let pool = Pool::new(database.clone(), most, NO_LIMIT);
                let out = full(&pool, most).await;
                let broken: Vec<_> = (1..=most).filter(|id| which >> (id - 1) & 1 == 1).collect();
                let breaks = || broken.iter().for_each(|id| database.breaks(*id));
                if !while_idle {
                    breaks();
                }
                drop(out);
                if while_idle {
                    breaks();
                }
                let when = if while_idle { "idle" } else { "lent" };
                let scene = format!(
                    "connections 1 to {most} came back, and {broken:?} broke while {} {when}",
                    if broken.len() == 1 {
                        "it was"
                    } else {
                        "they were"
                    }
                );
                let idea = "Look at the next idle connection before you make one: it may be good.";
                relent(&pool, &database, most, &broken, &scene, idea).await;
            }
        }
    }
}

// A server, or a firewall in between, drops a connection that says nothing for a while.
#[check]
async fn a_connection_that_was_idle_for_too_long_is_not_lent() {
    let (second, minute) = (ms(1_000), ms(60_000));
    let idea =
        "What counts is the time since the connection came back. While it is lent, it is not idle.";
    for most in 1..=3 {
        for (lent_for, idle_for, limit, renews) in [
            (second, minute - second, minute, false),
            (second, minute + second, minute, true),
            (100 * minute, second, minute, false),
            (second, 300 * minute, minute, true),
            (second, 20 * minute, NO_LIMIT, false),
        ] {
            let database = Database::new(ms(0));
            let pool = Pool::new(database.clone(), most, limit);
            let out = full(&pool, most).await;
            advance(lent_for).await;
            drop(out);
            advance(idle_for).await;
            let scene = format!(
                "`idle_time` is {}; connections 1 to {most} were lent for {lent_for:?} and then idle for {idle_for:?}",
                if limit == NO_LIMIT {
                    "Duration::MAX".to_owned()
                } else {
                    format!("{limit:?}")
                }
            );
            let old: Vec<_> = (1..=most).filter(|_| renews).collect();
            relent(&pool, &database, most, &old, &scene, idea).await;
        }
    }
    // One was idle for too long, and the other one was not: whichever came back last.
    for late in [0, 1] {
        let database = Database::new(ms(0));
        let pool = Pool::new(database.clone(), 2, minute);
        let mut out = full(&pool, 2).await;
        let (last, first) = (out.remove(late), out.remove(0));
        let old = [first.id];
        drop(first);
        advance(minute / 2).await;
        drop(last);
        advance(minute * 2 / 3).await;
        let scene = "`idle_time` is 60 s; two connections were idle for 70 s and for 40 s";
        relent(&pool, &database, 2, &old, scene, idea).await;
    }
}

// What is lent belongs to its borrower until it comes back, and `close` waits for it.
#[check]
async fn close_waits_for_what_is_lent_and_ends_what_waits() {
    for (most, lent_out, waiting) in [(1, 0, 0), (1, 1, 0), (3, 1, 0), (1, 1, 2), (3, 3, 5)] {
        let database = Database::new(ms(0));
        let pool = Pool::new(database.clone(), most, NO_LIMIT);
        let mut out = full(&pool, most).await;
        out.truncate(lent_out);
        let mut queue: Vec<_> = (0..waiting).map(|_| Call::new(pool.get())).collect();
        for call in &mut queue {
            is_waiting(call.runs().await, "all connections are lent: a `get`");
        }
        let scene = format!(
            "{lent_out} of {most} connections lent, {waiting} calls of `get` that wait, and `close` is polled"
        );
        // One that is dropped: the pool stays closed.
        let dropped = Call::new(pool.close()).runs().await;
        let mut close = Call::new(pool.close());
        let closed = close.runs().await;
        assert!(
            closed.is_some() == (lent_out == 0) && dropped == closed,
            "{scene}: it is {}",
            match (closed.is_some(), lent_out) {
                (true, 0) => "ready, and was pending in a call before that was dropped",
                (true, _) =>
                    "ready, before what is lent has come back\n\n\
                     What is lent belongs to its borrower until it comes back, and `close` waits for it.",
                (false, 0) => "pending, and nothing is lent",
                (false, _) => "pending, and was ready in a call before that was dropped",
            }
        );
        let exist = database.exist();
        assert!(
            exist == lent_out,
            "{scene}: {exist} connections still exist, and {lent_out} wanted\n\nWhat is idle is dropped at once."
        );
        queue.push(Call::new(pool.get()));
        for (nth, mut call) in queue.into_iter().enumerate() {
            let kind = if nth < waiting {
                "a `get` that waited"
            } else {
                "a later `get`"
            };
            match call.runs().await {
                Some(Err(_)) => {}
                Some(got) => panic!(
                    "{scene}: {kind} returned {} instead of an error",
                    shown(&got)
                ),
                None => panic!(
                    "{scene}: {kind} still waits instead of returning an error\n\n\
                     No connection is lent after `close`, so what waits for one has to be woken, and to look."
                ),
            }
        }
        while let Some(back) = out.pop() {
            drop(back);
            let (exist, left) = (database.exist(), out.len());
            assert!(
                exist == left,
                "{scene}; then one came back, and {left} are lent: {exist} exist\n\n\
                 What comes back to a closed pool is dropped. It will not be lent again."
            );
            let ready = close.runs().await.is_some();
            assert!(
                ready == out.is_empty(),
                "{scene}; then one came back, and {left} are lent: `close` is {}",
                if ready { "ready" } else { "pending" }
            );
        }
        let again = Call::new(pool.close()).runs().await;
        assert!(
            again.is_some(),
            "a closed pool lends nothing: a second `close` is pending"
        );
    }
    // A `get` that connects meanwhile.
    let database = Database::new(ms(100));
    let pool = Pool::new(database.clone(), 2, NO_LIMIT);
    let (mut connects, mut close) = (Call::new(pool.get()), Call::new(pool.close()));
    is_waiting(connects.runs().await, "a `get` that connects");
    let early = close.runs().await.is_some();
    let mut got = None;
    for _ in 0..4 {
        sleep(ms(50)).await;
        got = got.or(connects.runs().await);
    }
    let got = got.expect("a `get` that connected when the pool was closed still waits");
    assert!(
        got.is_err() || !early,
        "`close` was ready, and then a `get` that had been connecting lent {}",
        shown(&got)
    );
    drop(got);
    let ready = early || close.runs().await.is_some();
    assert!(
        ready && database.exist() == 0,
        "`close` was polled while a `get` connected, and that has ended: `close` is {}, and {} connections exist",
        if ready { "ready" } else { "pending" },
        database.exist()
    );
}

const NO_LIMIT: Duration = Duration::MAX;

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// What has become of the connection that came back when `lent` are still lent, and no call waits any more.
async fn still_waits(pool: &Pool<Database>, database: &Database, lent: usize) -> String {
    let connection = match database.exist() > lent {
        true => "the connection that came back still exists",
        false => "the connection that came back was dropped",
    };
    match get(pool).await {
        Some(Ok(got)) => format!(
            "still waits; {connection}, and a `get` that is made when no call waits any more returns connection {}\n\n\
             A call that is dropped after it was woken passes its turn on: the next one in the queue is woken.",
            got.id
        ),
        _ => format!(
            "still waits; {connection}, and even a `get` that is made when no call waits any more gets none: the \
             place is lost\n\n\
             What a `get` was given and has not returned is still the pool's. When the `get` is dropped, it goes to \
             the next one."
        ),
    }
}

/// All connections of a pool.
async fn full(pool: &Pool<Database>, most: usize) -> Vec<ch11::pool::Pooled<Database>> {
    let mut out = Vec::new();
    for nth in 1..=most {
        let scene = format!("{} of {most} connections are lent: a `get`", nth - 1);
        out.push(lent(get(pool).await, &scene));
    }
    out
}

/// Lends all connections again. Those in `bad` have to be made anew; `idea` is for one that was made although a good one
/// was idle.
async fn relent(
    pool: &Pool<Database>,
    database: &Database,
    most: usize,
    bad: &[usize],
    scene: &str,
    idea: &str,
) {
    let is_good = |id: usize| {
        assert!(
            !bad.contains(&id),
            "{scene}: `get` lent connection {id} again\n\n\
             A connection may go bad while it is lent, and also while it is idle. Judge it when it is lent."
        );
    };
    // One alone, if there is one that is good.
    if bad.len() < most {
        let one = lent(get(pool).await, scene);
        is_good(one.id);
        drop(one);
        assert!(
            database.made() == most,
            "{scene}: the next `get` made a connection, although one that can be lent was idle\n\n{idea}"
        );
    }
    let out = full(pool, most).await;
    out.iter().for_each(|connection| is_good(connection.id));
    let (made, fresh) = (database.made() - most, bad.len());
    assert!(
        made == fresh,
        "{scene}: `connect` was called {made} times for the next {most} calls of `get`, and {fresh} times wanted"
    );
    assert!(
        database.peak() <= most,
        "{scene}: {} connections existed at once, and {most} are allowed\n\nDrop a bad connection before you \
         make another one.",
        database.peak()
    );
}
