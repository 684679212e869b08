//! Checks of progress.

#![allow(clippy::drop_non_drop, reason = "the handle of the stub has no `Drop`")]

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::task::Poll;
use std::time::Duration;

use ch15::progress::{Board, Handle, Outcome, Totals, Watcher};
use kit::{ByHand, check, counted, varied};
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

/// A server that does not know the range sends all bytes again. Those of the attempt before are not part of the file
/// any more, but they were fetched.
#[check]
async fn another_attempt_replaces_the_bytes_of_the_one_before() {
    let board = Board::new();
    let (one, other) = (
        board.begin("one", 0, Some(100)),
        board.begin("other", 30, Some(50)),
    );
    sums(
        &board,
        "files began with 0 and with 30 bytes",
        (30, Some(150), 0),
    );
    one.add(60);
    other.add(5);
    let scene = "files began with 0 and with 30 bytes, then `add(60)` and `add(5)`";
    sums(&board, scene, (95, Some(150), 65));
    one.restart(0, Some(100));
    let scene = "a file began with 0 bytes, then `add(60)` and `restart(0, …)`; another with 30, then `add(5)`";
    sums(&board, scene, (35, Some(150), 65));
    one.add(70);
    one.restart(70, Some(100));
    let scene = "…, then `add(70)` and `restart(70, …)`, which resumes the first file";
    sums(&board, scene, (105, Some(150), 135));
    one.restart(10, Some(400));
    one.add(1);
    let scene = "…, then `restart(10, Some(400))` and `add(1)`; the other file has 35 of 50 bytes";
    sums(&board, scene, (46, Some(450), 136));
    one.end(Outcome::Done);
    other.end(Outcome::Failed("404".to_owned()));
    let scene = "a file with 11 of 400 bytes and one with 35 of 50 have ended";
    sums(&board, scene, (46, Some(450), 136));
    // More than 32 bits, and a second board beside it.
    let (second, tera) = (Board::new(), 1 << 40);
    let file = second.begin("one", tera, Some(3 * tera));
    file.add(tera);
    sums(
        &second,
        "a file has 2 of 3 TiB, 1 of them fetched",
        (2 * tera, Some(3 * tera), tera),
    );
    sums(
        &board,
        "only another board was changed",
        (46, Some(450), 136),
    );
    // On any thread.
    fn any_thread<T: Send + Sync>(_: &T) {}
    any_thread(&second.watch());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (second, file) = (second.clone(), &file);
            scope.spawn(move || (0..5_000).for_each(|_| file.add(1)));
            scope.spawn(move || second.begin("more", 0, Some(1)).add(1));
        }
    });
    let scene =
        "a file had 2 of 3 TiB, then 4 threads added 20000 bytes, and 4 files of 1 byte began";
    let more = 20_004;
    sums(
        &second,
        scene,
        (2 * tera + more, Some(3 * tera + 4), tera + more),
    );
}

/// A sum that leaves out the file of unknown size shows 100 % while that file is still on its way.
#[check]
async fn the_total_is_not_known_while_that_of_any_file_is_not() {
    let board = Board::new();
    sums(&board, "no file has begun", (0, Some(0), 0));
    let known = board.begin("known", 0, Some(10));
    let unknown = board.begin("unknown", 0, None);
    unknown.add(3);
    sums(&board, "totals are 10 and not known", (3, None, 3));
    known.add(10);
    known.end(Outcome::Done);
    sums(
        &board,
        "totals are 10 and not known, and the first file has ended",
        (13, None, 13),
    );
    unknown.restart(0, Some(7));
    sums(
        &board,
        "totals are 10 and, since the file began again, 7",
        (10, Some(17), 13),
    );
    unknown.restart(0, None);
    unknown.add(4);
    unknown.end(Outcome::Interrupted);
    sums(
        &board,
        "totals are 10 and not known, and both files have ended",
        (14, None, 17),
    );
}

