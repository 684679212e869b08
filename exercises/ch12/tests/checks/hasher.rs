//! Checks of hasher.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use ch12::hasher::hash_all;
use kit::{check, varied};
use tokio::runtime::Handle;

use crate::disk::{Disk, Shared, Step, names, on_threads, turns};

type Sums = Vec<(String, io::Result<u64>)>;

/// A blocking call that runs on the runtime's thread stops all tasks there until it returns. `spawn_blocking` is
/// tokio's way to a thread that may block.
#[check]
async fn open_and_read_run_in_blocking_jobs() {
    let paths = names(6);
    let disk = Arc::new(Disk::of(6));
    let sums = hash(&disk, &paths, 2, 2).await;
    right("6 files, batch = 2, most = 2", &disk, &paths, &sums);
    let own = thread::current().id();
    let calls = disk.calls();
    if let Some((call, ..)) = calls.iter().find(|(_, thread, _)| *thread == own) {
        panic!("{call} ran on the runtime's thread, and wanted was a blocking thread");
    }
    if let Some((call, ..)) = calls.iter().find(|(.., of_tokio)| !of_tokio) {
        panic!(
            "{call} ran on a thread that is none of the runtime's blocking threads\n\n\
             The number of blocking threads has a limit, and the runtime waits for them when it ends. It knows \
             nothing of threads that code starts by itself."
        );
    }
    // If the runtime's thread waits for a job, it cannot run the task that releases the files.
    let disk = Arc::new(Disk::of(6));
    let _released = disk.hold(owned(&["a", "d"]));
    let tasks = async {
        for path in ["a", "d"] {
            disk.until(|opened, _| opened.iter().any(|name| name == path))
                .await;
            turns().await;
            disk.release(path);
        }
    };
    let (sums, ()) = tokio::join!(hash(&disk, &paths, 2, 2), tasks);
    right("6 files, and two of them slow", &disk, &paths, &sums);
}

/// Jobs end in any order. A result belongs to the place that its path has in the list.
#[check]
fn each_path_has_its_digest_in_the_order_of_the_list() {
    let (long, short) = (
        varied(9_000, 8_193..=20_000) as usize,
        varied(300, 2..=4_095) as usize,
    );
    let disk = || {
        Disk::new([
            (
                "zz",
                vec![Step::Bytes(long), Step::Bytes(1), Step::Bytes(short)],
            ),
            ("empty", vec![]),
            ("b", vec![Step::Bytes(1); 300]),
            ("a", vec![Step::Bytes(5)]),
            (" a ", vec![Step::Bytes(4_096)]),
            ("", vec![Step::Bytes(9)]),
        ])
    };
    let all = [
        "zz", "empty", "b", "a", "a", " a ", "b", "", "zz", "a", "empty",
    ];
    for count in [0, 1, 2, 5, all.len()] {
        for batch in [1, 2, 3, 11, 100, usize::MAX] {
            for most in [1, 2, 5, 1_000] {
                let (disk, paths) = (Arc::new(disk()), &all[..count]);
                let sums = on_threads(4, hash(&disk, paths, batch, most));
                let scene = format!("{count} paths, batch = {batch}, most = {most}");
                right(&scene, &disk, paths, &sums);
            }
        }
    }
}

/// A job is a call of `spawn_blocking`. Handing it over, and waking the task at its end, cost the same for one small
/// file as for a batch.
#[check]
fn a_job_reads_one_batch() {
    for (count, batch, wanted) in [
        (7, 3, vec![3, 6, 7]),
        (6, 2, vec![2, 4, 6]),
        (3, 1, vec![1, 2, 3]),
        (5, 5, vec![5]),
        (4, 9, vec![4]),
    ] {
        // One blocking thread: the jobs run in the order in which they were handed over.
        let disk = Arc::new(Disk::of(count).fenced());
        let sums = on_threads(1, async {
            let sums = hash(&disk, &names(count), batch, 1).await;
            disk.until_fences_have_run().await;
            sums
        });
        let scene = format!("{count} files, batch = {batch}, most = 1");
        right(&scene, &disk, &names(count), &sums);
        let fences = disk.fences();
        assert!(
            fences == wanted,
            "{scene}: another job, handed over when a job begins, had to wait for {fences:?} files; wanted was \
             {wanted:?}{}",
            match fences.len() < wanted.len() {
                true =>
                    "\n\nEither a job reads more than its batch, or further jobs are handed over before it has \
                         ended.",
                false => "",
            }
        );
        let open = disk.most_open();
        assert!(
            open == 1,
            "{scene}: {open} files were open at once\n\nThe number of files that a process may have open is \
             limited. A reader is dropped before the next file is opened."
        );
    }
}

