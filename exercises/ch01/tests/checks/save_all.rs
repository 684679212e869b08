//! Checks of save_all.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch01::save_all::save_all;
use kit::{Gauge, Recorder, check, varied, varied_word};
use tokio::time::sleep;

/// Each visit counts by itself. It is saved once and unchanged, even if its name is empty or equal to
/// the one before.
#[check]
async fn every_visit_is_saved_exactly_once_and_in_order() {
    let cleo = varied_word("Cleo");
    for visits in [
        visits([
            cleo.as_str(),
            "Ada",
            "Bo",
            "Bo",
            "Ada",
            "",
            " Di ",
            "bo",
            "Di",
            "Eve",
        ]),
        visits(["Ada"]),
    ] {
        let store = Store::new();
        let told = save_all(visits.clone(), |visit| store.save(visit, 10)).await;

        let begun = store.begun();
        store.has_polled_a_save(told).await;
        let mut without_repeats = visits.clone();
        without_repeats.dedup();
        assert!(
            begun == visits || begun != without_repeats,
            "right for visits that differ, wrong for the same name twice in a row: \"Bo\" was given \
             twice and saved once{SAME_NAME}"
        );
        let count = |of: &[String], visit: &String| of.iter().filter(|v| *v == visit).count();
        for visit in &visits {
            let (came, saved) = (count(&visits, visit), count(&begun, visit));
            assert!(
                saved == came,
                "the visit of {visit:?} was given {} and saved {}",
                times(came),
                times(saved)
            );
        }
        assert!(
            begun == visits,
            "the visits were not saved in the order given{}: wanted {visits:?}, saved {begun:?}\n\n\
             The first visit of the list is saved first.",
            match begun.iter().eq(visits.iter().rev()) {
                true => ", but from the last one to the first",
                false => "",
            }
        );
    }
}

/// Calling an async function builds a future. Only awaiting it makes it run.
#[check]
async fn calling_save_all_saves_nothing_yet() {
    let store = Store::new();
    let saving = save_all(visits(["Ada", "Bo", "Cleo"]), |visit| store.save(visit, 10));
    // A task that the call has spawned runs now.
    sleep(Duration::from_secs(1)).await;
    let (called, started) = (store.calls(), store.gauge.started());
    let told = saving.await;

    assert!(
        called == 0 && started == 0,
        "wanted nothing done before the future of save_all was awaited: save had been called {}, and {} \
         begun, so the call itself has started work",
        times(called),
        so_many(started)
    );
    all_began(&store, 3, told).await;
}

/// The store takes one save at a time. Often it is right to overlap waits; here it is not.
#[check]
async fn one_save_has_ended_before_the_next_one_starts() {
    let store = Store::new();
    let save = |visit: String| {
        // The first one is the slowest: a save that does not wait for it ends before it.
        let ms = if visit == "Ada" { 300 } else { 100 };
        store.save(visit, ms)
    };
    let told = save_all(visits(["Ada", "Bo", "Cleo"]), save).await;

    let peak = store.gauge.peak();
    assert!(
        peak <= 1,
        "wanted 1 save at a time, got {peak}: a save began before the one before it had ended\n{}",
        match store.in_tasks() {
            0 =>
                "One future polled them all in turn: it did not wait for one before it began the next",
            _ =>
                "They ran in tasks: a task begins after its spawn, even if its handle is not awaited yet",
        }
    );
    all_began(&store, 3, told).await;
}

/// `false` is the store's reply to one visit. That visit is not saved again, and the others are saved as
/// usual.
#[check]
async fn a_refused_visit_is_no_reason_to_stop() {
    let store = Store::new();
    let told = save_all(visits(["Ada", "refused", "Bo", "Cleo"]), |visit| {
        store.save(visit, 10)
    })
    .await;

    let begun = store.begun();
    assert!(
        begun != ["Ada", "refused"],
        "{STOPS}: the visits of Bo and Cleo were never saved"
    );
    let tries = begun.iter().filter(|visit| *visit == "refused").count();
    assert!(
        tries <= 1,
        "right for a visit that the store takes, wrong for one that it refuses: that visit was given to \
         save again, {} in all",
        times(tries)
    );
    all_began(&store, 4, told).await;
}

// Here one save takes a year.
#[check(real_time)]
async fn each_save_has_ended_when_it_returns() {
    // Paused here: a check whose clock is paused from the start ends after a day of that clock.
    ::tokio::time::pause();
    let store = Store::new();
    let save = |visit: String| {
        let ms = if visit == "Bo" { A_YEAR_MS } else { 10 };
        store.save(visit, ms)
    };
    let told = save_all(visits(["Ada", "Bo", "Cleo"]), save).await;
    assert!(
        store.gauge.given_up() == 0 || store.gauge.finished() == 0,
        "right for saves that take 10 ms, wrong for one that takes a year: its future was dropped while \
         it still waited for the store{TO_THE_END}"
    );
    store.has_awaited_its_saves(told).await;
    all_began(&store, 3, told).await;
}