// Each message has its own idea.
#[check]
async fn a_handle_dropped_without_end_is_interrupted() {
    let board = Board::new();
    let done = board.begin("done", 0, None);
    let failed = board.begin("failed", 0, None);
    let stopped = board.begin("stopped", 0, None);
    counts(&board, "3 files have begun", [3, 0, 0, 0]);
    done.end(Outcome::Done);
    counts(&board, "of 3 files, one has ended with Done", [2, 1, 0, 0]);
    failed.end(Outcome::Failed("gone".to_owned()));
    stopped.end(Outcome::Interrupted);
    counts(
        &board,
        "3 files have ended, each in another way",
        [0, 1, 1, 1],
    );
    drop(board.begin("dropped", 0, None));
    counts(
        &board,
        "a fourth file's handle was dropped without `end`",
        [0, 1, 1, 2],
    );
    let file = board.begin("aborted", 0, None);
    let task = tokio::spawn(async move {
        file.add(1);
        sleep(Duration::from_secs(3_600)).await;
        file.end(Outcome::Done);
    });
    sleep(Duration::from_millis(10)).await;
    counts(&board, "a fifth file's task is running", [1, 1, 1, 2]);
    task.abort();
    let _ = task.await;
    counts(&board, "a fifth file's task was aborted", [0, 1, 1, 3]);
    let file = board.begin("panics", 0, None);
    let panics = std::panic::catch_unwind(AssertUnwindSafe(|| {
        file.add(1);
        let panic: Box<dyn std::any::Any + Send> = Box::new("the disk is full");
        let _file = file;
        resume_unwind(panic);
    }));
    assert!(panics.is_err(), "the check's own code panics");
    counts(&board, "a sixth file's code panicked", [0, 1, 1, 4]);
}

// Each message has its own idea.
#[check]
async fn any_number_of_changes_is_one_return() {
    for number in [2, 1, 15, 16, 17, varied(1_000, 18..=9_999), 100_000] {
        let board = Board::new();
        let file = board.begin("file", 0, Some(10));
        let mut watcher = board.watch();
        for round in 1..=3 {
            // From the second round on, a `changed` that waited has been dropped.
            let scene = match round {
                1 => format!("after `watch`, {number} × `add(1)`"),
                _ => format!("`changed` waited and was dropped, then {number} × `add(1)`"),
            };
            (0..number).for_each(|_| file.add(1));
            let totals = match round {
                1 => after_add(&mut watcher, &scene),
                _ => at_once(&mut watcher, &scene),
            };
            let bytes = round * number;
            assert!(
                totals.bytes == bytes,
                "{scene}: the file has {bytes} bytes, and `changed` returned totals with {} bytes",
                totals.bytes
            );
            assert!(
                totals == board.snapshot(),
                "{scene}: the file has {bytes} bytes, and `changed` returned {totals:?}"
            );
            if settled(&mut watcher).is_some() {
                panic!("{}", returns_again(&scene));
            }
        }
        file.add(5);
        file.end(Outcome::Done);
        drop(board);
        let totals = at_once(&mut watcher, "`add`, `end`, and the board was dropped");
        assert!(
            (totals.done, totals.bytes) == (1, 3 * number + 5),
            "`add`, `end`, and the board was dropped: the only file is done and has {} bytes, and `changed` returned \
             {totals:?}",
            3 * number + 5
        );
        waits(
            &mut watcher,
            "the board and all handles were dropped, `changed` returned the last change, and then once more, without a \
             change; as long as they lived, it waited then\n\n\
             A channel without senders is closed. That ends the wait for a change, but it is none.",
        );
    }
}