// Each way to fail has its own idea.
#[check]
fn as_many_jobs_as_allowed_are_handed_over() {
    for (count, batch, most) in [
        (9, 1, 3),
        (12, 2, 2),
        (5, 1, 1),
        (4, 1, 4),
        (7, 3, 2),
        (3, 1, 8),
    ] {
        let scene = format!("{count} files, batch = {batch}, most = {most}");
        let (disk, paths) = (Arc::new(Disk::of(count)), names(count));
        let firsts: Vec<_> = names(count).into_iter().step_by(batch).collect();
        let jobs = firsts.len();
        let full = most.min(jobs);
        let _released = disk.hold(owned(&firsts));
        let watch = async {
            let begun = |opened: &[String]| {
                let is_first = |path: &&String| firsts.contains(&path.as_str());
                opened.iter().filter(is_first).count()
            };
            for ended in 0..=jobs - full {
                turns().await;
                let (wanted, fences) = (ended + full, disk.fences().len());
                // A job of the check's own: it runs when a blocking thread is free for it.
                disk.fence(&Handle::current());
                disk.until(|opened, ran| begun(opened) >= wanted || ran > fences)
                    .await;
                let now = begun(&disk.opened());
                assert!(
                    now >= wanted || ended > 0,
                    "{scene}: wanted were {full} jobs at first, and {now} had been handed over\n\n\
                     A job runs beside others only if it is handed over before the others are awaited."
                );
                assert!(
                    now >= wanted,
                    "{scene}: a job ended while the one of {:?} was running, and the next batch was not handed \
                     over\n\nEach job that ends makes a place free, whatever the others do.",
                    firsts[0]
                );
                if ended == 0 {
                    // However long the jobs take.
                    tokio::time::advance(Duration::from_secs(36_000)).await;
                }
                // The first job goes on until all others have ended.
                disk.release(firsts[if full == 1 { ended } else { ended + 1 }]);
                disk.until(|opened, ran| begun(opened) > wanted || ran > fences)
                    .await;
                assert!(
                    disk.fences().len() > fences,
                    "{scene}: more than {full} jobs had been handed over\n\n\
                     A job that waits inside the pool for its turn takes a thread from other jobs, or their place \
                     in the queue."
                );
            }
            firsts.iter().for_each(|path| disk.release(path));
        };
        let (sums, ()) = on_threads(full, async {
            tokio::join!(hash(&disk, &paths, batch, most), watch)
        });
        right(&scene, &disk, &paths, &sums);
    }
}

