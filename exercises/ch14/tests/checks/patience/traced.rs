//! What a right implementation does in a test that fails with it.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::time::Duration;

use ch14::patience::{Failure, Retry, test};
use tokio::task::yield_now;
use tokio::time::{Instant, sleep};

use crate::subject::{Ended, Failed, NO_MORE, Seen, paused};

/// Of the last call of `retry`.
struct Trace {
    start: Instant,
    /// When calls of the operation began and ended.
    calls: Vec<(u64, Option<u64>)>,
    returned: Option<u64>,
    /// When the clock passed over a timer, and by how much it was moved.
    jump: Option<(u64, u64)>,
    /// When the test failed.
    failed: u64,
}

thread_local! {
    static TRACE: RefCell<Option<Trace>> = const { RefCell::new(None) };
    /// When the clock was seen last.
    static TICKED: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Notes something of the current call of `retry`, with the time since its beginning.
fn note(what: impl FnOnce(&mut Trace, u64)) {
    TRACE.with_borrow_mut(|trace| {
        if let Some(trace) = trace {
            let now = millis(trace.start.elapsed());
            what(trace, now);
        }
    });
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

struct Traced<S>(PhantomData<S>);

impl<S: Retry> Retry for Traced<S> {
    async fn retry<F, Fut>(attempts: u32, mut operation: F) -> Result<u32, Failure>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>,
    {
        TRACE.set(Some(Trace {
            start: Instant::now(),
            calls: Vec::new(),
            returned: None,
            jump: None,
            failed: 0,
        }));
        let traced = || {
            let mut nth = 0;
            note(|trace, now| {
                nth = trace.calls.len();
                trace.calls.push((now, None));
            });
            let call = operation();
            async move {
                let result = call.await;
                note(|trace, now| {
                    if let Some(call) = trace.calls.get_mut(nth) {
                        call.1 = Some(now);
                    }
                });
                result
            }
        };
        let result = S::retry(attempts, traced).await;
        note(|trace, now| trace.returned = Some(now));
        result
    }
}

const MILLISECOND: Duration = Duration::from_millis(1);

/// Sees a clock that does not stop at each millisecond: the runtime goes from timer to timer.
async fn tick() {
    for _ in 0..50_000 {
        TICKED.set(Some(Instant::now()));
        sleep(MILLISECOND).await;
        look_at_the_clock();
    }
    TICKED.set(None);
}

fn look_at_the_clock() {
    let Some(before) = TICKED.get() else { return };
    let took = before.elapsed();
    // A clock that runs does not come to a whole number.
    if took > MILLISECOND && took.subsec_nanos().is_multiple_of(1_000_000) {
        note(|trace, now| {
            let by = millis(took);
            trace.jump.get_or_insert((now.saturating_sub(by), by));
        });
    }
}

/// The test has ended, or it panics.
struct Ends;

impl Drop for Ends {
    fn drop(&mut self) {
        look_at_the_clock();
        note(|trace, now| trace.failed = now);
    }
}

/// Runs the test once more.
pub fn seen<S: Retry>(failed: &Failed<'_>) -> Option<Seen> {
    TRACE.set(None);
    let again = paused(|| async {
        let _ticks = tokio::spawn(tick());
        yield_now().await;
        let _ends = Ends;
        test::<Traced<S>>().await;
    });
    let trace = TRACE.take()?;
    match again {
        Ended::Failed(panic) if panic.message == failed.message => Some(trace.told()),
        _ => None,
    }
}

impl Trace {
    fn told(self) -> Seen {
        let at_once = self
            .calls
            .iter()
            .all(|(began, ended)| *ended == Some(*began));
        let times: Vec<String> = self
            .calls
            .iter()
            .map(|(began, ended)| match ended {
                Some(_) if at_once => began.to_string(),
                Some(ended) => format!("from {began} to {ended}"),
                None => format!("from {began} on"),
            })
            .collect();
        let made = match (&times[..], at_once) {
            ([], _) => "made no call yet".to_owned(),
            ([time], true) => format!("made a call at {time} ms"),
            (times, true) => format!("made calls at {} ms", times.join(", ")),
            ([time], false) => format!("made a call {time} ms"),
            (times, false) => format!("made calls {} ms", times.join(", ")),
        };
        let returned = match self.returned {
            Some(at) => format!("had returned at {at} ms"),
            None => "had not returned".to_owned(),
        };
        let failed = match self.returned == Some(self.failed) {
            true => String::new(),
            false => format!(" when your test failed at {} ms", self.failed),
        };
        let retry = format!("`retry` had {made} and {returned}{failed}");
        match self.jump {
            Some((from, by)) => Seen {
                what: format!(
                    "your test moved the clock by {by} ms at once, from {from} ms on, as `advance` does: {retry}"
                ),
                idea: "A paused clock goes from timer to timer by itself. `advance` sets it to its goal at once, and its \
                       time is no part of the waits of `retry`.",
                is_cause: false,
            },
            None => Seen {
                what: format!("by tokio's clock, {retry}"),
                idea: NO_MORE,
                is_cause: false,
            },
        }
    }
}
