//! Checks of blocking.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use ch01::blocking::{Read, ReadFailed, scan};
use kit::{check, varied};

/// Work on threads may end in any order. The caller knows each result only by its place in the list.
#[check(real_time)]
async fn each_file_is_read_once_and_the_results_keep_the_order_of_the_files() {
    let cases: [&[&str]; 4] = [
        // Not sorted by name or by size, in either direction.
        &["yy", "z", "xxx"],
        &["ccc", "a", "bb", "a"],
        &["yy", "yy", " a ", "", ""],
        &[],
    ];
    let (heart, each) = (Heart::start(), varied(1, 2..=9) as usize);
    for files in cases {
        let log = Log {
            each,
            ..Log::default()
        };
        let heart = heart.clone();
        // A read ends only after another task has run, so the scan has to wait for it.
        let read = log.reader(move |_| {
            heart.hear(1);
        });
        let results = scan(names(files), read).await;
        log.each_once(files, &results).await;
        let wanted: Vec<_> = files.iter().map(|file| Ok(each * file.len())).collect();
        assert!(
            results.len() == files.len(),
            "{} files, {} results",
            files.len(),
            results.len()
        );
        in_order(files, &results, &wanted);
        let wrong = files.iter().zip(results.iter().zip(&wanted));
        for (file, (result, wanted)) in wrong {
            assert!(
                result == wanted,
                "{}the result of {file:?} is {result:?} instead of {wanted:?}\n\n\
                 The result is what `read` returned, even if it is 0.",
                match file.is_empty() {
                    true => "right for files that hold something, wrong for an empty one: ",
                    false => "",
                }
            );
        }
    }
}

/// Calling an async function builds a future, and only polling it runs its code. A thread that the call
/// has started reads for a caller that may never await the result.
#[check(real_time)]
async fn calling_scan_reads_nothing_yet() {
    let log = Log::default();
    let scanning = scan(names(&["a", "b"]), log.reader(|_| {}));
    // What the call has started runs now, on other threads too.
    let end = Instant::now() + Duration::from_millis(250);
    while log.begun() == 0 && Instant::now() < end {
        ::tokio::task::yield_now().await;
    }
    let early = log.begun();
    let results = scanning.await;
    assert!(
        early == 0,
        "wanted no read before the scan was awaited: the call itself has started one"
    );
    log.each_once(&["a", "b"], &results).await;
}

// Another check fails for the same cause, so the idea is in a constant.
#[check(real_time)]
async fn the_heart_beats_while_a_read_blocks() {
    const BEATS: usize = 100;
    let (heart, log) = (Heart::start(), Log::default());
    let (listens, heard) = (heart.clone(), Arc::new(Mutex::new(Vec::new())));
    let hears = Arc::clone(&heard);
    let read = log.reader(move |file| {
        let beats = listens.hear(BEATS);
        hears.lock().unwrap().push((file.to_owned(), beats));
    });
    let results = scan(names(&["a", "b", "c"]), read).await;
    let heard = heard.lock().unwrap().clone();
    log.has_read(3, &results).await;
    for (file, beats) in &heard {
        assert!(
            *beats >= BEATS,
            "{}\nthe read of {file:?} waited for {BEATS} beats of that task, and {beats} came{HANDS_BACK}",
            log.holds()
        );
    }
}

/// A read on another thread leaves the runtime's thread free, and runs at the same time as the next one
/// unless the scan waits for it first.
#[check(real_time)]
async fn one_read_at_a_time() {
    let most = most_at_once().await;
    assert!(most == 1, "{}", at_once(most));
}

