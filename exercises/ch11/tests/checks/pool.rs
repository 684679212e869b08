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

/// A connection counts from the start of `connect` until it is dropped. One that is broken counts until then, too.
#[check]
async fn at_most_so_many_connections_exist() {
    for (most, calls) in [(1, 5), (2, 9), (5, 40), (20, 100)] {
        let database = Database::new(ms(30));
        let pool = Pool::new(database.clone(), most, NO_LIMIT);
        let uses = (0..calls).map(async |nth| {
            let connection = pool.get().await.expect("the database accepts all");
            sleep(ms(7 + nth as u64 % 5 * 10)).await;
            if nth % 3 == 0 {
                database.breaks(connection.id);
            }
        });
        join_all(uses).await;
        assert!(
            database.peak() <= most,
            "{calls} calls of `get`, at most {most} connections: {} existed at once",
            database.peak()
        );
        assert!(
            database.peak() == most,
            "{calls} calls of `get`, and {most} connections are allowed: at most {} existed at once",
            database.peak()
        );
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
        "5 calls of `get` at once, and a `connect` takes 1000 ms: all had a connection after {took} ms"
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

/// A future can be dropped at each of its awaits: in the queue, after it was woken, and while it connects.
#[check]
async fn a_get_that_is_dropped_takes_nothing_with_it() {
    // At each await of a `get` that connects.
    for pendings in 1.. {
        let database = Database::new(ms(40));
        let pool = Pool::new(database.clone(), 1, NO_LIMIT);
        let finished = kit::cancel::up_to(pool.get(), pendings).await.is_some();
        let scene = format!(
            "at most 1 connection; a `get` was dropped after {pendings} polls: the next one"
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
                "3 calls wait; call {} was dropped {when} a connection came back: the next one",
                place + 1
            );
            if woken {
                drop(out.pop());
                drop(queue.remove(place));
            } else {
                drop(queue.remove(place));
                drop(out.pop());
            }
            out.push(lent(queue.remove(0).runs().await, &scene));
            is_waiting(
                queue.remove(0).runs().await,
                "3 calls waited, one was dropped, one has a connection: the third one",
            );
            drop(out);
            drop(full(&pool, most).await);
            assert!(
                database.made() == most,
                "{scene} made a new connection: the one that came back is lost"
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

/// The place was taken for the connection that was to be made. A place that is given back only with a connection is
/// lost with each failure, and after `most` of them each `get` waits forever.
#[check]
async fn a_failed_connect_frees_its_place() {
    for (most, failures, calls) in [(1, 1, 3), (1, 4, 6), (2, 20, 20), (3, 7, 12)] {
        let database = Database::new(ms(20));
        database.refuses(failures);
        let pool = Pool::new(database.clone(), most, NO_LIMIT);
        let scene =
            format!("{calls} calls at once, at most {most} connections, {failures} failures");
        let got = join_all((0..calls).map(async |_| {
            let got = get(&pool).await;
            let told = got.as_ref().map(shown);
            (got.is_some_and(|got| got.is_err()), told)
        }))
        .await;
        let waiting = got.iter().filter(|(_, told)| told.is_none()).count();
        assert!(
            waiting == 0,
            "{scene}: {waiting} still wait after an hour, and {} connections exist",
            database.exist()
        );
        let errors: Vec<_> = got.into_iter().filter(|(error, _)| *error).collect();
        assert!(
            errors.len() == failures,
            "{scene}: {} calls of `get` returned an error",
            errors.len()
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

/// A connection may break while it is lent, or later, while it is idle. If it is lent again, an innocent request fails.
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
                let scene =
                    format!("of {most} connections, {broken:?} broke while they were {when}");
                for connection in relent(&pool, &database, most, broken.len(), &scene).await {
                    assert!(
                        !broken.contains(&connection.id),
                        "{scene}: `get` lent connection {}",
                        connection.id
                    );
                }
            }
        }
    }
}

/// A server, or a firewall in between, drops a connection that says nothing for a while. What counts is the time
/// since it came back.
#[check]
async fn a_connection_that_was_idle_for_too_long_is_not_lent() {
    let (second, minute) = (ms(1_000), ms(60_000));
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
                "{most} connections were lent for {lent_for:?} and idle for {idle_for:?}, of {limit:?} allowed"
            );
            let fresh = if renews { most } else { 0 };
            relent(&pool, &database, most, fresh, &scene).await;
        }
    }
    // One was idle for too long, and the other one was not: whichever came back last.
    for late in [0, 1] {
        let database = Database::new(ms(0));
        let pool = Pool::new(database.clone(), 2, minute);
        let mut out = full(&pool, 2).await;
        let (last, first) = (out.remove(late), out.remove(0));
        drop(first);
        advance(minute / 2).await;
        drop(last);
        advance(minute * 2 / 3).await;
        let scene = "two connections were idle for 70 s and for 40 s, of 60 s allowed";
        relent(&pool, &database, 2, 1, scene).await;
    }
}

/// What is lent belongs to its borrower until it comes back, and `close` waits for it. What waits for a connection
/// would wait forever.
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
            "{lent_out} of {most} connections are lent, {waiting} calls wait, and `close` is polled"
        );
        // One that is dropped: the pool stays closed.
        let dropped = Call::new(pool.close()).runs().await;
        let mut close = Call::new(pool.close());
        let closed = close.runs().await;
        assert!(
            closed.is_some() == (lent_out == 0) && dropped == closed,
            "{scene}: it is {}",
            if closed.is_some() { "ready" } else { "pending" }
        );
        let exist = database.exist();
        assert!(
            exist == lent_out,
            "{scene}: {exist} connections still exist"
        );
        queue.push(Call::new(pool.get()));
        for (nth, mut call) in queue.into_iter().enumerate() {
            let kind = if nth < waiting {
                "one that waited"
            } else {
                "a later one"
            };
            match call.runs().await {
                Some(Err(_)) => {}
                Some(got) => panic!("{scene}: {kind} returned {}", shown(&got)),
                None => panic!("{scene}: {kind} still waits"),
            }
        }
        while let Some(back) = out.pop() {
            drop(back);
            let (exist, left) = (database.exist(), out.len());
            assert!(
                exist == left,
                "{scene}; then one came back, and {left} are lent: {exist} connections exist"
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

/// All connections of a pool.
async fn full(pool: &Pool<Database>, most: usize) -> Vec<ch11::pool::Pooled<Database>> {
    let mut out = Vec::new();
    for nth in 1..=most {
        let scene = format!("{} of {most} connections are lent: a `get`", nth - 1);
        out.push(lent(get(pool).await, &scene));
    }
    out
}

/// Lends all connections again: `fresh` of them have to be made.
async fn relent(
    pool: &Pool<Database>,
    database: &Database,
    most: usize,
    fresh: usize,
    scene: &str,
) -> Vec<ch11::pool::Pooled<Database>> {
    // One alone, if there is one that is good.
    if fresh < most {
        drop(lent(get(pool).await, scene));
        assert!(
            database.made() == most,
            "{scene}: `get` made a connection, and one that can be lent was idle"
        );
    }
    let out = full(pool, most).await;
    let made = database.made() - most;
    assert!(
        made == fresh,
        "{scene}: `connect` was called {made} times for the next {most} calls of `get`, instead of {fresh} times"
    );
    assert!(
        database.peak() <= most,
        "{scene}: {} connections existed at once, and {most} are allowed\n\nDrop a bad connection before you \
         make another one.",
        database.peak()
    );
    out
}
