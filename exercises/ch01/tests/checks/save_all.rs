//! Checks of save_all.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch01::save_all::save_all;
use kit::{Gauge, Recorder, check};
use tokio::time::sleep;

/// Each visit is a visit of its own: it is saved once, and as it was given, even if its name has just
/// come, or is empty.
#[check]
async fn every_visit_is_saved_exactly_once_and_in_order() {
    for visits in [
        visits([
            "Cleo", "Ada", "Bo", "Bo", "Ada", "", " Di ", "bo", "Di", "Eve",
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
            "right for visits that differ, wrong for the same name twice in a row: \"Bo\" came by \
             twice and was saved once{SAME_NAME}"
        );
        let count = |of: &[String], visit: &String| of.iter().filter(|v| *v == visit).count();
        for visit in &visits {
            let (came, saved) = (count(&visits, visit), count(&begun, visit));
            assert!(
                saved == came,
                "the visit of {visit:?} came {} and was saved {}",
                times(came),
                times(saved)
            );
        }
        assert!(
            begun == visits,
            "the visits were not saved in the order given{}: wanted {visits:?}, saved {begun:?}\n\n\
             The visit that came first is at the beginning of the list, and is saved first.",
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
    // A task that was started already would go on now.
    sleep(Duration::from_secs(1)).await;
    let (called, started) = (store.calls(), store.gauge.started());
    let told = saving.await;

    assert!(
        called == 0 && started == 0,
        "before the future of save_all was awaited, save had been called {}, and {} begun: the \
         call itself has started work",
        times(called),
        so_many(started)
    );
    all_began(&store, 3, told).await;
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
    let told = save_all(visits(["Ada", "Bo", "Cleo"]), save).await;

    let peak = store.gauge.peak();
    assert!(
        peak <= 1,
        "{peak} were under way at once: a save began before the one before it had ended\n{}",
        match store.in_tasks() {
            0 =>
                "One future polled them all, in turns: it did not wait for one before it began the next",
            _ =>
                "They ran in tasks of their own: a task begins when it is spawned, not when it is awaited",
        }
    );
    all_began(&store, 3, told).await;
}

/// A visit that the store refuses is done with: it is neither tried again nor a reason to forget the
/// others.
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
        "right for a visit that the store takes, wrong for one that it refuses: the same visit was given to \
         save again, {} in all",
        times(tries)
    );
    all_began(&store, 4, told).await;
}

// Here one save takes a year.
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
    assert!(
        store.gauge.given_up() == 0 || store.gauge.finished() == 0,
        "right for saves of 10 ms, wrong for one of a year: it was given up half-way, and its future \
         dropped while it was still waiting for the store{TO_THE_END}"
    );
    store.has_awaited_its_saves(told).await;
    all_began(&store, 3, told).await;
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
        if told != count - refused {
            store.has_awaited_its_saves(told).await;
            let begun = store.begun();
            let stopped = begun.len() < count && begun.last().is_some_and(|one| one == "refused");
            assert!(
                !stopped,
                "{STOPS}: of {count} visits, {} were given to the store",
                begun.len()
            );
            panic!(
                "{}: save_all says {told} instead of {}",
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
        taken != 1,
        "{MANY} visits with the same name, and the store was given 1{SAME_NAME}"
    );
    assert!(
        (told, taken) == (MANY, MANY),
        "right for 12 visits, wrong for {MANY}: save_all says {told}, and the store has taken {taken}{}",
        match told {
            232 | 255 if taken == MANY =>
                ". In 8 bits, no number is above 255\n\n\
                 What counts the visits must hold the number of all of them.",
            _ => "",
        }
    );
}

const A_YEAR_MS: u64 = 365 * 24 * 3_600_000;

// Ideas of what several checks come upon, so that one cause is told once.

const STOPS: &str = "right up to a visit that the store refuses, wrong from there on";

const SAME_NAME: &str = "\n\nEach visit is a visit of its own, and is saved once, even if its name has \
    just come.";

const TO_THE_END: &str = "\n\nA save that has started is not a save that has ended. Only awaiting its \
    future to the end tells what the store said.";

/// What a check watches must have happened: without saves, nothing can be wrong with them.
async fn all_began(store: &Store, visits: usize, told: usize) {
    store.has_polled_a_save(told).await;
    let begun = store.gauge.started();
    assert!(
        begun == visits,
        "save_all got {visits} visits, and {} begun",
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

/// Keeps visits, but for one by the name of "refused".
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
            // The check itself is no task.
            in_tasks.fetch_add(
                usize::from(::tokio::task::try_id().is_some()),
                Ordering::SeqCst,
            );
            sleep(Duration::from_millis(ms)).await;
            taken
        })
    }

    /// Fails if `save_all`, which resolved to `told`, has not even begun a save.
    async fn has_polled_a_save(&self, told: usize) {
        let (called, started) = (self.calls(), self.gauge.started());
        assert!(
            called > 0,
            "save_all resolved to {told}, and save had not been called: nothing was saved\n\n\
             How many visits were saved, only the store knows: each one has to be given to it first."
        );
        if started > 0 {
            return;
        }
        // A task that was spawned gets its turn now.
        for _ in 0..20 {
            ::tokio::task::yield_now().await;
        }
        let late = self.gauge.started();
        assert!(
            late == 0,
            "save_all did not wait for its saves: it resolved to {told} when 0 of {called} had begun, and {} \
             later, in tasks of their own{TO_THE_END}",
            match late {
                1 => "1 began".to_owned(),
                late => format!("{late} began"),
            }
        );
        panic!(
            "save was called, and its futures were not awaited: {called} of them made, 0 begun when \
             save_all resolved to {told}\n\n\
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
            "saves were given up half-way, {given_up} of {called}: their futures were dropped while \
             they were still waiting for the store{}{TO_THE_END}",
            match once {
                true => ", polled only once each",
                false => "",
            }
        );
        let waiting = called - self.gauge.finished();
        assert!(
            waiting == 0,
            "save_all resolved while saves were still under way, {waiting} of {called}: they have not \
             been awaited to the end{TO_THE_END}"
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