/// A read cannot be stopped from outside. If the scan no longer waits for it, it goes on, and the next
/// read runs at the same time.
#[check(real_time)]
async fn a_read_that_takes_hours_is_waited_for() {
    // Paused here: a check whose clock is paused from the start ends after a day of that clock.
    ::tokio::time::pause();
    #[derive(Default)]
    struct Gate {
        open: bool,
        gave_up: bool,
    }
    let log = Log::default();
    let gate = Arc::new((Mutex::new(Gate::default()), Condvar::new()));
    let (theirs, seen, opens) = (Arc::clone(&gate), log.clone(), Arc::clone(&gate));
    let read = log.reader(move |_| {
        let (gate, changed) = &*theirs;
        let closed = |gate: &mut Gate| !gate.open && !gate.gave_up;
        let gate = gate.lock().unwrap();
        let (mut gate, waited) = looks(changed, gate, LOOKS, closed);
        gate.gave_up |= !waited;
    });
    let over = Arc::new(AtomicBool::new(false));
    let scanned = Arc::clone(&over);
    // The paused clock moves only here: it would jump by itself only if no task could run.
    let clock = ::tokio::spawn(async move {
        while seen.begun() == 0 && !scanned.load(Ordering::SeqCst) {
            ::tokio::task::yield_now().await;
        }
        for (turns, hours) in [(100, 1), (365, 24)] {
            for _ in 0..turns {
                ::tokio::time::advance(hours * Duration::from_secs(3_600)).await;
            }
        }
        // If another read begins now, it takes a moment to begin on its thread.
        let end = Instant::now() + Duration::from_millis(120);
        while seen.begun() == 1 && Instant::now() < end {
            ::tokio::task::yield_now().await;
        }
        let begun = seen.begun();
        opens.0.lock().unwrap().open = true;
        opens.1.notify_all();
        while !scanned.load(Ordering::SeqCst) {
            ::tokio::task::yield_now().await;
        }
        begun
    });
    let results = scan(names(&["a", "b"]), read).await;
    over.store(true, Ordering::SeqCst);
    let begun = clock.await.unwrap();
    assert!(
        !gate.0.lock().unwrap().gave_up,
        "{}{HANDS_BACK}",
        log.holds()
    );
    log.has_read(2, &results).await;
    if begun != 1 {
        ::tokio::time::resume();
        let most = most_at_once().await;
        assert!(most == 1, "{}", at_once(most));
        panic!(
            "right for quick reads, wrong for one that takes more than a year: the scan stopped waiting \
             for \"a\", and the read of \"b\" began before that of \"a\" had ended"
        );
    }
}

/// A panic ends the call in which it happens, with all work that this call still had to do. Give each
/// read a call of its own, or catch the panic around each read.
#[check(real_time)]
async fn a_read_that_panics_costs_its_own_result_only() {
    let cases: [&[&str]; 5] = [
        &["a", "b", "c"],
        &["b", "a", "c", "dd", "eee", "ff", "g", "hhh", "i", "jj"],
        &["a", "b"],
        &["b", "b", "a"],
        &["b"],
    ];
    for files in cases {
        let log = Log::default();
        let read = log.reader(|file| {
            if file == "b" {
                // `resume_unwind` prints nothing, and otherwise does what `panic!` does.
                resume_unwind(Box::new("a read of \"b\" always panics"));
            }
        });
        let results = scan(names(files), read).await;
        log.has_waited(files.len(), &results).await;
        log.has_read(files.len(), &results).await;
        assert!(
            results.len() == files.len(),
            "right if no read panics, wrong if that of \"b\" does: {} files, {} results: {results:?}",
            files.len(),
            results.len()
        );
        let wanted: Vec<_> = files
            .iter()
            .map(|file| match *file {
                "b" => Err(ReadFailed),
                other => Ok(other.len()),
            })
            .collect();
        in_order(files, &results, &wanted);
        let lost = files.iter().zip(results.iter().zip(&wanted));
        let lost = lost.filter(|(file, (result, wanted))| result != wanted && **file != "b");
        let lost: Vec<_> = lost.map(|(file, _)| format!("{file:?}")).collect();
        assert!(
            lost.is_empty(),
            "right if no read panics, wrong if that of \"b\" does: it cost the result of {} too\nfiles   \
             {files:?}\nwanted  {wanted:?}\ngot     {results:?}",
            lost.join(" and ")
        );
        for (file, (result, wanted)) in files.iter().zip(results.iter().zip(&wanted)) {
            assert!(
                result == wanted,
                "the read of {file:?} panicked, and its result is {result:?} instead of {wanted:?}\n\
                 files   {files:?}"
            );
        }
        log.each_once(files, &results).await;
    }
}