/// A job that ends at an error or a panic of one file does not read those after it in its batch, although nothing is
/// wrong with them.
#[check]
fn an_error_or_a_panic_is_the_result_of_its_file_alone() {
    let kinds = [
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::WouldBlock,
    ];
    let bad = kinds.into_iter().flat_map(|kind| {
        [
            vec![Step::OpenFails(kind)],
            vec![Step::Fails(kind)],
            vec![Step::Bytes(70_000), Step::Bytes(3), Step::Fails(kind)],
        ]
    });
    let panics = [
        vec![Step::OpenPanics],
        vec![Step::Panics],
        vec![Step::Bytes(3), Step::Panics],
    ];
    for steps in bad.chain(panics) {
        for name in ["x", "xx"] {
            for place in 0..4 {
                let good = |path| (path, vec![Step::Bytes(3)]);
                let disk = Disk::new(
                    names(4)
                        .into_iter()
                        .map(good)
                        .chain([(name, steps.clone())]),
                );
                let disk = Arc::new(disk);
                let mut paths = names(4);
                paths[place] = name;
                for (batch, most) in [(4, 1), (2, 2), (1, 1)] {
                    let sums = on_threads(2, hash(&disk, &paths, batch, most));
                    let kind = match steps[steps.len() - 1] {
                        Step::OpenFails(kind) | Step::Fails(kind) => Some(kind),
                        _ => None,
                    };
                    let what = match (&steps[..], kind) {
                        ([Step::OpenFails(_)], Some(kind)) => {
                            format!("`open` of {name:?} fails with {kind:?}")
                        }
                        (_, Some(kind)) => format!("a `read` of {name:?} fails with {kind:?}"),
                        ([Step::OpenPanics], None) => format!("`open` of {name:?} panics"),
                        (_, None) => format!("a `read` of {name:?} panics"),
                    };
                    let scene = format!("file {} of 4: {what}, batch = {batch}", place + 1);
                    let has_none = |at: &usize| sums.iter().all(|(path, _)| *path != paths[*at]);
                    let without: Vec<_> = (0..4).filter(has_none).map(|at| at + 1).collect();
                    let after = match without.first() {
                        Some(first) if *first == place + 2 => ", which come after it in its job",
                        _ => "",
                    };
                    assert!(
                        sums.len() == 4,
                        "{scene}: of the 4 files, those with the numbers {without:?} have no result{after}"
                    );
                    let Err(error) = &sums[place].1 else {
                        panic!(
                            "{scene}: its result is {:?}\n\nA file that was not read to its end has no digest.",
                            sums[place].1
                        );
                    };
                    assert!(
                        kind.is_none_or(|kind| error.kind() == kind && error.to_string() == name),
                        "{scene}: its result is another error, {error:?}\n\nThe kind and the message tell the caller what \
                         to do about it."
                    );
                    let others = |at: &usize| *at != place;
                    for at in (0..4).filter(others) {
                        is_right(&scene, &disk, paths[at], &sums[at]);
                    }
                }
            }
        }
    }
}

/// `Interrupted` says that a signal came while the call waited. Nothing has been read, and nothing is wrong with the
/// file.
#[check]
fn an_interrupted_read_is_repeated() {
    let interrupted = Step::Fails(ErrorKind::Interrupted);
    let many = std::iter::repeat_n(interrupted, 1_000);
    for (steps, what) in [
        (vec![interrupted, Step::Bytes(3)], "its first `read`"),
        (
            vec![Step::Bytes(3), interrupted, Step::Bytes(4)],
            "its second `read`",
        ),
        (vec![Step::Bytes(3), interrupted], "its last `read`"),
        (
            many.chain([Step::Bytes(3)]).collect(),
            "each of 1,000 reads",
        ),
    ] {
        let disk = Arc::new(Disk::new([("a", steps), ("b", vec![Step::Bytes(1)])]));
        let sums = on_threads(1, hash(&disk, &["a", "b"], 2, 1));
        let scene = format!("{what} of \"a\" is interrupted");
        right(&scene, &disk, &["a", "b"], &sums);
    }
}

/// A file may be larger than the memory. A digest needs no more of it than the bytes that it adds now.
#[check]
fn a_large_file_is_read_in_pieces() {
    const LARGEST: usize = 64 * 1024;
    let disk = Arc::new(Disk::new([("large", vec![Step::Bytes(1 << 20)])]));
    let sums = on_threads(1, hash(&disk, &["large"], 1, 1));
    right("a file of 1 MiB", &disk, &["large"], &sums);
    let largest = disk.largest_buffer();
    assert!(
        largest <= LARGEST,
        "a file of 1 MiB: `read` was given a buffer of {largest} bytes, and {LARGEST} were allowed"
    );
}