/// A save that was awaited may have been refused. Only its output tells, and the count is of those that
/// returned `true`.
#[check]
async fn it_returns_the_number_of_visits_that_were_taken() {
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
        if told != count - refused {
            store.has_awaited_its_saves(told).await;
            let begun = store.begun();
            let stopped = begun.len() < count && begun.last().is_some_and(|one| one == "refused");
            assert!(
                !stopped,
                "{STOPS}: of {count} visits, {} came to the store",
                begun.len()
            );
            panic!(
                "{}: save_all returned {told} instead of {}",
                match refused {
                    0 => format!("wrong for {count} visits, none of which is refused"),
                    _ => format!(
                        "right if the store takes every visit, wrong if it refuses {refused} of {count}"
                    ),
                },
                count - refused
            );
        }
    }

    let many = varied(1_000, 700..=1_000) as usize;
    let taken = Arc::new(AtomicUsize::new(0));
    let save = |_| {
        let taken = Arc::clone(&taken);
        async move {
            ::tokio::task::yield_now().await;
            taken.fetch_add(1, Ordering::SeqCst);
            true
        }
    };
    let told = save_all(vec!["Ada".to_owned(); many], save).await;
    let taken = taken.load(Ordering::SeqCst);
    assert!(
        taken != 1,
        "right for visits that differ, wrong for {many} with the same name: 1 of them came to the \
         store{SAME_NAME}"
    );
    assert!(
        (told, taken) == (many, many),
        "right for 12 visits, wrong for {many}: save_all returned {told}, and the store has taken {taken}{}",
        match told {
            told if taken == many && (told == 255 || told == many % 256) =>
                ". 8 bits hold no number above 255\n\n\
                 The type of a counter must be able to hold the number of all visits.",
            _ => "",
        }
    );
}

const A_YEAR_MS: u64 = 365 * 24 * 3_600_000;

// Several checks say this: failures with the same words count as one cause.

const STOPS: &str = "right up to a visit that the store refuses, wrong after it";

const SAME_NAME: &str =
    "\n\nEach visit counts by itself, even if its name is equal to the one before.";

const TO_THE_END: &str = "\n\nTo begin a save is not to end it. Only awaiting its future to the \
    end tells what the store replied.";

/// What a check watches must have happened: an answer that saves nothing must not pass.
async fn all_began(store: &Store, visits: usize, told: usize) {
    store.has_polled_a_save(told).await;
    let begun = store.gauge.started();
    assert!(
        begun == visits,
        "save_all was given {visits} visits, and {} begun",
        so_many(begun)
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

/// `1 save has`, `2 saves have`
fn so_many(saves: usize) -> String {
    match saves {
        1 => "1 save has".to_owned(),
        saves => format!("{saves} saves have"),
    }
}

/// Takes visits, except one with the name "refused".
struct Store {
    gauge: Gauge,
    calls: Mutex<usize>,
    begun: Arc<Mutex<Vec<String>>>,
    /// How many of the saves began in a task.
    in_tasks: Arc<AtomicUsize>,
}

impl Store {
    fn new() -> Self {
        Self {
            gauge: Gauge::new(),
            calls: Mutex::new(0),
            begun: Arc::default(),
            in_tasks: Arc::default(),
        }
    }

    fn save(&self, visit: String, ms: u64) -> impl Future<Output = bool> + Send + 'static + use<> {
        *self.calls.lock().unwrap() += 1;
        let begun = Arc::clone(&self.begun);
        let name = visit.clone();
        let taken = visit != "refused";
        let in_tasks = Arc::clone(&self.in_tasks);
        self.gauge.track(name, async move {
            begun.lock().unwrap().push(visit);
            // The check itself does not run in a task.
            in_tasks.fetch_add(
                usize::from(::tokio::task::try_id().is_some()),
                Ordering::SeqCst,
            );
            sleep(Duration::from_millis(ms)).await;
            taken
        })
    }

    /// Fails if `save_all`, which returned `told`, has not begun a save.
    async fn has_polled_a_save(&self, told: usize) {
        let (called, started) = (self.calls(), self.gauge.started());
        assert!(
            called > 0,
            "save_all returned {told}, and save had not been called: nothing was saved\n\n\
             Only the store knows how many visits it has taken. Each of them must be given to it first."
        );
        if started > 0 {
            return;
        }
        // A task that was spawned runs now.
        for _ in 0..20 {
            ::tokio::task::yield_now().await;
        }
        let late = self.gauge.started();
        assert!(
            late == 0,
            "save_all did not wait for its saves: it returned {told} when 0 of {called} had begun, and {} \
             later, in tasks{TO_THE_END}",
            match late {
                1 => "1 began".to_owned(),
                late => format!("{late} began"),
            }
        );
        panic!(
            "save was called, and its futures were not awaited: {called} of them were created, and 0 had \
             begun when save_all returned {told}\n\n\
             `save` returns a future, and a future does nothing until it is awaited."
        );
    }

    async fn has_awaited_its_saves(&self, told: usize) {
        self.has_polled_a_save(told).await;
        let (called, given_up) = (self.calls(), self.gauge.given_up());
        let polls = |visit: &String| Recorder::current().polls(visit);
        let once = self.begun().iter().all(|visit| polls(visit) == 1);
        assert!(
            given_up == 0,
            "the futures of {given_up} of {called} saves were dropped while they still waited for the \
             store{}{TO_THE_END}",
            match once {
                true => ", after one poll each",
                false => "",
            }
        );
        let waiting = called - self.gauge.finished();
        assert!(
            waiting == 0,
            "save_all returned when {waiting} of {called} saves had not ended: they were not awaited to \
             the end{TO_THE_END}"
        );
    }

    fn in_tasks(&self) -> usize {
        self.in_tasks.load(Ordering::SeqCst)
    }

    fn calls(&self) -> usize {
        *self.calls.lock().unwrap()
    }

    fn begun(&self) -> Vec<String> {
        self.begun.lock().unwrap().clone()
    }
}
