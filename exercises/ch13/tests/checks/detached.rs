//! Checks of detached.

use std::panic::{AssertUnwindSafe, panic_any};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::detached::{Failure, Loader, Summary, import};
use futures::FutureExt;
use kit::{Gauge, check, counted, panic_message, varied};
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn a_load_that_returns_an_error_is_in_the_summary() {
    an_error_is_told().await;
    let good = format!("good {}", varied(7, 8..=9_999));
    for files in [
        &["error"][..],
        &["error", "good 1"],
        &[good.as_str(), "error", "good 2"],
        &["error", "error", "error"],
    ] {
        told(files).await;
    }
}

#[check]
async fn a_load_that_panics_is_in_the_summary() {
    symptom::is_gone(an_error_is_told()).await;
    for files in [
        &["panic"][..],
        &["panic", "good 1"],
        &["good 7", "panic", "good 2", "error", "good 3"],
        &["panic", "panic at once", "panic with a number", "error"],
    ] {
        told(files).await;
    }
    // `load` is a function that returns a future. It can panic itself.
    for files in [
        &["good 7", "panic in the call", "good 2"][..],
        &["panic in the call"],
        &["error", "panic in the call", "panic", "panic in the call"],
    ] {
        told(files).await;
    }
}

#[check]
async fn the_summary_has_the_order_of_the_files_and_all_rows() {
    symptom::is_gone(an_error_is_told()).await;
    for files in [
        &[][..],
        &["good 0"],
        &["good 1", "good 1", "good 1"],
        // The first ones end last.
        &[
            "slow error",
            "slow panic",
            "error",
            "panic at once",
            "good 4",
        ],
        &[
            "panic",
            "slow error",
            "good 3",
            "error",
            "slow good 6",
            "error",
        ],
    ] {
        told(files).await;
    }
    let many: Vec<String> = (0..1_000)
        .map(|n| format!("{} {n}", ["good", "error", "slow good"][n % 3]))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    told(&many).await;
    // The loads of one name end in different ways: in the order of the calls, and in the opposite one.
    for (one, other) in [
        ("good", "error"),
        ("error", "good"),
        ("good", "panic"),
        ("panic", "good"),
    ] {
        for (one_takes, other_takes) in [(10, 20), (20, 10)] {
            loads_of_one_name([(one, one_takes), (other, other_takes)]).await;
        }
    }
}

