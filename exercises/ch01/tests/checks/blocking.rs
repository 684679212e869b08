//! Checks of blocking.

use std::panic::resume_unwind;
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
    scan(names(&["a", "b", "c"]), read).await;
    let heard = heard.lock().unwrap().clone();
    log.has_read(3);
    for (file, beats) in &heard {
        assert!(
            *beats >= BEATS,
            "{HOLDS}\nthe read of {file:?} waited for {BEATS} beats of that task, and {beats} came{HANDS_BACK}"
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
        in_order(files, &results, &wanted);
        let wrong = files.iter().zip(results.iter().zip(&wanted));
        for (file, (result, wanted)) in wrong {
            assert!(
                result == wanted,
                "{}the result of {file:?} is {result:?} instead of {wanted:?}",
                match file.is_empty() {
                    true => "right for files that hold something, wrong for an empty one: ",
                    false => "",
                }
            );
        }
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
    scan(names(&["a", "b"]), read).await;
    over.store(true, Ordering::SeqCst);
    let begun = clock.await.unwrap();
    assert!(
        !gate.0.lock().unwrap().waited_in_vain,
        "{HOLDS}{HANDS_BACK}"
    );
    log.has_read(2);
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
        log.has_read(files.len());
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
        for (file, (result, wanted)) in files.iter().zip(results.iter().zip(&wanted)) {
            assert!(
                result == wanted || *file == "b",
                "the panic of one read, that of \"b\", cost the result of {file:?} too: of {files:?}, the \
                 result of {file:?} is {result:?} instead of {wanted:?}"
            );
            assert!(
                result == wanted,
                "the read of \"b\" panicked, and its result is {result:?} instead of {wanted:?}, in \
                 {files:?}"
            );
        }
        log.each_once(files);
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
    shared.0.lock().unwrap().1
}

fn at_once(most: usize) -> String {
    format!(
        "{most} reads were under way at the same time: one began before the one before it had ended\n\n\
         To be off the runtime's thread is one thing, to run at the same time another. What may run \
         once at a time must be waited for before the next one starts."
    )
}

const HOLDS: &str = "the read holds the thread that the other tasks need: meanwhile, a task beside the \
    scan stood still";

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
    assert!(
        results == wanted || sorted(results) != sorted(wanted),
        "the results are right, but not in the order of the files\nfiles   {files:?}\nwanted  \
         {wanted:?}\ngot     {results:?}\n\n\
         Work that is handed to threads ends in any order, and the results must not: the caller knows \
         them by their place."
    );
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

    /// Fails if none of `files` files has been read, nor begun to be.
    fn has_read(&self, files: usize) {
        assert!(
            self.begun() > 0 || files == 0,
            "the scan was over, and no file had been read: 0 of {files}\n\n\
             What a result says of a file must come from its read, and the scan is over when the last \
             read has ended."
        );
    }

    fn each_once(&self, files: &[&str]) {
        self.has_read(files.len());
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