/// A waiting display is woken, whatever the change is. And a change that comes before the display waits is not lost.
#[check]
async fn each_kind_of_change_is_seen() {
    type Change = fn(&Board, Handle) -> Vec<Handle>;
    let changes: [(&str, Change); 6] = [
        ("`add`", |_, file| {
            file.add(1);
            vec![file]
        }),
        ("`begin` of another file", |board, file| {
            vec![board.begin("another", 0, None), file]
        }),
        ("`restart`", |_, file| {
            file.restart(0, None);
            vec![file]
        }),
        ("`end`", |_, file| {
            file.end(Outcome::Done);
            vec![]
        }),
        ("`end` with Interrupted", |_, file| {
            file.end(Outcome::Interrupted);
            vec![]
        }),
        ("a drop without `end`", |_, file| {
            drop(file);
            vec![]
        }),
    ];
    let mut right = Vec::new();
    for (kind, change) in changes {
        let board = Board::new();
        let file = board.begin("file", 0, None);
        let mut watcher = board.watch();
        waits(
            &mut watcher,
            "`watch` was called after `begin`, and nothing changed since: the first `changed` of the new display \
             returned at once\n\n\
             A new watcher has seen all changes until `watch`.",
        );
        let _file = change(&board, file);
        let scene = match &right[..] {
            [] => format!("after {kind}"),
            right => format!("right after {}, wrong after {kind}", right.join(", ")),
        };
        let totals = at_once(&mut watcher, &scene);
        right.push(kind);
        assert!(
            totals == board.snapshot(),
            "after {kind}, `changed` returned {totals:?}, and the snapshot is {:?}",
            board.snapshot()
        );
        waits(
            &mut watcher,
            &format!(
                "after one {kind}, `changed` returned twice, without a change between the two returns"
            ),
        );
        // While it waits.
        let file = board.begin("file", 0, None);
        let mut watcher = board.watch();
        let mut waiting = ByHand::new(watcher.changed());
        let before = waiting.poll();
        let wakes = waiting.wakes();
        let _file = change(&board, file);
        assert!(
            before.is_pending() && waiting.wakes() > wakes,
            "a display waits in `changed`, then {kind}: the display was not woken"
        );
        let after = waiting.poll();
        assert!(
            after == Poll::Ready(board.snapshot()),
            "a display waits in `changed`, then {kind}: it was woken, and `changed` returned {after:?}"
        );
    }
}

/// What a display has seen is its own. A notification without memory reaches only the displays that wait at that
/// moment, and a single permit reaches one of them.
#[check]
async fn each_watcher_sees_each_change_even_if_it_was_cancelled() {
    for number in [1, 2, 10] {
        let board = Board::new();
        let file = board.begin("file", 0, None);
        let mut watchers: Vec<Watcher> = (0..number).map(|_| board.watch()).collect();
        for bytes in 1..=3 {
            // All wait, are cancelled, and miss the moment.
            for watcher in &mut watchers {
                waits(
                    watcher,
                    "`changed` returned although nothing had changed since its last return, or `watch`",
                );
            }
            file.add(1);
            for (nth, watcher) in watchers.iter_mut().enumerate() {
                let scene = format!(
                    "of {number} displays each waited and gave up, then one `add`, then display {nth} calls `changed`"
                );
                let totals = at_once(watcher, &scene);
                assert!(totals.bytes == bytes, "{scene}: it returned {totals:?}");
            }
        }
        // Woken, and dropped before the next poll.
        for (nth, watcher) in watchers.iter_mut().enumerate() {
            settled(watcher);
            let mut waiting = ByHand::new(watcher.changed());
            assert!(
                waiting.poll().is_pending(),
                "of {number} displays, display {nth} (counted from 0) called `changed` twice, after {} of `add` \
                 that it had not seen: the second call returned too, without a change in between",
                counted(nth, "call")
            );
            file.add(1);
            drop(waiting);
            at_once(
                watcher,
                "a display waited, was woken by `add`, and gave up before it was polled",
            );
        }
        // All wait at the same time, in tasks.
        let tasks: Vec<_> = watchers
            .into_iter()
            .map(|mut watcher| {
                tokio::spawn(async move {
                    // One change may be unseen from above.
                    let mut totals = watcher.changed().await;
                    while totals.bytes < 1_000 {
                        totals = watcher.changed().await;
                    }
                })
            })
            .collect();
        sleep(Duration::from_millis(10)).await;
        file.add(1_000);
        for (nth, task) in tasks.into_iter().enumerate() {
            let ended = timeout(Duration::from_secs(3_600), task).await;
            assert!(
                ended.is_ok(),
                "{number} displays wait at the same time, then one `add`: {nth} of them returned, and display {nth} (counted \
                 from 0) still waits an hour later"
            );
        }
    }
}

