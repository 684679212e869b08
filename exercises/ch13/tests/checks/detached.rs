//! Checks of detached.

use std::panic::{AssertUnwindSafe, panic_any};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::detached::{Failure, Loader, Summary, import};
use futures::FutureExt;
use kit::{Gauge, check, panic_message};
use tokio::time::{sleep, timeout};

/// A task's result is a value in its handle. What no code looks at is lost, an error as well as a panic.
#[check]
async fn a_load_that_returns_an_error_is_in_the_summary() {
    an_error_is_told().await;
    for files in [
        &["error"][..],
        &["error", "good 1"],
        &["good 7", "error", "good 2"],
        &["error", "error", "error"],
    ] {
        told(files).await;
    }
}

/// A runtime catches the panic of a task. It goes to the handle, and no other code hears of it.
#[check]
async fn a_load_that_panics_is_in_the_summary() {
    an_error_is_told().await;
    for files in [
        &["panic"][..],
        &["panic", "good 1"],
        &["good 7", "panic", "good 2", "error", "good 3"],
        &["panic", "panic at once", "panic with a number", "error"],
    ] {
        told(files).await;
    }
}

/// A summary is read beside the list of files.
#[check]
async fn the_summary_has_the_order_of_the_files_and_all_rows() {
    an_error_is_told().await;
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
}

/// A load that fails is no reason to give up the others.
#[check]
async fn all_files_are_loaded_once_and_at_the_same_time() {
    an_error_is_told().await;
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
            "the import of {files:?} has loaded {asked:?}"
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
            "the import of {files:?}: at most {peak} loads ran at the same time, and {overlapping} were expected"
        );
    }
}

/// The symptom: one file of two has an error.
async fn an_error_is_told() {
    told(&["good 3", "error"]).await;
}

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
        Ok(Err(panic)) => panic!(
            "the import of {names}: `import` panicked, saying {:?}",
            panic_message(&*panic)
        ),
        Err(_) => panic!("the import of {names} has not returned within a day"),
    };
    let wanted = wanted(files);
    let absent = wanted
        .failed
        .iter()
        .find(|failed| !summary.failed.contains(failed));
    if let Some((file, failure)) = absent {
        panic!(
            "the import of {names}: the load of {file:?} ended with {failure:?}, which is not in `failed`; that has {} \
             entries",
            summary.failed.len()
        );
    }
    assert!(
        summary.failed == wanted.failed,
        "the import of {names}: `failed` has not the order of the files, or a file twice: {:?}",
        summary.failed
    );
    assert!(
        summary.rows == wanted.rows,
        "the import of {names}: {} rows were loaded, and the summary says {}",
        wanted.rows,
        summary.rows
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
}

impl Loader for Disk {
    async fn load(&self, file: String) -> Result<usize, String> {
        let pass = self.gauge.enter();
        self.asked.lock().unwrap().push(file.clone());
        if file == "panic at once" {
            panic!("{file}");
        }
        let slow = file.starts_with("slow");
        sleep(Duration::from_millis(if slow { 7_200_000 } else { 10 })).await;
        if file == "panic with a number" {
            panic_any(7);
        }
        assert!(!file.contains("panic"), "{file}");
        pass.finish();
        match file.contains("error") {
            true => Err(format!("{file} is broken")),
            false => Ok(rows(&file)),
        }
    }
}
