//! Checks of until_would_block: sources and sinks that follow a script.

use std::collections::VecDeque;
use std::io::ErrorKind;

use ch05::until_would_block::{Drained, Flushed, drain, flush};
use kit::{caught, check};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "until_would_block/script.rs"]
mod script;
#[path = "until_would_block/words.rs"]
mod words;

use script::{Sink, Source, Step, Take, when_it_stops, wrapped};
use words::{
    EARLY_READ, INTERRUPTED, LIMIT, PENDING, REACHED, bytes, gave, must_be, must_be_error,
    must_give, times,
};

/// A limit that nothing here comes near.
const PLENTY: usize = 1_000_000;

/// Far more than a stack has room for, and a moment for a loop.
const OFTEN: usize = 20_000;

/// No further event reports bytes that are there already, so all of them must be read. They are added to
/// the back of `into`.
#[check]
fn drain_reads_until_it_would_block() {
    let long: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
    for (gives, before) in [
        (vec![&b"hello, "[..], b"w", b"orld"], &b""[..]),
        (vec![b"abc"], b"before"),
        (vec![], b"before"),
        (vec![&long, b"x", &long], b""),
    ] {
        let mut script: Vec<Step<'_>> = gives.iter().map(|&bytes| Step::Bytes(bytes)).collect();
        script.push(Step::Fails(ErrorKind::WouldBlock));
        let mut source = Source::new(script);
        let mut into = wrapped(before);
        let outcome = drain(&mut source, &mut into, PLENTY);
        let expected: Vec<u8> = gives.concat();
        source.must_be_given_room();
        source.must_be_left_alone("it would block");
        if !source.is_over() {
            let seen = source.stopped_early(&gave(&outcome));
            panic!("{}{seen}", when_it_stops(PLENTY));
        }
        let case = format!(
            "the source gave {} and then would block",
            bytes(expected.len())
        );
        must_give("drain", &outcome, Drained::WouldBlock, &case);
        let into: Vec<u8> = into.into();
        assert!(
            into.starts_with(before),
            "what was in `into` before is not in front of what was read: it had {}, and has {} now",
            bytes(before.len()),
            into.len()
        );
        must_be(&into[before.len()..], &expected, "was added to `into`");
    }
}

/// A read that gives 0 bytes, with room for some, says that there will never be more.
#[check]
fn drain_tells_the_end() {
    for gives in [&b""[..], b"the last words"] {
        let mut source = Source::new(vec![Step::Bytes(gives), Step::End]);
        let mut into = VecDeque::new();
        let outcome = drain(&mut source, &mut into, PLENTY);
        source.must_be_given_room();
        source.must_be_left_alone("it had come to its end");
        source.must_be_asked_to_the_end(&gave(&outcome));
        let case = match gives.len() {
            0 => "the first read gave 0 bytes, which is the end".to_owned(),
            count => format!(
                "the source gave {}, and then a read gave 0 bytes, which is the end",
                bytes(count)
            ),
        };
        must_give("drain", &outcome, Drained::Ended, &case);
        must_be(&Vec::from(into), gives, "was added to `into`");
    }
}

