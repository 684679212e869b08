//! Checks of transfer.

use ch15::http::Failure;
use kit::{check, varied};

use scene::{End, Scene, Step, bytes, chunks_of};

#[path = "transfer/scene.rs"]
mod scene;

/// A file can be larger than the memory. If a chunk is written before the next one is asked for, the size of the
/// file does not matter, and a slow disk slows the server down instead of filling the memory.
#[check]
async fn a_chunk_is_asked_for_when_the_sink_has_taken_the_last_one() {
    let (count, size) = (
        varied(20, 10..=40) as usize,
        varied(1_000, 500..=2_000) as usize,
    );
    for (chunks, length, write_ms) in [(3, 4, 0), (count, size, 5), (3_000, 100, 1), (1, 1, 0)] {
        let mut scene = Scene::new((0..chunks).map(|n| Step::Chunk(bytes(n, length))));
        scene.write_ms = write_ms;
        let end = scene.run().await;
        let scene =
            format!("{chunks} chunks of {length} bytes, and each write takes {write_ms} ms");
        let most = end.disk().most_untaken;
        assert!(
            most == 0,
            "{scene}: a chunk was asked for while {most} bytes (of {} chunks) were given and not yet taken by the sink",
            most.div_ceil(length)
        );
        end.returns(&scene, Ok((chunks * length) as u64));
        end.has_written(&scene, chunks * length);
    }
}

/// Only `None` is the end of a body. A client may give an empty chunk, for example for a frame without data.
#[check]
async fn an_empty_chunk_is_not_the_end() {
    for empty_at in 0..4 {
        let mut steps: Vec<_> = (0..3).map(|n| Step::Chunk(bytes(n, 10))).collect();
        steps.insert(empty_at, Step::Chunk(Vec::new()));
        for total in [None, Some(30)] {
            let mut scene = Scene::new(steps.clone());
            scene.total = total;
            let end = scene.run().await;
            let scene = format!(
                "chunk {empty_at} of 4 is empty, and the total is {}",
                shown(total)
            );
            end.returns(&scene, Ok(30));
            end.has_written(&scene, 30);
        }
    }
}

/// The size of the file is what was there before and what came now. A body that ends early has no other sign than
/// this sum.
#[check]
async fn a_body_that_ends_early_is_too_short() {
    let (resumed, part) = (varied(700, 101..=699), varied(290, 101..=299) as usize);
    for (from, arrive, total) in [
        (0, 20, Some(21)),
        (0, 0, Some(1)),
        (700, 20, Some(1_000)),
        (resumed, part, Some(1_000)),
        // As much as the remainder, twice: the sum decides.
        (700, 300, Some(1_300)),
        (6 << 30, 100, Some(9 << 30)),
        (0, 20, Some(20)),
        (0, 0, Some(0)),
        (700, 300, Some(1_000)),
        (1_000, 0, Some(1_000)),
        (0, 20, None),
        (700, 20, None),
    ] {
        let mut scene = Scene::new(chunks_of(arrive));
        (scene.from, scene.total) = (from, total);
        let end = scene.run().await;
        let scene = format!(
            "{from} bytes are there, {arrive} arrive, and the total is {}",
            total.map_or("unknown".to_owned(), |total| total.to_string())
        );
        let got = from + arrive as u64;
        end.returns(
            &scene,
            match total {
                Some(expected) if got < expected => Err(Failure::TooShort { got, expected }),
                _ => Ok(got),
            },
        );
        end.has_written(&scene, arrive);
    }
}

/// More than the size of the file is not a part of it: the server sends another file, or begins at another byte.
/// That shows only if the body is asked for more when all has come.
#[check]
async fn a_body_that_goes_on_is_too_long() {
    for (from, total) in [(0, 20), (0, 25), (700, 1_000), (0, 0), (1_000, 1_000)] {
        for endless in [false, true] {
            let mut steps = chunks_of((total - from) as usize);
            steps.push(Step::Chunk(bytes(99, 7)));
            if endless {
                steps.push(Step::Endless);
            }
            let mut scene = Scene::new(steps);
            (scene.from, scene.total) = (from, Some(total));
            let end = scene.run().await;
            let scene = format!(
                "{from} bytes are there, the total is {total}, and {} more arrive",
                if endless { "endlessly" } else { "7 bytes" }
            );
            end.returns(&scene, Err(Failure::TooLong { expected: total }));
            let written = end.disk().written.len();
            let size = from + written as u64;
            assert!(
                size <= total,
                "{scene}: the file has {size} bytes, those beyond the total were written before `TooLong`\n\n\
                 If the sizes are compared at the end, what does not belong to the file is in it already."
            );
            end.has_written(&scene, written);
        }
    }
}