// What a program reads must survive a name with a quotation mark.
#[check]
async fn the_summary_is_json_with_each_file_in_order() {
    let board = Board::new();
    let scene = "no file has begun";
    files(&board, scene, &[]);
    let names = ["z.iso", "a \"b\" \\ c", "ü\n\t\u{1}", "z.iso", "e"];
    let big = u64::MAX / 4;
    let (size, restarts) = (varied(10, 11..=9_999), varied(300, 256..=999) as u32);
    let a = board.begin(names[0], 0, Some(size));
    let b = board.begin(names[1], 4, None);
    let c = board.begin(names[2], big, Some(big + 1));
    let d = board.begin(names[3], 0, Some(1));
    let _e = board.begin(names[4], 0, None);
    a.add(size);
    b.add(1);
    (0..restarts).for_each(|_| d.restart(0, Some(2)));
    d.restart(1, None);
    d.end(Outcome::Failed("status \"404\"".to_owned()));
    a.end(Outcome::Done);
    drop(b);
    let file = |nth: usize, outcome, bytes: u64, total: Option<u64>, attempts: u32| {
        json!({
            "name": names[nth], "outcome": outcome, "bytes": bytes, "total": total, "attempts": attempts,
            "error": null,
        })
    };
    let mut wanted = [
        file(0, "done", size, Some(size), 1),
        file(1, "interrupted", 5, None, 1),
        file(2, "running", big, Some(big + 1), 1),
        file(3, "failed", 1, None, restarts + 2),
        file(4, "running", 0, None, 1),
    ];
    wanted[3]["error"] = json!("status \"404\"");
    files(&board, "5 files have begun, and 3 have ended", &wanted);
    drop(c);
    wanted[2]["outcome"] = json!("interrupted");
    files(&board, "5 files have begun, and 4 have ended", &wanted);
}

/// Why `changed` returned a second time after `scene`, without a change in between.
fn returns_again(scene: &str) -> String {
    // No display waits for more returns than these.
    const MANY: usize = 50;
    let returns = |number: usize| {
        let board = Board::new();
        let file = board.begin("file", 0, Some(10));
        let mut watcher = board.watch();
        (0..number).for_each(|_| file.add(1));
        (0..MANY)
            .take_while(|_| settled(&mut watcher).is_some())
            .count()
    };
    match (returns(2), returns(5)) {
        (2, 5) => "2 calls of `add` gave 2 returns of `changed`, and 5 calls gave 5: one return for each change, \
                   instead of one for all changes that came before it\n\n\
                   The display needs the newest state, not each state on the way to it. A return has seen all changes \
                   until then."
            .to_owned(),
        (MANY, MANY) => format!(
            "{scene}: `changed` returned, and then {} times more without a further change\n\n\
             Each return of `changed` marks all changes until then as seen.",
            MANY - 1
        ),
        (two, five) if two == five && two > 1 => format!(
            "whether `add` was called 2 or 5 times, `changed` then returned {two} times instead of once: the first \
             return has not marked all changes as seen"
        ),
        _ => format!(
            "{scene}: `changed` returned twice, without a change between the two returns"
        ),
    }
}

/// What `changed` returns at its first poll, or when it is woken at once.
#[track_caller]
fn at_once(watcher: &mut Watcher, scene: &str) -> Totals {
    match settled(watcher) {
        Some(totals) => totals,
        None => panic!("{scene}: `changed` waits, although it has not returned since that change"),
    }
}

/// The same after an `add`, and no call has waited before.
#[track_caller]
fn after_add(watcher: &mut Watcher, scene: &str) -> Totals {
    let totals = settled(watcher);
    assert!(
        totals.is_some() || !returns_if_it_waited(),
        "{scene}: `changed` waits, although it has not returned since that change; a call that waits when `add` comes \
         returns\n\n\
         What has changed while the display drew, and did not wait, has not been seen either."
    );
    totals.unwrap_or_else(|| at_once(watcher, scene))
}

/// Whether a call of `changed` that waits when a change comes returns.
fn returns_if_it_waited() -> bool {
    let board = Board::new();
    let file = board.begin("file", 0, None);
    let mut watcher = board.watch();
    let mut changed = ByHand::new(watcher.changed());
    let waited = changed.poll().is_pending();
    file.add(1);
    waited && changed.poll().is_ready()
}

