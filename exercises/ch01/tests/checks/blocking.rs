//! Checks of blocking.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use ch01::blocking::{Read, ReadFailed, scan};
use kit::check;

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
    scanning.await;
    assert!(
        early == 0,
        "a file was read before the scan was awaited: the call itself has started work"
    );
    log.each_once(&["a", "b"]);
}

/// A runtime gets its thread back at an await that has to wait, and runs the other tasks then. A call
/// that blocks gives nothing back: it belongs on another thread, and the scan awaits its end.
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
    scan(names(&["a", "b", "c"]), read).await;
    let heard = heard.lock().unwrap().clone();
    assert!(!heard.is_empty(), "no file was read");
    for (file, beats) in &heard {
        assert!(
            *beats >= BEATS,
            "while {file:?} was being read, the heart stood still: the read waited for {BEATS} \
             beats of a task beside the scan, and {beats} came. The read holds the thread that the \
             other tasks need"
        );
    }
}

/// Work that is handed to threads ends in any order, and the results must not: the caller knows them
/// by their place.
#[check(real_time)]
async fn each_file_is_read_once_and_the_results_keep_the_order_of_the_files() {
    let cases: [&[&str]; 4] = [
        &["ccc", "a", "bb", "a"],
        &["z", "yy", "xxx"],
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
        log.each_once(files);
        let wanted: Vec<_> = files.iter().map(|file| Ok(file.len())).collect();
        assert!(
            results.len() == files.len(),
            "{} files have {} results",
            files.len(),
            results.len()
        );
        assert!(
            results == wanted,
            "the results are {results:?}; in the order of the files, {files:?}, they are {wanted:?}"
        );
    }
}

/// To be off the runtime's thread is one thing, to run at the same time another. What may run once
/// at a time must be waited for before the next one starts.
#[check(real_time)]
async fn one_read_at_a_time() {
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
        if counts.1 == 1 {
            // Each stays a while, and does not mind where another one starts in it.
            let alone = |counts: &mut (usize, usize)| counts.1 == 1;
            let stay = Duration::from_millis(120);
            counts = changed.wait_timeout_while(counts, stay, alone).unwrap().0;
        }
        counts.0 -= 1;
    });
    scan(names(&["a", "b", "c"]), read).await;
    log.each_once(&["a", "b", "c"]);
    let (_, most) = *shared.0.lock().unwrap();
    assert!(
        most == 1,
        "{most} reads were under way at the same time; the disk bears one"
    );
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
    scan(names(&["a", "b"]), read).await;
    over.store(true, Ordering::SeqCst);
    let begun = clock.await.unwrap();
    assert!(
        !gate.0.lock().unwrap().waited_in_vain,
        "while \"a\" was being read, a task beside the scan could not run: the read holds the thread \
         that the other tasks need"
    );
    assert!(begun > 0, "the scan was over, and 0 reads had begun");
    assert!(
        begun == 1,
        "the read of \"a\" took more than a year, and the read of \"b\" began before it had ended: \
         the scan stopped waiting for it"
    );
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
        let read = log.reader(|file| assert!(file != "b", "a read of \"b\" always panics"));
        let results = scan(names(files), read).await;
        assert!(
            results.len() == files.len(),
            "the read of \"b\" panics, and {} files have {} results: {results:?}",
            files.len(),
            results.len()
        );
        for (file, result) in files.iter().zip(&results) {
            let wanted = match *file {
                "b" => Err(ReadFailed),
                other => Ok(other.len()),
            };
            assert!(
                *result == wanted,
                "of {files:?}, the read of \"b\" panics, and the result of {file:?} is {result:?} \
                 instead of {wanted:?}"
            );
        }
        log.each_once(files);
    }
}

/// Which reads have begun.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl Log {
    /// A library that reads a file by `work`, and finds as many bytes in it as its name has.
    fn reader(&self, work: impl Fn(&str) + Send + Sync + 'static) -> Read {
        let log = self.clone();
        Arc::new(move |file: &str| {
            log.0.lock().unwrap().push(file.to_owned());
            work(file);
            file.len()
        })
    }

    fn begun(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    fn each_once(&self, files: &[&str]) {
        let begun = self.0.lock().unwrap().clone();
        for file in files {
            let listed = files.iter().filter(|other| *other == file).count();
            let read = begun.iter().filter(|other| other == file).count();
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
