//! Checks of blocking.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use ch01::blocking::{Read, ReadFailed, scan};
use kit::check;

/// Work that is handed to threads ends in any order, and the results must not: the caller knows them
/// by their place.
#[check(real_time)]
async fn each_file_is_read_once_and_the_results_keep_the_order_of_the_files() {
    let cases: [&[&str]; 4] = [
        // Neither by name nor by size, nor backwards.
        &["yy", "z", "xxx"],
        &["ccc", "a", "bb", "a"],
        &["yy", "yy", " a ", "", ""],
        &[],
    ];
    let heart = Heart::start();
    for files in cases {
        let (log, heart) = (Log::default(), heart.clone());
        // A read ends after the scan has had to wait for it.
        let read = log.reader(move |_| {
            heart.hear(1);
        });
        let results = scan(names(files), read).await;
        log.each_once(files, &results).await;
        let wanted: Vec<_> = files.iter().map(|file| Ok(file.len())).collect();
        assert!(
            results.len() == files.len(),
            "{} files have {} results",
            files.len(),
            results.len()
        );
        in_order(files, &results, &wanted);
        let wrong = files.iter().zip(results.iter().zip(&wanted));
        for (file, (result, wanted)) in wrong {
            assert!(
                result == wanted,
                "{}the result of {file:?} is {result:?} instead of {wanted:?}\n\n\
                 What `read` returned is the result, whatever the number.",
                match file.is_empty() {
                    true => "right for files that hold something, wrong for an empty one: ",
                    false => "",
                }
            );
        }
    }
}

/// Calling an async function builds a future, and only polling it runs its code. A thread that the
/// call itself started would read for a caller that may never await the result.
#[check(real_time)]
async fn calling_scan_reads_nothing_yet() {
    let log = Log::default();
    let scanning = scan(names(&["a", "b"]), log.reader(|_| {}));
    // Whatever the call has started gets its turn now, on other threads too.
    let end = Instant::now() + Duration::from_millis(250);
    while log.begun() == 0 && Instant::now() < end {
        ::tokio::task::yield_now().await;
    }
    let early = log.begun();
    let results = scanning.await;
    assert!(
        early == 0,
        "a file was read before the scan was awaited: the call itself has started work"
    );
    log.each_once(&["a", "b"], &results).await;
}

// Its idea is told in another check too, which fails for the same cause.
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

/// To be off the runtime's thread is one thing, to run at the same time another. What may run once
/// at a time must be waited for before the next one starts.
#[check(real_time)]
async fn one_read_at_a_time() {
    let most = most_at_once().await;
    assert!(most == 1, "{}", at_once(most));
}

/// A read cannot be stopped from outside: giving up waiting for it leaves it running, and the
/// next one beside it.
#[check(real_time)]
async fn a_read_that_takes_hours_is_waited_for() {
    // A check whose clock is paused from the start is ended after a day of it.
    ::tokio::time::pause();
    #[derive(Default)]
    struct Gate {
        open: bool,
        waited_in_vain: bool,
    }
    let log = Log::default();
    let gate = Arc::new((Mutex::new(Gate::default()), Condvar::new()));
    let (theirs, seen, opens) = (Arc::clone(&gate), log.clone(), Arc::clone(&gate));
    let read = log.reader(move |_| {
        let (gate, changed) = &*theirs;
        let closed = |gate: &mut Gate| !gate.open && !gate.waited_in_vain;
        let gate = gate.lock().unwrap();
        let (mut gate, waited) = looks(changed, gate, LOOKS, closed);
        gate.waited_in_vain |= !waited;
    });
    let over = Arc::new(AtomicBool::new(false));
    let scanned = Arc::clone(&over);
    // The paused clock moves only here: as long as this task is never idle, it does not jump.
    let clock = ::tokio::spawn(async move {
        while seen.begun() == 0 && !scanned.load(Ordering::SeqCst) {
            ::tokio::task::yield_now().await;
        }
        for (turns, hours) in [(100, 1), (365, 24)] {
            for _ in 0..turns {
                ::tokio::time::advance(hours * Duration::from_secs(3_600)).await;
            }
        }
        // A read that begins now begins on a thread, which takes a moment.
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
        !gate.0.lock().unwrap().waited_in_vain,
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

/// A panic unwinds the thread on which it happens, and what it tears down on its way depends on how
/// the work was cut. A file that cannot be read is a result like another.
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
                // Carried on rather than raised: that prints nothing, and unwinds alike.
                resume_unwind(Box::new("a read of \"b\" always panics"));
            }
        });
        let results = scan(names(files), read).await;
        log.has_waited(files.len(), &results).await;
        log.has_read(files.len(), &results).await;
        assert!(
            results.len() == files.len(),
            "right if no read panics, wrong if that of \"b\" does: {} files have {} results: {results:?}",
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
            "the panic of one read, that of \"b\", cost the result of {} too\nfiles   {files:?}\nwanted  \
             {wanted:?}\ngot     {results:?}",
            lost.join(" and ")
        );
        for (file, (result, wanted)) in files.iter().zip(results.iter().zip(&wanted)) {
            assert!(
                result == wanted,
                "the read of {file:?} panicked, and its result is {result:?} instead of {wanted:?}, in \
                 {files:?}"
            );
        }
        log.each_once(files, &results).await;
    }
}