/// A limit gives other tasks their turn, and bounds how much memory a source may fill. What is not taken
/// stays in the source for the next time.
#[check]
fn drain_stops_at_its_limit() {
    const BYTES: &[u8] = b"0123456789";
    for (limit, before) in [(0, 0), (1, 0), (5, 3), (9, 20), (10, 0), (10, 10)] {
        let script = [&BYTES[..4], &BYTES[4..]].map(Step::Bytes).to_vec();
        let into = stops_at(script, limit, before);
        must_be(&into[before..], &BYTES[..limit], "was added to `into`");
    }
    // Far beyond every buffer.
    let long = vec![b'x'; 100_000];
    let mut source = Source::new(vec![Step::Bytes(&long)]);
    let mut into = VecDeque::new();
    let outcome = drain(&mut source, &mut into, 70_000);
    assert!(
        source.taken == 70_000 && into.len() == 70_000,
        "right with a limit of a few bytes, wrong with 70000: of 100000 bytes in the source, `drain` \
         took {} and put {} into `into`\n\n{LIMIT}",
        source.taken,
        into.len()
    );
    let case =
        "right with a limit of a few bytes, wrong with 70000 of the 100000 bytes in the source";
    must_give("drain", &outcome, Drained::Limit, case);
    // The last one is 3, where only its lower half is looked at.
    let beyond_32_bits = usize::try_from((1_u64 << 32) + 3).ok();
    for before in [0, 6] {
        let endless = (usize::MAX, "usize::MAX, which is none".to_owned());
        let far = beyond_32_bits.map(|limit| (limit, limit.to_string()));
        for (limit, name) in [endless].into_iter().chain(far) {
            let case = format!(
                "the limit is {name}, the source has 10 bytes and its end, and `into` has {}",
                bytes(before)
            );
            let mut source = Source::new(vec![Step::Bytes(BYTES), Step::End]);
            let mut into = wrapped(&vec![b'b'; before]);
            match caught(|| drain(&mut source, &mut into, limit)) {
                Ok(outcome) => {
                    source.must_be_asked_to_the_end(&gave(&outcome));
                    must_give("drain", &outcome, Drained::Ended, &case);
                    assert!(
                        into.len() == before + BYTES.len(),
                        "`drain` has read {} of 10 bytes: {case}",
                        into.len().saturating_sub(before)
                    );
                }
                // What the source said.
                Err(panic) if panic.at.contains("tests") => panic!("{}", panic.message),
                Err(panic) => panic!(
                    "right with a limit of 70000, wrong with {name}: `drain` panicked: {}\n\n\
                     A large limit costs nothing: what is kept depends on what was read.",
                    panic.message
                ),
            }
        }
    }
}

/// What is in `into` then, if `drain` keeps to its limit.
#[track_caller]
fn stops_at(script: Vec<Step<'_>>, limit: usize, before: usize) -> Vec<u8> {
    let there: usize = (script.iter())
        .map(|step| match step {
            Step::Bytes(bytes) => bytes.len(),
            _ => 0,
        })
        .sum();
    let mut source = Source::new(script);
    let mut into = wrapped(&vec![b'b'; before]);
    let outcome = drain(&mut source, &mut into, limit);
    let case = format!(
        "the limit was {limit}, `into` had {}, and the source {there}",
        bytes(before)
    );
    assert!(
        source.taken >= limit,
        "`drain` stopped after {} of {limit}: {case}\n\n{EARLY_READ}",
        bytes(source.taken)
    );
    if source.taken > limit {
        let took = format!(
            "`drain` took {} with a limit of {limit}",
            bytes(source.taken)
        );
        let before = bytes(before);
        match limit.saturating_sub(source.taken_before_last) {
            0 => panic!(
                "{took}: the limit was reached, and it read once more (`into` had {before})\n\n{REACHED}"
            ),
            left => panic!(
                "{took}: {} left of its limit, and its last read had room for {} (`into` had \
                 {before})\n\n{LIMIT}",
                match left {
                    1 => "1 byte was".to_owned(),
                    left => format!("{left} bytes were"),
                },
                source.room
            ),
        }
    }
    assert!(
        limit > 0 || source.calls == 0,
        "`drain` asked the source with a limit of 0 (`into` had {})\n\n{REACHED}",
        bytes(before)
    );
    source.must_be_given_room();
    assert!(
        source.too_often == 0,
        "`drain` had its limit of {}, and asked the source once more\n\n{REACHED}",
        bytes(limit)
    );
    must_give("drain", &outcome, Drained::Limit, &case);
    into.into()
}