/// A stall is a time without a chunk. How long the whole transfer takes, and how long the disk needs for a chunk,
/// says nothing about the server.
#[check]
async fn a_slow_body_and_a_slow_sink_do_not_stall() {
    for stall in [20, 30_000] {
        for (wait, write_ms) in [
            (stall - 2, 0),
            (stall / 2, stall * 10),
            (0, stall * 3),
            (stall - 2, stall - 2),
        ] {
            let steps = (0..50).flat_map(|n| [Step::Wait(wait), Step::Chunk(bytes(n, 10))]);
            let mut scene = Scene::new(steps);
            (scene.stall, scene.write_ms, scene.flush_ms) = (stall, write_ms, stall * 2);
            let end = scene.run().await;
            let scene = format!(
                "a stall is {stall} ms, and a flush takes twice as long; each of 50 chunks comes after {wait} ms and \
                 takes {write_ms} ms to write"
            );
            if let Some(Err(Failure::Stalled)) = end.result {
                panic!(
                    "`transfer` returned Err(Stalled), {}: {scene}",
                    stalled(&end, stall)
                );
            }
            end.returns(&scene, Ok(500));
            end.has_written(&scene, 500);
        }
    }
}

/// In which moment the transfer gave up, though the body was not late.
fn stalled(end: &End, stall: u64) -> String {
    let disk = end.disk();
    let at = disk.flush_at.unwrap_or(end.ended);
    let since = at - disk.asked_at.expect("a chunk was asked for");
    if disk.dropped > 1 {
        return format!(
            "and {} futures of chunks were dropped before they were ready, to ask again: a dropped future loses what \
             it has taken",
            disk.dropped
        );
    }
    if disk.given > disk.written.len() {
        return format!(
            "while the sink was taking chunk {}: the limit was around the write",
            disk.asked
        );
    }
    format!(
        "{} ms after chunk {} was asked for, instead of {stall} ms: the timer had begun before that",
        since.as_millis(),
        disk.asked
    )
}

/// A server that stops sending without closing the connection gives neither a chunk nor an error.
#[check]
async fn a_body_without_a_chunk_stalls() {
    for stall in [20, 30_000, 600_000] {
        for before in [0, 1, 7] {
            for busy in [false, true] {
                let steps =
                    (0..before).flat_map(|n| [Step::Wait(stall / 2), Step::Chunk(bytes(n, 10))]);
                let silence = if busy {
                    Step::Restless(stall / 4)
                } else {
                    Step::Hang
                };
                let mut scene = Scene::new(steps.chain([silence]));
                (scene.stall, scene.total) = (stall, Some(1_000));
                let end = scene.run().await;
                let scene = format!(
                    "a stall is {stall} ms; {} the body gives nothing{}",
                    match before {
                        0 => "from its beginning",
                        1 => "after its first chunk (right if from its beginning)",
                        _ => "after 7 chunks (right after the first)",
                    },
                    if busy {
                        ", though it wakes its task"
                    } else {
                        ""
                    }
                );
                end.returns(&scene, Err(Failure::Stalled));
                let waited = end.ended - end.disk().asked_at.expect("a chunk was asked for");
                assert!(
                    (stall..=2 * stall).contains(&(waited.as_millis() as u64)),
                    "{scene}: `Stalled` came {} ms after the chunk was asked for",
                    waited.as_millis()
                );
            }
        }
    }
}