/// How many reads of a scan run at the same time.
async fn most_at_once() -> usize {
    let log = Log::default();
    let (under_way, changed) = (Mutex::new((0, 0)), Condvar::new());
    let shared = Arc::new((under_way, changed));
    let theirs = Arc::clone(&shared);
    let read = log.reader(move |_| {
        let (under_way, changed) = &*theirs;
        let mut counts = under_way.lock().unwrap();
        counts.0 += 1;
        counts.1 = counts.1.max(counts.0);
        changed.notify_all();
        if counts.1 < AT_MOST {
            // Each read takes a while, so that the next one can start beside it.
            let few = |counts: &mut (usize, usize)| counts.1 < AT_MOST;
            let stay = Duration::from_millis(120);
            counts = changed.wait_timeout_while(counts, stay, few).unwrap().0;
        }
        counts.0 -= 1;
    });
    let results = scan(names(&["a", "b", "c"]), read).await;
    log.each_once(&["a", "b", "c"], &results).await;
    shared.0.lock().unwrap().1
}

/// How many files `most_at_once` lets a scan read.
const AT_MOST: usize = 3;

fn at_once(most: usize) -> String {
    let cause = match most {
        AT_MOST => {
            format!(
                "wanted 1 read at a time, got {AT_MOST}: none of the {AT_MOST} reads waited for another"
            )
        }
        _ => format!(
            "wanted 1 read at a time, got {most} of {AT_MOST}: one began before the one before it had ended"
        ),
    };
    format!(
        "{cause}\n\n\
         A read on another thread leaves the runtime's thread free, and runs at the same time as the \
         next one unless the scan waits for it first."
    )
}

const HANDS_BACK: &str = "\n\nAt an await that has to wait, the runtime gets its thread back and runs \
    other tasks. A call that blocks keeps the thread: let it run on another one, and await its end.";

/// Fails if these are the right results in another order.
fn in_order(
    files: &[&str],
    results: &[Result<usize, ReadFailed>],
    wanted: &[Result<usize, ReadFailed>],
) {
    let sorted = |results: &[Result<usize, ReadFailed>]| {
        let mut texts: Vec<_> = results.iter().map(|one| format!("{one:?}")).collect();
        texts.sort();
        texts
    };
    let mut by_name: Vec<_> = files.iter().zip(wanted).collect();
    by_name.sort_by_key(|(file, _)| **file);
    let by_name = by_name.into_iter().map(|(_, result)| result);
    assert!(
        results == wanted || sorted(results) != sorted(wanted),
        "the results are right, but not in the order of the files{}\nfiles   {files:?}\nwanted  \
         {wanted:?}\ngot     {results:?}\n\n\
         The caller knows each result only by its place in the list.",
        match results.iter().eq(by_name) {
            true => ": they are sorted by the names of the files",
            false => "",
        }
    );
}

/// Which reads have begun, and how many have ended.
#[derive(Clone)]
struct Log {
    begun: Arc<Mutex<Vec<Begun>>>,
    ended: Arc<AtomicUsize>,
    /// The thread of the check, and so of the runtime.
    own: ThreadId,
    /// How many bytes a file has for each one of its name.
    each: usize,
}

#[derive(Clone)]
struct Begun {
    file: String,
    thread: ThreadId,
    in_a_task: bool,
}

/// Counts a read that has ended, whether it panicked or not.
struct Ends<'a>(&'a AtomicUsize);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            begun: Arc::default(),
            ended: Arc::default(),
            own: thread::current().id(),
            each: 1,
        }
    }
}

impl Log {
    /// A library that does `work` to read a file. The file has as many bytes as its name, or `each` times as many.
    fn reader(&self, work: impl Fn(&str) + Send + Sync + 'static) -> Read {
        let log = self.clone();
        Arc::new(move |file: &str| {
            let _ends = Ends(&log.ended);
            log.begun.lock().unwrap().push(Begun {
                file: file.to_owned(),
                thread: thread::current().id(),
                in_a_task: ::tokio::task::try_id().is_some(),
            });
            work(file);
            log.each * file.len()
        })
    }

    fn begun(&self) -> usize {
        self.begun.lock().unwrap().len()
    }

    /// The message if other tasks could not run during a read.
    fn holds(&self) -> String {
        let first = self.begun.lock().unwrap().first().cloned();
        let how = match first {
            Some(read) if read.thread != self.own => {
                "the read ran on another thread, but the runtime's thread was not free until it ended"
            }
            Some(read) if read.in_a_task => {
                "the read ran in a task, but a task is not a thread: it ran on the runtime's thread"
            }
            _ => "the read ran on the runtime's thread, which the other tasks need",
        };
        format!("{how}. Meanwhile, another task could not run")
    }

