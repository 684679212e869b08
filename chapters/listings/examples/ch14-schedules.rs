//! A test with threads, run in all orders of their steps.

use std::sync::{Arc, Mutex};

use kit::Recorder;

/// The test, with the atomics of one crate or another. The threads are shuttle's.
macro_rules! visits {
    ($sync:path) => {
        use $sync as sync;

        use kit::Recorder;
        use shuttle::thread;
        use sync::Arc;
        use sync::atomic::{AtomicU32, Ordering};

        // ANCHOR: test
        /// Counts a visit, in two steps.
        fn visit(visits: &AtomicU32, visitor: &str, lab: &Recorder) {
            let seen = visits.load(Ordering::SeqCst);
            lab.step(visitor, format!("reads {seen}"), format!("visits: {seen}"));
            let next = seen + 1;
            visits.store(next, Ordering::SeqCst);
            lab.step(visitor, format!("writes {next}"), format!("visits: {next}"));
        }

        pub fn two_visitors(lab: &Recorder) -> u32 {
            let visits = Arc::new(AtomicU32::new(0));
            let (others, lab_of_other) = (visits.clone(), lab.clone());
            let other = thread::spawn(move || visit(&others, "second", &lab_of_other));
            visit(&visits, "first", lab);
            other.join().expect("a visit does not panic");
            visits.load(Ordering::SeqCst)
        }
        // ANCHOR_END: test

        // ANCHOR: late
        pub fn one_after_another(lab: &Recorder) -> u32 {
            let visits = Arc::new(AtomicU32::new(0));
            let (others, lab_of_other) = (visits.clone(), lab.clone());
            let other = thread::spawn(move || visit(&others, "second", &lab_of_other));
            other.join().expect("a visit does not panic");
            visit(&visits, "first", lab);
            visits.load(Ordering::SeqCst)
        }
        // ANCHOR_END: late
    };
}

mod with_shuttle {
    visits!(shuttle::sync);
}

// Its second test is not run.
#[allow(dead_code)]
mod with_std {
    visits!(std::sync);
}

type Test = fn(&Recorder) -> u32;

// ANCHOR: explore
/// Runs the test in all orders, and returns what it counted in each. `labs` record the first ones.
fn explore(test: Test, labs: &[Recorder]) -> Vec<u32> {
    let counted = Arc::new(Mutex::new(Vec::new()));
    let (of_all, labs) = (counted.clone(), labs.to_vec());
    let body = move || {
        let nth = of_all.lock().unwrap().len();
        let visits = test(&labs.get(nth).cloned().unwrap_or_default());
        of_all.lock().unwrap().push(visits);
    };
    shuttle::check_dfs(body, None);
    counted.lock().unwrap().clone()
}
// ANCHOR_END: explore

// ANCHOR: main
fn look(name: &str, test: Test) {
    let counted = explore(test, &[]);
    let finds = counted.iter().any(|visits| *visits != 2);
    println!("{name:18} {}", if finds { "a visit is lost" } else { "ok" });
}

fn main() {
    look("one after another", with_shuttle::one_after_another);
    look("std's atomics", with_std::two_visitors);
    look("two visitors", with_shuttle::two_visitors);
    draw(with_shuttle::two_visitors);
}
// ANCHOR_END: main

/// Records an order that loses a visit, and one that does not.
fn draw(test: Test) {
    let lab = Recorder::new();
    let counted = explore(test, &[]);
    for visits in [1, 2] {
        let shown = counted.iter().position(|counted| *counted == visits);
        let shown = shown.expect("there are orders of both kinds");
        lab.note(match visits {
            1 => "a visit is lost",
            _ => "both are counted",
        });
        let mut labs = vec![Recorder::new(); shown];
        labs.push(lab.clone());
        explore(test, &labs);
        lab.note(format!("the number of visits is {visits}"));
    }
    lab.keep_beside_listing();
}
