//! Checks of save_all.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch01::save_all::save_all;
use kit::{Gauge, check};
use tokio::time::sleep;

/// Calling an async function builds a future. Only awaiting it makes it run.
#[check]
async fn calling_save_all_saves_nothing_yet() {
    let store = Store::new();
    let saving = save_all(visits(["Ada", "Bo", "Cleo"]), |visit| store.save(visit, 10));
    // A task that was started already would go on now.
    sleep(Duration::from_secs(1)).await;
    let (called, started) = (store.calls(), store.gauge.started());
    saving.await;

    assert!(
        called == 0 && started == 0,
        "before the future of save_all was awaited, save had been called {}, and {started} \
         saves had begun: the work is to start when the future is awaited, not when it is made",
        times(called)
    );
    all_began(&store, 3);
}

/// `save` returns a future, and a future does nothing until it is awaited. The store has what was
/// awaited, and nothing else: each visit once and as it was given, even if its name has just come, or
/// is empty.
#[check]
async fn every_visit_is_saved_exactly_once_and_in_order() {
    for visits in [
        visits(["Ada"]),
        visits([
            "Cleo", "Ada", "Bo", "Bo", "Ada", "", " Di ", "bo", "Di", "Eve",
        ]),
    ] {
        let store = Store::new();
        save_all(visits.clone(), |visit| store.save(visit, 10)).await;

        let (called, begun) = (store.calls(), store.begun());
        assert!(
            called == 0 || !begun.is_empty(),
            "calls of save: {called}; saves that have begun: 0. These futures were not awaited"
        );
        let count = |of: &[String], visit: &String| of.iter().filter(|v| *v == visit).count();
        for visit in &visits {
            let (came, saved) = (count(&visits, visit), count(&begun, visit));
            assert!(
                saved == came,
                "{visit:?} came by {} and was saved {}",
                times(came),
                times(saved)
            );
        }
        assert!(
            begun == visits,
            "the visits were not saved in the order given: wanted {visits:?}, saved {begun:?}"
        );
    }
}

/// The store takes one at a time. To overlap waits is an art of its own; here it would be wrong.
#[check]
async fn one_save_has_ended_before_the_next_one_starts() {
    let store = Store::new();
    let save = |visit: String| {
        // The first one is the slowest: a save that does not wait for it overtakes it.
        let ms = if visit == "Ada" { 300 } else { 100 };
        store.save(visit, ms)
    };
    save_all(visits(["Ada", "Bo", "Cleo"]), save).await;

    let peak = store.gauge.peak();
    assert!(
        peak <= 1,
        "{peak} were under way at once: a save began before the one before it had ended"
    );
    all_began(&store, 3);
}

/// One visitor's bad luck is no reason to forget the others.
#[check]
async fn a_refused_visit_is_no_reason_to_stop() {
    let store = Store::new();
    save_all(visits(["Ada", "refused", "Bo", "Cleo"]), |visit| {
        store.save(visit, 10)
    })
    .await;

    let begun = store.begun();
    assert!(
        begun != ["Ada", "refused"],
        "the store took Ada's visit and refused the second one; after that, Bo's and Cleo's, \
         which came later, were never saved"
    );
    all_began(&store, 4);
}

/// A save that was awaited may still have failed. What counts is what the store says, for one visit
/// as for a thousand.
#[check]
async fn it_resolves_to_the_number_of_visits_that_were_taken() {
    // Which of the visits the store refuses.
    let cases: [&[bool]; 5] = [
        &[],
        &[false],
        &[true],
        &[false, true, false, true, false],
        &[false; 12],
    ];
    for refusals in cases {
        let store = Store::new();
        let visit = |(number, refused): (usize, &bool)| match refused {
            true => "refused".to_owned(),
            false => format!("visitor {number}"),
        };
        let visits: Vec<_> = (1..).zip(refusals).map(visit).collect();
        let count = visits.len();
        let told = save_all(visits, |visit| store.save(visit, 10)).await;

        let refused = refusals.iter().filter(|refused| **refused).count();
        assert!(
            told == count - refused,
            "the store refuses {refused} of {count} visits and takes the others: {}. save_all says \
             {told}",
            count - refused
        );
    }

    const MANY: usize = 1_000;
    let taken = Arc::new(AtomicUsize::new(0));
    let save = |_| {
        let taken = Arc::clone(&taken);
        async move {
            ::tokio::task::yield_now().await;
            taken.fetch_add(1, Ordering::SeqCst);
            true
        }
    };
    let told = save_all(vec!["Ada".to_owned(); MANY], save).await;
    let taken = taken.load(Ordering::SeqCst);
    assert!(
        (told, taken) == (MANY, MANY),
        "of {MANY} visits, the store has taken {taken}, and save_all says {told}"
    );
}

/// A save that has started is not a save that has ended: what runs on behind the caller's back, or
/// was dropped half-way, is nothing to count on. Here one save takes a year.
#[check(real_time)]
async fn no_save_is_still_under_way_when_it_resolves() {
    // A paused clock would end a check after a day; paused here, it goes on.
    ::tokio::time::pause();
    let store = Store::new();
    let save = |visit: String| {
        let ms = if visit == "Bo" { A_YEAR_MS } else { 10 };
        store.save(visit, ms)
    };
    let told = save_all(visits(["Ada", "Bo", "Cleo"]), save).await;
    let gauge = &store.gauge;
    let (called, ended, given_up) = (store.calls(), gauge.finished(), gauge.given_up());

    assert!(
        given_up == 0,
        "{given_up} of 3 saves were given up half-way: their futures were dropped while they were \
         still waiting for the store"
    );
    assert!(
        ended == called,
        "save_all said {told} while {} of {called} saves were still under way, or had not even \
         begun: they have not been awaited",
        called - ended
    );
    all_began(&store, 3);
}

const A_YEAR_MS: u64 = 365 * 24 * 3_600_000;

/// What a check watches must have happened: without saves, nothing can be wrong with them.
fn all_began(store: &Store, visits: usize) {
    let begun = store.gauge.started();
    assert!(
        begun == visits,
        "save_all got {visits} visits, and {begun} saves have begun"
    );
}

fn visits<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).into()
}

fn times(count: usize) -> String {
    match count {
        0 => "not at all".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}

/// Keeps visits, but for one by the name of "refused".
struct Store {
    gauge: Gauge,
    calls: Mutex<usize>,
    begun: Arc<Mutex<Vec<String>>>,
}

impl Store {
    fn new() -> Self {
        Self {
            gauge: Gauge::new(),
            calls: Mutex::new(0),
            begun: Arc::default(),
        }
    }

    fn save(&self, visit: String, ms: u64) -> impl Future<Output = bool> + Send + 'static + use<> {
        *self.calls.lock().unwrap() += 1;
        let begun = Arc::clone(&self.begun);
        let name = visit.clone();
        let taken = visit != "refused";
        self.gauge.track(name, async move {
            begun.lock().unwrap().push(visit);
            sleep(Duration::from_millis(ms)).await;
            taken
        })
    }

    fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }

    fn begun(&self) -> Vec<String> {
        self.begun.lock().unwrap().clone()
    }
}