/// A write takes as much as it likes, and the next one goes on from there. The bytes of a `VecDeque` may
/// be in two pieces.
#[check]
fn flush_writes_until_nothing_is_left() {
    let long: Vec<u8> = (0..100_000_u32).map(|i| (i * 7 % 251) as u8).collect();
    for bytes in [&b"a"[..], b"hello, world", &long] {
        for takes in [vec![1, 2, 3], vec![5], vec![usize::MAX]] {
            let mut script: Vec<Take> = takes.into_iter().map(Take::Bytes).collect();
            script.push(Take::Bytes(usize::MAX));
            let mut sink = Sink::new(script);
            let mut pending = wrapped(bytes);
            let outcome = flush(&mut sink, &mut pending);
            sink.must_be_left_alone("all was written");
            assert!(
                sink.flushes == 0,
                "`flush` called the sink's own `flush`, {}\n\n\
                 It only writes. The owner of the sink decides when to flush it.",
                times(sink.flushes)
            );
            sink.must_be_asked_to_the_end(bytes.len(), &gave(&outcome));
            must_be(&sink.taken, bytes, "was written to the sink");
            must_give("flush", &outcome, Flushed::Flushed, "all was written");
            assert!(
                pending.is_empty(),
                "all was written, and {} of {} bytes are still pending\n\n{PENDING}",
                pending.len(),
                bytes.len()
            );
        }
    }
}

/// If the sink takes no more for now, the rest is written later. So exactly the rest must be pending.
#[check]
fn flush_keeps_what_the_sink_does_not_take() {
    const BYTES: &[u8] = b"0123456789";
    for takes in [vec![], vec![3], vec![1, 6], vec![6, 3]] {
        let mut script: Vec<Take> = takes.iter().map(|&bytes| Take::Bytes(bytes)).collect();
        script.push(Take::Fails(ErrorKind::WouldBlock));
        let mut sink = Sink::new(script);
        let mut pending = wrapped(BYTES);
        let outcome = flush(&mut sink, &mut pending);
        sink.must_be_left_alone("it would block");
        let taken: usize = takes.iter().sum();
        sink.must_be_asked_to_the_end(taken, &gave(&outcome));
        let case = format!("the sink took {taken} of 10 bytes and then would block");
        must_give("flush", &outcome, Flushed::WouldBlock, &case);
        must_be(&sink.taken, &BYTES[..taken], "was written to the sink");
        must_be_pending(&pending, BYTES, taken, &case);
    }
}

#[track_caller]
fn must_be_pending(pending: &VecDeque<u8>, before: &[u8], taken: usize, case: &str) {
    let rest = &before[taken..];
    assert!(
        pending.len() == rest.len(),
        "{case}, and {} pending instead of {}{}\n\n{PENDING}",
        match pending.len() {
            1 => "1 byte is".to_owned(),
            count => format!("{count} bytes are"),
        },
        rest.len(),
        match pending.len() {
            0 => ": what the sink did not take is gone",
            count if count == before.len() => ": what the sink took was not removed",
            _ => "",
        }
    );
    must_be(&Vec::from(pending.clone()), rest, "is still pending");
}

/// A signal came during the call: nothing was read or written, and nothing is wrong. However often that
/// happens, the call is made again.
#[check]
fn interrupted_calls_are_made_again() {
    use ErrorKind::{Interrupted, WouldBlock};
    let reads = vec![
        Step::Fails(Interrupted),
        Step::Bytes(b"ab"),
        Step::Fails(Interrupted),
        Step::Fails(Interrupted),
        Step::Bytes(b"c"),
        Step::Fails(Interrupted),
        Step::Fails(WouldBlock),
    ];
    right_without(reads, Step::is_interruption, |script| {
        let mut source = Source::new(script);
        let mut into = VecDeque::new();
        let outcome = drain(&mut source, &mut into, PLENTY);
        source.must_be_asked_to_the_end(&gave(&outcome));
        let case = "the source gave 3 bytes and then would block";
        must_give("drain", &outcome, Drained::WouldBlock, case);
        must_be(&Vec::from(into), b"abc", "was added to `into`");
    });
    let writes = vec![
        Take::Fails(Interrupted),
        Take::Bytes(2),
        Take::Fails(Interrupted),
        Take::Fails(Interrupted),
        Take::Bytes(1),
    ];
    right_without(writes, Take::is_interruption, |script| {
        let mut sink = Sink::new(script);
        let mut pending = wrapped(b"abc");
        let outcome = flush(&mut sink, &mut pending);
        sink.must_be_asked_to_the_end(3, &gave(&outcome));
        must_give(
            "flush",
            &outcome,
            Flushed::Flushed,
            "the sink takes 3 bytes",
        );
        must_be(&sink.taken, b"abc", "was written to the sink");
    });
    // A limit counts what was read before the interruption, too.
    let reads = vec![
        Step::Bytes(b"abc"),
        Step::Fails(Interrupted),
        Step::Bytes(b"defgh"),
    ];
    right_without(reads, Step::is_interruption, |script| {
        stops_at(script, 5, 0);
    });
    // However often: a call that calls itself again runs out of stack.
    let mut script = vec![Step::Fails(Interrupted); OFTEN];
    script.extend([Step::Bytes(b"a"), Step::End]);
    let outcome = drain(&mut Source::new(script), &mut VecDeque::new(), PLENTY);
    let case =
        format!("a read was interrupted {OFTEN} times in a row, and then came a byte and the end");
    must_give("drain", &outcome, Drained::Ended, &case);
    let mut script = vec![Take::Fails(Interrupted); OFTEN];
    script.push(Take::Bytes(3));
    let mut sink = Sink::new(script);
    let outcome = flush(&mut sink, &mut wrapped(b"abc"));
    let case =
        format!("a write was interrupted {OFTEN} times in a row, and then the sink took all");
    must_give("flush", &outcome, Flushed::Flushed, &case);
}