/// A job that runs cannot be aborted. It can look before each file whether the result is still wanted.
#[check]
fn after_a_drop_no_further_file_is_opened() {
    for (count, batch, most, threads) in [
        (6, 3, 1, 1),
        (6, 6, 1, 1),
        (6, 1, 1, 1),
        (6, 1, 6, 1),
        (8, 4, 2, 2),
        (6, 2, 3, 2),
        (6, 1, 3, 3),
    ] {
        // With one thread, each file in turn. With two, the same place in the batch of each job.
        for at in 0..if threads == 1 { count } else { batch } {
            let scene = format!("{count} files, batch = {batch}, most = {most}");
            let disk = Arc::new(Disk::of(count));
            let paths = names(count);
            let held = |place: &usize| match threads {
                1 => *place >= at,
                _ => place % batch >= at,
            };
            let held: Vec<_> = (0..count).filter(held).map(|place| paths[place]).collect();
            let _released = disk.hold(owned(&held));
            let waits = |opened: &[String]| {
                let is_held = |path: &&String| held.contains(&path.as_str());
                opened.iter().filter(is_held).count() == threads
            };
            let (before, after) = on_threads(threads, async {
                let hashing = Box::pin(hash(&disk, &paths, batch, most));
                tokio::select! {
                    biased;
                    sums = hashing => panic!("{scene}: {} results before all files were read", sums.len()),
                    // Dropped while each thread opens a file.
                    () = disk.until(|opened, _| waits(opened)) => {}
                }
                turns().await;
                let before = disk.opened();
                paths.iter().for_each(|path| disk.release(path));
                for _ in 0..3 * threads {
                    let ran = disk.fences().len();
                    disk.fence(&Handle::current());
                    disk.until(|_, now| now > ran).await;
                    turns().await;
                }
                (before, disk.opened())
            });
            let further: Vec<_> = after[before.len()..].iter().collect();
            assert!(
                further.is_empty(),
                "{scene}: the future was dropped while {:?} was being opened, and then {further:?} were opened",
                before[before.len() - 1]
            );
        }
    }
}

async fn hash(disk: &Arc<Disk>, paths: &[&str], batch: usize, most: usize) -> Sums {
    hash_all(
        Arc::new(Shared(Arc::clone(disk))),
        owned(paths),
        batch,
        most,
    )
    .await
}

fn owned(paths: &[&str]) -> Vec<String> {
    paths.iter().map(ToString::to_string).collect()
}

/// Each path is opened once for each place in the list, and has its digest.
#[track_caller]
fn right(scene: &str, disk: &Disk, paths: &[&str], sums: &Sums) {
    let got: Vec<_> = sums.iter().map(|(path, _)| path.as_str()).collect();
    assert!(got == paths, "{}", other_results(scene, paths, &got));
    for (path, sum) in paths.iter().zip(sums) {
        is_right(scene, disk, path, sum);
    }
    let opened = disk.opened().len();
    assert!(
        opened == paths.len(),
        "{scene}: {} paths, and {opened} calls of `open`",
        paths.len()
    );
}

/// What is wrong with results of these paths.
fn other_results(scene: &str, paths: &[&str], got: &[&str]) -> String {
    let times = |list: &[&str], path: &str| list.iter().filter(|other| **other == path).count();
    let results = format!("the results are of {got:?}, and the list was {paths:?}");
    let twice = paths.iter().find(|path| times(paths, path) > 1);
    match twice {
        Some(twice) if paths.iter().all(|path| times(got, path) == 1) => format!(
            "the path {twice:?} is in the list {} times, and there is one result for it, as for each other path\n\
             ({scene}: {results})\n\n\
             A list may have the same path more than once. Each place in the list has a result, not each path.",
            times(paths, twice)
        ),
        _ if got.len() == paths.len()
            && paths
                .iter()
                .all(|path| times(got, path) == times(paths, path)) =>
        {
            format!(
                "each path has its result, but in another order: {results}\n({scene})\n\n\
                 Jobs end in any order. A result belongs to the place that its path has in the list."
            )
        }
        _ => format!("{scene}: {results}"),
    }
}

#[track_caller]
fn is_right(scene: &str, disk: &Disk, path: &str, (named, sum): &(String, io::Result<u64>)) {
    let wanted = disk.digest(path);
    assert!(
        named == path && matches!(sum, Ok(sum) if *sum == wanted),
        "{scene}: the entry of {path:?} is {named:?} with {sum:?}, and the digest is {wanted}{}",
        match sum {
            Ok(_) if named == path => {
                "\n\nThe digest is that of all bytes which `read` gave, in their order. The end is `Ok(0)`, and no \
                 other number."
            }
            _ => "",
        }
    );
}