    /// Fails if none of `files` reads has begun.
    async fn has_read(&self, files: usize, results: &[Result<usize, ReadFailed>]) {
        if self.begun() == 0 && files > 0 {
            self.has_ended(files, results).await;
        }
    }

    /// Fails if one of `files` reads ends only now, after the scan.
    async fn has_waited(&self, files: usize, results: &[Result<usize, ReadFailed>]) {
        let ended = self.ended.load(Ordering::SeqCst);
        if ended >= files {
            return;
        }
        let end = Instant::now() + Duration::from_millis(250);
        while self.ended.load(Ordering::SeqCst) == ended && Instant::now() < end {
            ::tokio::task::yield_now().await;
        }
        assert!(
            self.ended.load(Ordering::SeqCst) == ended,
            "the scan did not wait for its reads: it returned when {ended} of {files} had ended, and the \
             next one ended after that\nit returned {results:?}\n\n\
             A call that starts work on another thread returns at once. Await the end of that work; with \
             `spawn_blocking`, await the handle."
        );
    }

    /// Fails if fewer than `files` reads have ended.
    async fn has_ended(&self, files: usize, results: &[Result<usize, ReadFailed>]) {
        self.has_waited(files, results).await;
        let (begun, ended) = (self.begun(), self.ended.load(Ordering::SeqCst));
        if ended >= files {
            return;
        }
        let never = files - begun.min(files);
        assert!(
            never == 0,
            "the scan returned, and {never} of {files} files were never read: it returned {results:?}\n\n\
             The result of a file must come from its read."
        );
        panic!(
            "the scan returned when {ended} of {files} reads had ended: it returned {results:?}\n\n\
             The result of a file must come from its read."
        );
    }

    async fn each_once(&self, files: &[&str], results: &[Result<usize, ReadFailed>]) {
        self.has_ended(files.len(), results).await;
        let begun = self.begun.lock().unwrap().clone();
        for file in files {
            let listed = files.iter().filter(|other| *other == file).count();
            let read = begun.iter().filter(|read| read.file == *file).count();
            assert!(
                read == listed,
                "{file:?} is listed {}, and was read {}",
                times(listed),
                times(read)
            );
        }
    }
}

/// Another task on the thread of the scan. It beats each time it is polled.
#[derive(Clone)]
struct Heart(Arc<(Mutex<Beats>, Condvar)>);

#[derive(Default)]
struct Beats {
    count: usize,
    /// A read gave up waiting for beats.
    stopped: bool,
}

impl Heart {
    fn start() -> Self {
        let heart = Self(Arc::default());
        let weak = Arc::downgrade(&heart.0);
        ::tokio::spawn(async move {
            while let Some(heart) = weak.upgrade() {
                heart.0.lock().unwrap().count += 1;
                heart.1.notify_all();
                drop(heart);
                ::tokio::task::yield_now().await;
            }
        });
        heart
    }

    /// Blocks until `beats` more have come, or gives up; returns how many have come.
    fn hear(&self, beats: usize) -> usize {
        let (state, beat) = &*self.0;
        let state = state.lock().unwrap();
        let begun = state.count;
        // Once one read has given up, the later ones need not wait.
        let most = if state.stopped { 0 } else { LOOKS };
        let few = |state: &mut Beats| state.count < begun + beats;
        let (mut state, _) = looks(beat, state, most, few);
        state.stopped |= state.count < begun + beats;
        state.count - begun
    }
}

/// How often a read looks for what it waits for before it gives up.
const LOOKS: usize = 200;

/// Waits while `not_yet`; returns whether that ended. It gives up after a number of looks, not after a
/// time: on a busy machine this thread runs as late as those that it waits for.
fn looks<'a, T>(
    changed: &Condvar,
    mut state: MutexGuard<'a, T>,
    looks: usize,
    not_yet: impl Fn(&mut T) -> bool,
) -> (MutexGuard<'a, T>, bool) {
    for _ in 0..looks {
        let look = Duration::from_millis(10);
        let waited = changed.wait_timeout_while(state, look, &not_yet).unwrap();
        state = waited.0;
        if !waited.1.timed_out() {
            return (state, true);
        }
    }
    (state, false)
}

fn names(files: &[&str]) -> Vec<String> {
    files.iter().map(ToString::to_string).collect()
}

fn times(n: usize) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}