/// Fails as `checks` does, or says that it is the interruptions.
#[track_caller]
fn right_without<T: Copy>(
    script: Vec<T>,
    is_interruption: fn(&T) -> bool,
    checks: impl Fn(Vec<T>),
) {
    let without: Vec<T> = (script.iter().copied())
        .filter(|step| !is_interruption(step))
        .collect();
    let times = script.len() - without.len();
    let Err(panic) = caught(|| checks(script)) else {
        return;
    };
    if let Err(panic) = caught(|| checks(without)) {
        panic!("{}", panic.message);
    }
    let seen = panic.message.split("\n\n").next().unwrap_or_default();
    panic!(
        "right without interruptions, wrong with {}: {seen}\n\n{INTERRUPTED}",
        match times {
            1 => "one".to_owned(),
            _ => times.to_string(),
        }
    );
}

/// Only "it would block" means that a wait helps, and an interrupted read is repeated. Any other error ends the call,
/// and the caller gets it, with the bytes that came before it.
#[check]
fn other_errors_are_returned_and_no_byte_is_lost() {
    use ErrorKind::{BrokenPipe, ConnectionReset, Other, TimedOut, UnexpectedEof};
    for kind in [ConnectionReset, BrokenPipe, TimedOut, UnexpectedEof, Other] {
        for count in [0, 3] {
            let bytes = &b"abc"[..count];
            let script = vec![Step::Bytes(bytes), Step::Fails(kind)];
            let mut source = Source::new(script);
            let mut into = wrapped(b"before");
            let outcome = drain(&mut source, &mut into, PLENTY);
            source.must_be_asked_to_the_end(&gave(&outcome));
            must_be_error(
                "drain",
                &outcome,
                kind,
                &match count {
                    0 => format!("the first read failed with {kind:?}"),
                    _ => format!(
                        "the source gave {} and then failed with {kind:?}",
                        self::bytes(count)
                    ),
                },
            );
            assert!(
                source.too_often == 0,
                "the source failed, and `drain` asked it again"
            );
            let into: Vec<u8> = into.into();
            let right = [b"before", bytes].concat();
            assert!(
                into.len() == right.len(),
                "{count} bytes were read before an error, and `into` has {} bytes instead of {}\n\n\
                 What was read before an error is in `into` when the error is returned.",
                into.len(),
                right.len()
            );
            must_be(&into, &right, "is in `into` after an error");

            let mut script = vec![Take::Bytes(1); count];
            script.extend([Take::Fails(kind), Take::Bytes(9)]);
            let mut sink = Sink::new(script);
            let mut pending = wrapped(b"abcdef");
            let outcome = flush(&mut sink, &mut pending);
            // One step is behind the error.
            if sink.steps_left() > 1 {
                sink.must_be_asked_to_the_end(count, &gave(&outcome));
            }
            must_be_error(
                "flush",
                &outcome,
                kind,
                &match count {
                    0 => format!("the first write failed with {kind:?}"),
                    _ => format!(
                        "the sink took {} and then failed with {kind:?}",
                        self::bytes(count)
                    ),
                },
            );
            assert!(
                sink.taken.len() == count,
                "the sink failed, and `flush` wrote {} more to it",
                self::bytes(sink.taken.len() - count)
            );
            must_be_pending(
                &pending,
                b"abcdef",
                count,
                &format!("the sink took {count} of 6 bytes and then failed"),
            );
        }
    }
}