/// A failure says by itself what happened. After it, nothing that the body gives or the sink takes has a meaning.
#[check]
async fn a_failure_ends_it_and_is_returned_as_it_is() {
    let full = Failure::Disk("no space left on device".to_owned());
    for before in [0, 1, 5] {
        for failure in [
            Failure::Reset("connection reset by peer".to_owned()),
            Failure::Protocol("a broken chunk".to_owned()),
        ] {
            let steps = (0..before).map(|n| Step::Chunk(bytes(n, 10)));
            let more = [Step::Fail(failure.clone()), Step::Chunk(bytes(9, 10))];
            let mut scene = Scene::new(steps.chain(more));
            scene.total = Some(1_000);
            let end = scene.run().await;
            let scene =
                format!("the body fails after {before} chunks, and would then give one more");
            end.returns(&scene, Err(failure));
            end.has_asked(&scene, before + 1);
            end.has_written(&scene, 10 * before);
        }
        let mut scene = Scene::new((0..before + 3).map(|n| Step::Chunk(bytes(n, 10))));
        scene.write_fails = Some((before, full.clone()));
        let end = scene.run().await;
        let scene = format!("write {before} fails, counted from 0");
        end.returns(&scene, Err(full.clone()));
        end.has_asked(&scene, before + 1);
        end.has_written(&scene, 10 * before);
    }
}

/// A sink may keep what it has taken until it is flushed. Whatever the result is, the file is used next: by the next try,
/// or as a whole.
#[check]
async fn what_the_sink_has_taken_is_flushed_before_it_returns() {
    let reset = Failure::Reset("connection reset by peer".to_owned());
    let full = Failure::Disk("no space left on device".to_owned());
    for before in [1, 0, 5] {
        let chunks = || (0..before).map(|n| Step::Chunk(bytes(n, 10)));
        let (size, expected) = (10 * before as u64, 1_000);
        let ends = [
            ("the body ends", None, vec![], Ok(size)),
            (
                "the body ends",
                Some(1_000),
                vec![],
                Err(Failure::TooShort {
                    got: size,
                    expected,
                }),
            ),
            (
                "the body fails",
                None,
                vec![Step::Fail(reset.clone())],
                Err(reset.clone()),
            ),
            (
                "the body stalls",
                None,
                vec![Step::Hang],
                Err(Failure::Stalled),
            ),
            (
                "the body goes on",
                Some(size),
                vec![Step::Chunk(bytes(99, 7))],
                Err(Failure::TooLong { expected: size }),
            ),
        ];
        for (what, total, last, result) in ends {
            let mut scene = Scene::new(chunks().chain(last));
            (scene.total, scene.flush_ms) = (total, 5);
            let end = scene.run().await;
            let scene = format!(
                "{before} × 10 bytes come, then {what}, and the total is {}",
                shown(total)
            );
            end.returns(&scene, result);
            let disk = end.disk();
            let kept = disk.written.len() - disk.flushed;
            assert!(
                kept == 0 && disk.written.len() >= 10 * before,
                "{scene}: `transfer` returned {}, and {kept} of the {} bytes that the sink has taken are not flushed",
                match &end.result {
                    Some(result) => format!("{result:?}"),
                    None => "nothing".to_owned(),
                },
                disk.written.len()
            );
        }
        let mut scene = Scene::new(chunks());
        scene.flush_fails = Some(full.clone());
        let end = scene.run().await;
        end.returns("the body ends, and the flush fails", Err(full.clone()));
        let mut scene = Scene::new(chunks().chain([Step::Fail(reset.clone())]));
        scene.flush_fails = Some(full.clone());
        let end = scene.run().await;
        end.returns(
            "the body fails, and then the flush fails",
            Err(reset.clone()),
        );
    }
}

/// A future that is dropped in the middle of a write does not know how much of it was done. If digest and progress
/// count a chunk before, they count bytes that may not be in the file.
#[check]
async fn dropped_at_any_await_digest_and_reports_count_what_the_sink_has_taken() {
    let mut finished = false;
    for pendings in 1..40 {
        let steps = (0..4).flat_map(|n| [Step::Wait(3), Step::Chunk(bytes(n, 10 + n))]);
        let mut scene = Scene::new(steps);
        (scene.write_ms, scene.flush_ms, scene.from) = (3, 3, 700);
        let end = scene.run_up_to(pendings).await;
        end.has_counted(&format!(
            "`transfer` is dropped when it has returned Pending {pendings} times"
        ));
        if end.result.is_some() {
            assert!(
                pendings > 8,
                "it was pending only {} times, and four chunks and four writes take time",
                pendings - 1
            );
            finished = true;
            break;
        }
    }
    assert!(
        finished,
        "`transfer` of four chunks is still not ready after 39 polls"
    );
}

fn shown(total: Option<u64>) -> String {
    total.map_or("not known".to_owned(), |total| total.to_string())
}
