//! Checks of cleanup.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::cleanup::{Server, with_lock};
use futures::FutureExt;
use kit::{ByHand, cancel, caught, check, counted, virtual_ms};
use tokio::time::sleep;

use crate::symptom;

#[check]
async fn the_table_is_unlocked_when_the_call_returns() {
    the_work_is_done().await;
    for (turns, turn) in [(0, 0), (1, 1), (5, 1), (3, 1_000_000)] {
        for result in [Ok(1), Err("failed")] {
            let tables = Tables {
                turn,
                ..Tables::new(turns)
            };
            for round in 1..=3 {
                let done = Cell::new(0);
                let got = with_lock(&tables, "users", async || {
                    sleep(ms(5)).await;
                    done.set(virtual_ms());
                    result
                })
                .await;
                assert!(
                    got == result,
                    "the work returned {result:?}, and `with_lock` returned {got:?}"
                );
                let after = virtual_ms() - done.get();
                let left = tables.locked();
                let scene = format!(
                    "the work returned {result:?}, call {round} of `with_lock` has returned {after} ms later"
                );
                if left.is_empty() {
                    continue;
                }
                assert!(
                    result.is_ok(),
                    "{scene}, and these tables are still locked: {left:?}; after Ok they were not\n\n\
                     `?` returns at once. What comes after it runs on success only."
                );
                panic!(
                    "{scene}, and these tables are still locked: {left:?}; `unlock` of this server needs {} ms{}",
                    turns * turn,
                    if after > 0 {
                        "\n\nNo pause is long enough for each server. Only the future of `unlock` tells when it has completed."
                    } else {
                        ""
                    }
                );
            }
        }
    }
}

const WHOLE_WORK: &str = "\n\nThe work needs the lock from its first step to its last.";

#[check]
async fn the_table_is_locked_while_the_work_runs() {
    symptom::is_gone(the_work_is_done()).await;
    let tables = Tables::new(2);
    let alone = with_lock(&tables, "users", async || {
        assert!(
            tables.unlock_calls() == 0,
            "`unlock` was called before the work began, so the table is not locked while the work runs: at the \
             beginning of the work on users, these tables are locked: {:?}{WHOLE_WORK}",
            tables.locked()
        );
        Ok::<_, ()>(())
    });
    assert!(
        alone.await == Ok(()),
        "the work returned Ok, and the call did not"
    );
    let before = tables.unlock_calls();
    let work = async |table| {
        for step in 1..=4 {
            let locked = tables.locked();
            assert!(
                locked.iter().any(|name| name == table),
                "step {step} of the work on {table} ran, and {table} is not among the locked tables, {locked:?}; `unlock` was \
                 called {}{WHOLE_WORK}",
                counted(tables.unlock_calls() - before, "time")
            );
            sleep(ms(1000)).await;
        }
        Ok::<_, ()>(())
    };
    let users = with_lock(&tables, "users", async || work("users").await);
    let posts = with_lock(&tables, "posts", async || work("posts").await);
    let both = futures::future::join(users, posts).await;
    let left = tables.locked();
    assert!(
        both == (Ok(()), Ok(())) && left.is_empty(),
        "two calls at the same time returned {both:?}, and these tables are still locked: {left:?}"
    );
}

#[check]
async fn a_dropped_call_leaves_no_lock() {
    symptom::is_gone(the_work_is_done()).await;
    for turns in [1, 4] {
        let tables = Tables::new(turns);
        let mut polls = 0;
        loop {
            polls += 1;
            let call = with_lock(&tables, "users", async || {
                sleep(ms(5)).await;
                sleep(ms(5)).await;
                Ok::<_, ()>(())
            });
            let before = tables.unlock_calls();
            let ended = cancel::up_to(call, polls).await;
            let unlocking = tables.unlock_calls() > before;
            sleep(ms(3_600_000)).await;
            let left = tables.locked();
            assert!(
                left.is_empty(),
                "the future of `with_lock` was dropped at its await {polls}, {}, and an hour later {left:?} is still locked: \
                 `unlock` was called {} (the awaits of the work and of the server count, too)\n\n{}",
                if unlocking {
                    "in a call of `unlock`"
                } else {
                    "before `unlock` was called"
                },
                match tables.unlock_calls() - before {
                    0 => "not at all".to_owned(),
                    1 if unlocking => "once, by the dropped future, and not again".to_owned(),
                    calls => counted(calls, "time"),
                },
                if unlocking {
                    "A call that was dropped has not completed. Until it has, `drop` must still know the lock."
                } else {
                    "A future that is dropped runs no further: only `drop` is left, and whatever runs in other tasks."
                }
            );
            if ended.is_some() {
                break;
            }
        }
        // An await for the work, and one at least for each of lock and unlock.
        assert!(
            polls > 3,
            "`with_lock` ended after {polls} polls: it does not wait for lock, work and unlock"
        );
    }
}