/// A `write` that gives `Ok(0)`, though it had bytes to write, says that the sink takes none later either.
/// A loop that tries again spins, and a task that waits for an event waits forever.
#[check]
fn a_sink_that_takes_nothing_is_an_error() {
    for takes in [vec![], vec![Take::Bytes(2)]] {
        let taken = 2 * takes.len();
        let mut script = takes;
        script.push(Take::Bytes(0));
        let mut sink = Sink::new(script);
        let mut pending = wrapped(b"abcde");
        let outcome = flush(&mut sink, &mut pending);
        sink.must_be_asked_to_the_end(taken, &gave(&outcome));
        assert!(
            sink.too_often == 0,
            "a `write` with bytes to write gave `Ok(0)`, and `flush` asked the sink again, {}",
            times(sink.too_often)
        );
        assert!(
            matches!(&outcome, Err(error) if error.kind() == ErrorKind::WriteZero),
            "`flush` {} instead of the error WriteZero: a `write` with bytes to write gave `Ok(0)`",
            gave(&outcome)
        );
        let case = format!("the sink took {taken} of 5 bytes, and then its `write` gave `Ok(0)`");
        must_be_pending(&pending, b"abcde", taken, &case);
    }
}

/// Each call costs a system call. After the last result another call finds nothing new, and after an end
/// or an error it may do anything.
#[check]
fn neither_calls_again_after_the_last_result() {
    use ErrorKind::{ConnectionReset, WouldBlock};
    for (last, what) in [
        (Step::Fails(WouldBlock), "would block"),
        (Step::Fails(ConnectionReset), "has failed"),
        (Step::End, "has come to its end"),
    ] {
        let mut source = Source::new(vec![Step::Bytes(b"abc"), last]);
        let outcome = drain(&mut source, &mut VecDeque::new(), PLENTY);
        source.must_be_asked_to_the_end(&gave(&outcome));
        assert!(
            source.too_often == 0,
            "the source {what}, and was asked again, {}",
            times(source.too_often)
        );
    }
    for (kind, what) in [(WouldBlock, "would block"), (ConnectionReset, "has failed")] {
        let mut sink = Sink::new(vec![Take::Bytes(1), Take::Fails(kind)]);
        let outcome = flush(&mut sink, &mut wrapped(b"abc"));
        sink.must_be_asked_to_the_end(1, &gave(&outcome));
        assert!(
            sink.too_often == 0,
            "the sink {what}, and was asked again, {}",
            times(sink.too_often)
        );
    }
    let mut sink = Sink::new(vec![]);
    let outcome = flush(&mut sink, &mut VecDeque::new());
    assert!(
        sink.calls == 0,
        "there was nothing to write, and `flush` asked the sink all the same, {}",
        times(sink.calls)
    );
    must_give(
        "flush",
        &outcome,
        Flushed::Flushed,
        "there was nothing to write",
    );
    let mut sink = Sink::new(vec![Take::Bytes(3)]);
    let _ = flush(&mut sink, &mut wrapped(b"abc"));
    assert!(
        sink.taken == b"abc",
        "there were 3 bytes to write, and `flush` wrote {:?} instead of \"abc\"",
        String::from_utf8_lossy(&sink.taken)
    );
    assert!(
        sink.too_often == 0,
        "the sink has taken all there was, and was asked again, {}",
        times(sink.too_often)
    );
}