/// How many reads of a scan are under way at the same time.
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
            // Each stays a while, and does not mind if the others start in it.
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
                "all {AT_MOST} reads of a scan were under way at the same time: none waited for another"
            )
        }
        _ => format!(
            "{most} of {AT_MOST} reads were under way at the same time: one began before the one before it \
             had ended"
        ),
    };
    format!(
        "{cause}\n\n\
         To be off the runtime's thread is one thing, to run at the same time another. What may run \
         once at a time must be waited for before the next one starts."
    )
}

const HANDS_BACK: &str = "\n\nA runtime gets its thread back at an await that has to wait, and runs the \
    other tasks then. A call that blocks gives nothing back: it belongs on another thread, and the scan \
    awaits its end.";

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
         The caller knows each result by its place in the list of files, and by nothing else.",
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
}

#[derive(Clone)]
struct Begun {
    file: String,
    thread: ThreadId,
    in_a_task: bool,
}

/// Counts a read that has ended, by a panic or not.
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
        }
    }
}

impl Log {
    /// A library that reads a file by `work`, and finds as many bytes in it as its name has.
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
            file.len()
        })
    }

    fn begun(&self) -> usize {
        self.begun.lock().unwrap().len()
    }

    /// What to say if other tasks stood still during a read.
    fn holds(&self) -> String {
        let first = self.begun.lock().unwrap().first().cloned();
        let how = match first {
            Some(read) if read.thread != self.own => {
                "the read ran on another thread, and yet the runtime's thread was not free until it ended"
            }
            Some(read) if read.in_a_task => {
                "the read ran on the runtime's thread: in a task of its own, but a task is not a thread"
            }
            _ => "the read ran on the runtime's thread, which the other tasks need",
        };
        format!("{how}. Meanwhile, a task beside the scan stood still")
    }

    /// Fails if none of `files` files has been read, nor begun to be.
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
            "the scan did not wait for its reads: it was over when {ended} of {files} had ended, and \
             the next one ended later, without it\nthe scan returned {results:?}\n\n\
             `spawn_blocking` hands a call to another thread and returns at once. The read has ended when \
             the handle has been awaited."
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
            "the scan was over, and {never} of {files} files were never read: it returned {results:?}\n\n\
             What a result says of a file must come from its read."
        );
        panic!(
            "the scan was over when {ended} of {files} reads had ended: it returned {results:?}\n\n\
             What a result says of a file must come from its read."
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
                "{file:?} is {} in the list, and was read {}",
                times(listed),
                times(read)
            );
        }
    }
}

/// A task beside the scan, on the same thread, that beats whenever it gets its turn.
#[derive(Clone)]
struct Heart(Arc<(Mutex<Beats>, Condvar)>);

#[derive(Default)]
struct Beats {
    count: usize,
    /// A read has listened in vain.
    stood_still: bool,
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

    /// Blocks until so many more beats have come; says how many came before it gave up waiting.
    fn hear(&self, beats: usize) -> usize {
        let (state, beat) = &*self.0;
        let state = state.lock().unwrap();
        let begun = state.count;
        // One that comes after another that waited in vain need not wait.
        let most = if state.stood_still { 0 } else { LOOKS };
        let few = |state: &mut Beats| state.count < begun + beats;
        let (mut state, _) = looks(beat, state, most, few);
        state.stood_still |= state.count < begun + beats;
        state.count - begun
    }
}

/// How often a read looks before it gives up, if what it waits for does not come.
const LOOKS: usize = 200;

/// Waits while `not_yet`; says whether that came to an end. It gives up after so many looks, and not
/// after so much time: on a busy machine this thread gets its turn as late as those it waits for.
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