#[check]
async fn a_panic_of_the_work_leaves_no_lock() {
    symptom::is_gone(the_work_is_done()).await;
    for late in [false, true] {
        let tables = Tables::new(1);
        let call = with_lock(&tables, "users", async || -> Result<(), ()> {
            if late {
                sleep(ms(5)).await;
            }
            std::panic::panic_any(Provoked);
        });
        let ended = AssertUnwindSafe(call).catch_unwind().await;
        let provoked = ended.is_err_and(|panic| panic.is::<Provoked>());
        assert!(
            provoked,
            "the work panicked, and `with_lock` did not panic with it"
        );
        sleep(ms(3_600_000)).await;
        let left = tables.locked();
        assert!(
            left.is_empty(),
            "the work panicked: an hour later these tables are still locked: {left:?}; calls of `unlock`: {}\n\n\
             A panic unwinds through the future, and drops what it holds. Nothing else of it runs.",
            tables.unlock_calls()
        );
    }
}

#[check]
async fn unlock_is_called_once() {
    symptom::is_gone(the_work_is_done()).await;
    for result in [Ok(1), Err("failed")] {
        let tables = Tables::new(2);
        let got = with_lock(&tables, "users", async || result).await;
        sleep(ms(3_600_000)).await;
        let calls = tables.unlock_calls();
        assert!(
            calls == 1 && got == result,
            "the work returned {result:?}: `unlock` was called {calls} times instead of once{}",
            if calls > 1 {
                "\n\nWhat `drop` is to do if the future is dropped must not follow a call that has completed: the table may \
                 belong to another client by then."
            } else {
                ""
            }
        );
    }
    for polls in 1..=3 {
        let tables = Tables::new(0);
        let call = with_lock(&tables, "users", async || {
            sleep(ms(5)).await;
            sleep(ms(5)).await;
            Ok::<_, ()>(())
        });
        let _ = cancel::up_to(call, polls).await;
        sleep(ms(3_600_000)).await;
        let calls = tables.unlock_calls();
        assert!(
            calls == 1,
            "the future of `with_lock` was dropped while the work waited or was at its end (poll {polls}): `unlock` \
             was called {calls} times instead of once"
        );
    }
}

#[check]
fn it_can_be_dropped_outside_a_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    runtime.block_on(the_work_is_done());
    drop(runtime);
    let tables = Tables::new(0);
    let mut call = ByHand::new(with_lock(&tables, "users", async || {
        std::future::pending::<Result<(), ()>>().await
    }));
    assert!(
        call.poll().is_pending() && tables.locked() == ["users"],
        "the work waits: the locked tables are {:?}",
        tables.locked()
    );
    if let Err(panic) = caught(|| call.cancel()) {
        panic!(
            "the future was dropped outside a runtime, and its drop panicked: {}\n\n\
             `tokio::spawn` and `Handle::current` panic outside a runtime. `Handle::try_current` tells whether there is one.",
            panic.message
        );
    }
}

/// The scenario of the report.
async fn the_work_is_done() {
    let tables = Tables::new(3);
    let _ = with_lock(&tables, "users", async || Ok::<_, ()>(())).await;
    let left = tables.locked();
    if left.is_empty() {
        return;
    }
    sleep(ms(3_600_000)).await;
    panic!(
        "the work was done and `with_lock` has returned: these tables are still locked: {left:?}; an hour later: {:?}\n\n\
         `drop` cannot await. A task that it spawns runs later, and not at all if the runtime ends before. What has waited for it?",
        tables.locked()
    );
}

/// What the work panics with.
struct Provoked;

/// A server whose calls take some turns of the executor. Clones are the same server.
#[derive(Clone)]
struct Tables {
    turns: u64,
    /// How long a turn is, in milliseconds.
    turn: u64,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    locked: BTreeMap<u64, String>,
    granted: u64,
    unlock_calls: usize,
}

impl Tables {
    fn new(turns: u64) -> Self {
        Self {
            turns,
            turn: 1,
            state: Arc::default(),
        }
    }

    fn locked(&self) -> Vec<String> {
        let state = self.state.lock().unwrap();
        state.locked.values().cloned().collect()
    }

    fn unlock_calls(&self) -> usize {
        self.state.lock().unwrap().unlock_calls
    }

    async fn take_turns(&self) {
        for _ in 0..self.turns {
            sleep(ms(self.turn)).await;
        }
    }
}

impl Server for Tables {
    async fn lock(&self, table: &str) -> u64 {
        self.take_turns().await;
        let mut state = self.state.lock().unwrap();
        state.granted += 1;
        let lock = state.granted;
        state.locked.insert(lock, table.to_owned());
        lock
    }

    async fn unlock(&self, lock: u64) {
        self.state.lock().unwrap().unlock_calls += 1;
        self.take_turns().await;
        self.state.lock().unwrap().locked.remove(&lock);
    }
}

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}