#[track_caller]
fn waits(watcher: &mut Watcher, otherwise: &str) {
    assert!(settled(watcher).is_none(), "{otherwise}");
}

/// Polls as a task does; the future is dropped if it waits.
fn settled(watcher: &mut Watcher) -> Option<Totals> {
    let mut changed = ByHand::new(watcher.changed());
    for _ in 0..100 {
        let wakes = changed.wakes();
        match changed.poll() {
            Poll::Ready(totals) => return Some(totals),
            Poll::Pending if changed.wakes() == wakes => return None,
            Poll::Pending => {}
        }
    }
    panic!("there is no change, and each of 100 polls of `changed` woke its task at once");
}

#[track_caller]
fn sums(board: &Board, scene: &str, wanted: (u64, Option<u64>, u64)) {
    let got = board.snapshot();
    let (bytes, total, fetched) = wanted;
    assert!(
        got.bytes == bytes,
        "{scene}: `bytes` is {}, expected {bytes}",
        got.bytes
    );
    assert!(
        got.total == total,
        "{scene}: `total` is {:?}, expected {total:?}",
        got.total
    );
    assert!(
        got.fetched == fetched,
        "{scene}: `fetched` is {}, expected {fetched}\n\n\
         `fetched` is the sum of all calls of `add`, in all attempts. It begins at 0, and never falls.",
        got.fetched
    );
}

/// Running, done, failed, interrupted.
#[track_caller]
fn counts(board: &Board, scene: &str, wanted: [usize; 4]) {
    let got = board.snapshot();
    let got = [got.running, got.done, got.failed, got.interrupted];
    let words = |[running, done, failed, interrupted]: [usize; 4]| {
        format!("{running} running, {done} done, {failed} failed, {interrupted} interrupted")
    };
    let idea = match (got[0] > wanted[0], got[3] > wanted[3]) {
        (true, _) => {
            "\n\nA future that is dropped runs no line after its await, but its values are dropped. So the handle's \
             `Drop` is where an interrupted download reports."
        }
        (_, true) => {
            "\n\n`end` takes the handle, which is dropped at its end: `Drop` runs then, too."
        }
        _ => "",
    };
    assert!(
        got == wanted,
        "{scene}: the snapshot has {} instead of {}{idea}",
        words(got),
        words(wanted)
    );
}

/// Compares the keys that the requirement names, and the sums with the snapshot.
#[track_caller]
fn files(board: &Board, scene: &str, wanted: &[Value]) {
    let text = board.summary();
    let parsed = serde_json::from_str::<Value>(&text);
    let Ok(summary) = parsed else {
        panic!(
            "{scene}: the summary is not JSON ({}): {text}\n\nA name may have quotation marks, backslashes and line \
             breaks in it. A library for JSON knows the rules.",
            parsed.unwrap_err()
        );
    };
    let got = board.snapshot();
    for (key, number) in [
        ("running", got.running as u64),
        ("done", got.done as u64),
        ("failed", got.failed as u64),
        ("interrupted", got.interrupted as u64),
        ("bytes", got.bytes),
        ("fetched", got.fetched),
    ] {
        assert!(
            summary[key] == json!(number),
            "{scene}: the snapshot's `{key}` is {number}, and the summary's is {}",
            summary[key]
        );
    }
    let Some(files) = summary["files"].as_array() else {
        panic!("{scene}: the summary's `files` is not an array: {text}");
    };
    assert!(
        files.len() == wanted.len(),
        "{scene}: the summary has {} of {} files",
        files.len(),
        wanted.len()
    );
    for (nth, (file, wanted)) in files.iter().zip(wanted).enumerate() {
        for key in ["name", "outcome", "bytes", "total", "attempts", "error"] {
            let (has, value) = (file.get(key), &wanted[key]);
            assert!(
                has == Some(value),
                "{scene}: `{key}` of file {nth} is {value}, and the summary has {}",
                has.map_or("no such key".to_owned(), Value::to_string)
            );
        }
    }
}