/// Imports two files of one name, between others.
async fn loads_of_one_name(ends: [(&'static str, u64); 2]) {
    let [one, other] = ends;
    let loader = Arc::new(TwoOfAName(Mutex::new(vec![other, one])));
    let files = ["a", "x", "a", "y"].map(str::to_owned).to_vec();
    let Ok(summary) = timeout(Duration::from_secs(86_400), import(loader, files)).await else {
        panic!("the import of two files of one name has not returned within a day");
    };
    let failure = match ends.iter().any(|(end, _)| *end == "panic") {
        true => Failure::Panicked,
        false => Failure::Error("broken".to_owned()),
    };
    let wanted = Summary {
        rows: 15,
        failed: vec![("a".to_owned(), failure)],
    };
    assert!(
        summary == wanted,
        "right if the files of one name end in the same way; \"a\" is there twice, one load of it ended with {:?} and the \
         other with {:?}, and two other files were good: the summary is {summary:?} instead of {wanted:?}\n\n\
         A name that occurs twice does not tell which of its loads has ended: the place in `files` does.",
        one.0,
        other.0
    );
}

/// Ends the loads of "a" as given, the last one first, after so many milliseconds. All others are good.
struct TwoOfAName(Mutex<Vec<(&'static str, u64)>>);

impl Loader for TwoOfAName {
    async fn load(&self, file: String) -> Result<usize, String> {
        let (end, takes) = match file.as_str() {
            "a" => self.0.lock().unwrap().pop().ok_or("was loaded before")?,
            _ => ("good", 15),
        };
        sleep(Duration::from_millis(takes)).await;
        match end {
            "good" => Ok(5),
            "error" => Err("broken".to_owned()),
            _ => panic!("cannot read a"),
        }
    }
}

#[check]
async fn all_files_are_loaded_once_and_at_the_same_time() {
    symptom::is_gone(an_error_is_told()).await;
    for files in [
        &["good 1", "good 2", "slow good 3"][..],
        &["error", "good 2", "slow good 3", "slow good 4"],
        &["panic", "good 2", "slow good 3", "panic"],
        &["panic at once", "slow good 2", "slow good 3"],
    ] {
        let disk = told(files).await;
        let (begun, finished) = (disk.gauge.started(), disk.gauge.finished());
        let asked = disk.asked.lock().unwrap().clone();
        assert!(
            asked == files,
            "the import of {files:?} has loaded {asked:?}, and not each file once in this order"
        );
        let panics = files.iter().filter(|file| file.contains("panic")).count();
        assert!(
            finished + panics == begun,
            "the import of {files:?} has returned: {begun} loads were begun, and {finished} have ended, besides \
             {panics} that panicked"
        );
        let overlapping = files
            .iter()
            .filter(|file| !file.ends_with("at once"))
            .count();
        let peak = disk.gauge.peak();
        assert!(
            peak >= overlapping,
            "the import of {files:?}: at most {} ran at the same time instead of {overlapping}{}",
            counted(peak, "load"),
            if peak == 1 { IN_TURN } else { "" }
        );
    }
}

/// The symptom: one file of two has an error.
async fn an_error_is_told() {
    told(&["good 3", "error"]).await;
}

const IN_TURN: &str =
    "\n\nA load that is awaited where it is started has ended before the next one starts.";

/// Imports `files` and sees that the summary is right.
async fn told(files: &[&str]) -> Disk {
    let disk = Disk::default();
    let import = import(
        Arc::new(disk.clone()),
        files.iter().map(|&file| file.to_owned()).collect(),
    );
    let names = match files.len() {
        0..10 => format!("{files:?}"),
        many => format!("{many} files"),
    };
    let summary = match timeout(
        Duration::from_secs(86_400),
        AssertUnwindSafe(import).catch_unwind(),
    )
    .await
    {
        Ok(Ok(summary)) => summary,
        Ok(Err(panic)) => {
            let message = panic_message(&*panic).to_string();
            assert!(
                message != "cannot read panic in the call",
                "right if the future of `load` panics in a poll, wrong if the call of `load` panics before it returns a future: \
                 the import of {names} panicked with it\n\n\
                 A future that catches the panics of its polls is made after the call. Call `load` in what is polled: in an \
                 async block."
            );
            if message.starts_with("cannot read") {
                panic!(
                    "the import of {names}: `import` panicked with the load, nothing between them has caught it: {message:?}\n\n\
                     A panic goes up through all that polls the load. A task of its own, or `catch_unwind`, makes a value of it."
                );
            }
            panic!(
                "the import of {names}: `import` panicked, with a message of its own about a load that has panicked: {message:?}\n\n\
                 The handle has the panic as an `Err`, a value like an error. `unwrap` makes a panic of it again."
            )
        }
        Err(_) => panic!(
            "at most {} ran at the same time: the import of {names} has not returned within a day, and {} were begun{}",
            counted(disk.gauge.peak(), "load"),
            counted(disk.gauge.started(), "load"),
            if disk.gauge.peak() == 1 { IN_TURN } else { "" }
        ),
    };
    let wanted_all = wanted(files);
    let first = files.iter().position(|file| !file.contains("good"));
    let cut = first.map_or(0, |first| first + 1);
    assert!(
        summary == wanted_all || cut == 0 || cut == files.len() || summary != wanted(&files[..cut]),
        "the import of {names}: {:?} is in `failed`, and what comes after it is missing; the summary is {summary:?} instead of {wanted_all:?}\n\n\
         A load that fails is no reason to give up the others.",
        files[cut.saturating_sub(1)]
    );
    let wanted = wanted_all;
    let absent = wanted
        .failed
        .iter()
        .find(|failed| !summary.failed.contains(failed));
    if let Some((file, failure)) = absent {
        let other = summary.failed.iter().find(|(other, _)| other == file);
        let instead = other.map_or("it has no entry of this file".to_owned(), |(_, other)| {
            format!("there it is {other:?}")
        });
        let idea = match (failure, other) {
            (_, Some(_)) => {
                "The outer `Err` of a handle says that the task has panicked, the inner one is the error of the load."
            }
            (Failure::Panicked, None) => {
                "A runtime catches the panic of a task. It goes to the handle, and no other code hears of it. The task \
                 itself cannot report it: none of its lines runs any more."
            }
            (Failure::Error(_), None) => {
                "A task's result is a value in its handle, a `Result` within a `Result`: the outer one says whether the \
                 task has panicked, the inner one whether the load has failed. What no code looks at is lost."
            }
        };
        panic!(
            "the import of {names}: the load of {file:?} ended with {failure:?}, which is not in `failed`: {instead}\n\n{idea}"
        );
    }
    if summary.failed != wanted.failed {
        let named = |failed: &[(String, Failure)]| -> Vec<String> {
            failed.iter().map(|(file, _)| file.clone()).collect()
        };
        let (got, want) = (named(&summary.failed), named(&wanted.failed));
        let mut ended = disk.ended.lock().unwrap().clone();
        ended.retain(|file| !file.contains("good"));
        assert!(
            got != ended,
            "the import of {names}: `failed` has the order in which the loads ended, and not the order of the files: {got:?} \
             instead of {want:?}\n\n\
             A summary is read beside the list of files. A `JoinSet` gives the results as they come."
        );
        panic!(
            "the import of {names}: `failed` has not the order of the files, or a file twice: {got:?} instead of {want:?}"
        );
    }
    assert!(
        summary.rows == wanted.rows,
        "the import of {names}: the summary says {} rows, instead of the {} that were loaded",
        summary.rows,
        wanted.rows
    );
    disk
}

fn wanted(files: &[&str]) -> Summary {
    let mut summary = Summary::default();
    for &file in files {
        if file.contains("good") {
            summary.rows += rows(file);
        } else if file.contains("error") {
            summary
                .failed
                .push((file.to_owned(), Failure::Error(format!("{file} is broken"))));
        } else {
            summary.failed.push((file.to_owned(), Failure::Panicked));
        }
    }
    summary
}

fn rows(file: &str) -> usize {
    file.rsplit(' ')
        .next()
        .and_then(|rows| rows.parse().ok())
        .unwrap_or(0)
}

/// A loader for which a file's name says what happens.
#[derive(Clone, Default)]
struct Disk {
    gauge: Gauge,
    asked: Arc<Mutex<Vec<String>>>,
    ended: Arc<Mutex<Vec<String>>>,
}

impl Loader for Disk {
    fn load(&self, file: String) -> impl Future<Output = Result<usize, String>> + Send {
        if file == "panic in the call" {
            let _pass = self.gauge.enter();
            self.asked.lock().unwrap().push(file.clone());
            self.ended.lock().unwrap().push(file.clone());
            panic!("cannot read {file}");
        }
        self.read(file)
    }
}

impl Disk {
    async fn read(&self, file: String) -> Result<usize, String> {
        let pass = self.gauge.enter();
        self.asked.lock().unwrap().push(file.clone());
        if file == "panic at once" {
            self.ended.lock().unwrap().push(file.clone());
            panic!("cannot read {file}");
        }
        let slow = file.starts_with("slow");
        sleep(Duration::from_millis(if slow { 7_200_000 } else { 10 })).await;
        self.ended.lock().unwrap().push(file.clone());
        if file == "panic with a number" {
            panic_any(7);
        }
        assert!(!file.contains("panic"), "cannot read {file}");
        pass.finish();
        match file.contains("error") {
            true => Err(format!("{file} is broken")),
            false => Ok(rows(&file)),
        }
    }
}
