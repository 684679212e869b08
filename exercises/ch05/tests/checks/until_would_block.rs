//! Checks of until_would_block: sources and sinks that follow a script.

use std::collections::VecDeque;
use std::io::{self, ErrorKind};

use ch05::until_would_block::{Drained, Flushed, drain, flush};
use kit::{caught, check};

// By its path: the solution's tests take this file in from elsewhere.
#[path = "until_would_block/script.rs"]
mod script;

use script::{Sink, Source, Step, Take, times, wrapped};

/// A limit that nothing here comes near.
const PLENTY: usize = 1_000_000;

/// Far more than a stack has room for, and a moment for a loop.
const OFTEN: usize = 20_000;

/// Whoever was told of readiness is not told again of what was there already. A read gives as much as
/// it likes: that it gave less than you had room for says nothing.
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
        assert!(
            matches!(outcome, Ok(Drained::WouldBlock)),
            "the source gave {} bytes and then would have blocked: `drain` {}",
            expected.len(),
            gave(&outcome)
        );
        let into: Vec<u8> = into.into();
        assert!(
            into.starts_with(before),
            "what was in there before is not in front of what was read: {} bytes were in there, and \
             now `into` has {}",
            before.len(),
            into.len()
        );
        must_be(&into[before.len()..], &expected, "was added to `into`");
    }
}

/// 0 bytes, where there was room for some, is how a source says that there will never be more.
#[check]
fn drain_tells_the_end() {
    for gives in [&b""[..], b"the last words"] {
        let mut source = Source::new(vec![Step::Bytes(gives), Step::End]);
        let mut into = VecDeque::new();
        let outcome = drain(&mut source, &mut into, PLENTY);
        source.must_be_given_room();
        source.must_be_left_alone("it had come to its end");
        assert!(
            matches!(outcome, Ok(Drained::Ended)),
            "the source gave {} bytes and came to its end: `drain` {} instead of Ended",
            gives.len(),
            gave(&outcome)
        );
        must_be(&Vec::from(into), gives, "was added to `into`");
    }
}

/// A limit lets others have their turn, and says how much memory a source may fill. What is not taken
/// stays where it is, for the next time.
#[check]
fn drain_stops_at_its_limit() {
    const BYTES: &[u8] = b"0123456789";
    for (limit, before) in [(0, 0), (1, 0), (5, 3), (9, 20), (10, 0), (10, 10)] {
        let script = [&BYTES[..4], &BYTES[4..]].map(Step::Bytes).to_vec();
        let mut source = Source::new(script);
        let mut into = wrapped(&vec![b'b'; before]);
        let outcome = drain(&mut source, &mut into, limit);
        let case =
            format!("with a limit of {limit}, {before} bytes in `into` and 10 in the source");
        assert!(
            source.taken == limit,
            "{case}, `drain` took {} bytes from the source",
            source.taken
        );
        assert!(
            limit > 0 || source.calls == 0,
            "{case}, `drain` has asked the source all the same"
        );
        source.must_be_given_room();
        assert!(
            source.too_often == 0,
            "{case}, `drain` has asked the source once more, for which there was no reason"
        );
        assert!(
            matches!(outcome, Ok(Drained::Limit)),
            "{case}, `drain` {} instead of Limit",
            gave(&outcome)
        );
        must_be(
            &Vec::from(into)[before..],
            &BYTES[..limit],
            "was added to `into`",
        );
    }
    // Far beyond every buffer.
    let long = vec![b'x'; 100_000];
    let mut source = Source::new(vec![Step::Bytes(&long)]);
    let mut into = VecDeque::new();
    let outcome = drain(&mut source, &mut into, 70_000);
    assert!(
        source.taken == 70_000 && into.len() == 70_000,
        "with a limit of 70000 and 100000 bytes in the source, `drain` took {} from it and put {} \
         into `into`",
        source.taken,
        into.len()
    );
    assert!(
        matches!(outcome, Ok(Drained::Limit)),
        "with a limit of 70000 and 100000 bytes in the source, `drain` {} instead of Limit",
        gave(&outcome)
    );
    // The last one is 3, where only its lower half is looked at.
    let beyond_32_bits = usize::try_from((1_u64 << 32) + 3).ok();
    for before in [0, 6] {
        let endless = (usize::MAX, "usize::MAX, which is none".to_owned());
        let far = beyond_32_bits.map(|limit| (limit, limit.to_string()));
        for (limit, name) in [endless].into_iter().chain(far) {
            let case = format!("with {before} bytes in `into` and a limit of {name}, `drain`");
            let mut source = Source::new(vec![Step::Bytes(BYTES), Step::End]);
            let mut into = wrapped(&vec![b'b'; before]);
            match caught(|| drain(&mut source, &mut into, limit)) {
                Ok(outcome) => assert!(
                    matches!(outcome, Ok(Drained::Ended)) && into.len() == before + BYTES.len(),
                    "{case} {}, and has read {} of 10 bytes",
                    gave(&outcome),
                    into.len().saturating_sub(before)
                ),
                Err(panic) => panic!("{case} panicked: {}", panic.message),
            }
        }
    }
}

/// A write takes as much as it likes, and the next one goes on from there. A `VecDeque` may lie in
/// two pieces.
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
                "all was written, and `flush` called the sink's own `flush`, {}: that is not its \
                 business",
                times(sink.flushes)
            );
            must_be(&sink.taken, bytes, "was written to the sink");
            assert!(
                pending.is_empty() && matches!(outcome, Ok(Flushed::Flushed)),
                "all was written, and `flush` {}; {} bytes are still pending",
                gave(&outcome),
                pending.len()
            );
        }
    }
}

/// What the sink has taken is gone, and what it has not is still to be written: no byte twice, and
/// none never.
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
        assert!(
            matches!(outcome, Ok(Flushed::WouldBlock)),
            "the sink took {taken} of 10 bytes and then would have blocked: `flush` {} instead of \
             WouldBlock",
            gave(&outcome)
        );
        must_be(&sink.taken, &BYTES[..taken], "was written to the sink");
        must_be(
            &Vec::from(pending),
            &BYTES[taken..],
            "is pending after the sink took its part",
        );
    }
}

/// A signal came while the system was busy with the call. Nothing has happened, and nothing is wrong.
#[check]
fn interrupted_calls_are_made_again() {
    use ErrorKind::{Interrupted, WouldBlock};
    let mut source = Source::new(vec![
        Step::Fails(Interrupted),
        Step::Bytes(b"ab"),
        Step::Fails(Interrupted),
        Step::Fails(Interrupted),
        Step::Bytes(b"c"),
        Step::Fails(Interrupted),
        Step::Fails(WouldBlock),
    ]);
    let mut into = VecDeque::new();
    let outcome = drain(&mut source, &mut into, PLENTY);
    assert!(
        into == b"abc" && matches!(outcome, Ok(Drained::WouldBlock)),
        "reads were interrupted, 4 times in all, and 3 bytes came between: `drain` {}, with {} \
         bytes in `into`",
        gave(&outcome),
        into.len()
    );
    let mut sink = Sink::new(vec![
        Take::Fails(Interrupted),
        Take::Bytes(2),
        Take::Fails(Interrupted),
        Take::Fails(Interrupted),
        Take::Bytes(1),
    ]);
    let mut pending = wrapped(b"abc");
    let outcome = flush(&mut sink, &mut pending);
    assert!(
        sink.taken == b"abc" && matches!(outcome, Ok(Flushed::Flushed)),
        "writes were interrupted, 3 times in all, and the sink takes 3 bytes: `flush` {}, and {} \
         bytes were written",
        gave(&outcome),
        sink.taken.len()
    );
    // A limit counts what was read before the interruption, too.
    let interrupted = [
        Step::Bytes(b"abc"),
        Step::Fails(Interrupted),
        Step::Bytes(b"defgh"),
    ];
    let mut source = Source::new(interrupted.into());
    let outcome = drain(&mut source, &mut VecDeque::new(), 5);
    source.must_be_given_room();
    assert!(
        source.taken == 5 && matches!(outcome, Ok(Drained::Limit)),
        "with a limit of 5, 3 bytes were read, and the next read was interrupted: `drain` {}, and \
         took {} bytes in all",
        gave(&outcome),
        source.taken
    );
    // However often: a call that calls itself again runs out of stack.
    let mut script = vec![Step::Fails(Interrupted); OFTEN];
    script.extend([Step::Bytes(b"a"), Step::End]);
    let outcome = drain(&mut Source::new(script), &mut VecDeque::new(), PLENTY);
    assert!(
        matches!(outcome, Ok(Drained::Ended)),
        "a read was interrupted {OFTEN} times in a row, and then came a byte and the end: `drain` {}",
        gave(&outcome)
    );
    let mut script = vec![Take::Fails(Interrupted); OFTEN];
    script.push(Take::Bytes(3));
    let mut sink = Sink::new(script);
    let outcome = flush(&mut sink, &mut wrapped(b"abc"));
    assert!(
        matches!(outcome, Ok(Flushed::Flushed)),
        "a write was interrupted {OFTEN} times in a row, and then the sink takes all: `flush` {}",
        gave(&outcome)
    );
}

/// An error ends what you do, and not what you have done. Whoever is told of it also wants the bytes
/// that came before, and may want to know what was wrong.
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
            must_be_error(
                &outcome,
                kind,
                &format!("the source gave {count} bytes and then failed"),
            );
            assert!(
                source.too_often == 0,
                "the source failed, and `drain` asked again"
            );
            let into: Vec<u8> = into.into();
            assert!(
                into == [b"before", bytes].concat(),
                "{count} bytes were read before an error, and `into`, which had 6, has {}",
                into.len()
            );

            let mut script = vec![Take::Bytes(1); count];
            script.extend([Take::Fails(kind), Take::Bytes(9)]);
            let mut sink = Sink::new(script);
            let mut pending = wrapped(b"abcdef");
            let outcome = flush(&mut sink, &mut pending);
            must_be_error(
                &outcome,
                kind,
                &format!("the sink took {count} bytes and then failed"),
            );
            assert!(
                sink.taken.len() == count,
                "the sink failed, and `flush` has written {} bytes more to it",
                sink.taken.len() - count
            );
            assert!(
                Vec::from(pending.clone()) == b"abcdef"[count..],
                "{count} of 6 bytes were written before an error, and {} are pending: what was \
                 written must be gone, and nothing else",
                pending.len()
            );
        }
    }
}

/// Whoever takes 0 bytes today takes 0 bytes tomorrow. To ask again spins; to wait for it waits for
/// ever.
#[check]
fn a_sink_that_takes_nothing_is_an_error() {
    for takes in [vec![], vec![Take::Bytes(2)]] {
        let taken = 2 * takes.len();
        let mut script = takes;
        script.push(Take::Bytes(0));
        let mut sink = Sink::new(script);
        let mut pending = wrapped(b"abcde");
        let outcome = flush(&mut sink, &mut pending);
        assert!(
            sink.too_often == 0,
            "the sink took 0 bytes of some, and was asked again"
        );
        assert!(
            matches!(&outcome, Err(error) if error.kind() == ErrorKind::WriteZero),
            "the sink took 0 bytes of some: `flush` {} instead of the error WriteZero",
            gave(&outcome)
        );
        assert!(
            Vec::from(pending.clone()) == b"abcde"[taken..],
            "the sink took {taken} of 5 bytes and then 0 of some, and {} are pending",
            pending.len()
        );
    }
}

/// Each call goes to the system and back. One whose answer is known is for nothing, and after an end
/// or an error nobody knows what it does.
#[check]
fn neither_asks_again_when_it_knows() {
    use ErrorKind::{ConnectionReset, WouldBlock};
    for (last, what) in [
        (Step::Fails(WouldBlock), "would block"),
        (Step::Fails(ConnectionReset), "has failed"),
        (Step::End, "has come to its end"),
    ] {
        let mut source = Source::new(vec![Step::Bytes(b"abc"), last]);
        let _ = drain(&mut source, &mut VecDeque::new(), PLENTY);
        assert!(
            source.steps_left() == 0,
            "the source gave 3 bytes and then {what}, and `drain` did not ask it until then"
        );
        assert!(
            source.too_often == 0,
            "the source {what}, and was asked again, {}",
            times(source.too_often)
        );
    }
    for (kind, what) in [(WouldBlock, "would block"), (ConnectionReset, "has failed")] {
        let mut sink = Sink::new(vec![Take::Bytes(1), Take::Fails(kind)]);
        let _ = flush(&mut sink, &mut wrapped(b"abc"));
        assert!(
            sink.steps_left() == 0,
            "the sink took 1 of 3 bytes and then {what}, and `flush` did not ask it until then"
        );
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
        "there was nothing to write, and `flush` asked the sink {}",
        times(sink.calls)
    );
    assert!(
        matches!(outcome, Ok(Flushed::Flushed)),
        "there was nothing to write: `flush` {} instead of Flushed",
        gave(&outcome)
    );
    let mut sink = Sink::new(vec![Take::Bytes(3)]);
    let _ = flush(&mut sink, &mut wrapped(b"abc"));
    assert!(
        sink.taken == b"abc",
        "there were 3 bytes to write, and `flush` wrote {}",
        sink.taken.len()
    );
    assert!(
        sink.too_often == 0,
        "the sink has taken all there was, and was asked again, {}",
        times(sink.too_often)
    );
}

#[track_caller]
fn must_be(bytes: &[u8], expected: &[u8], what: &str) {
    let same = (bytes.iter().zip(expected))
        .take_while(|(a, b)| a == b)
        .count();
    assert!(
        bytes.len() == expected.len(),
        "what {what} is {} bytes long instead of {}",
        bytes.len(),
        expected.len()
    );
    assert!(
        same == expected.len(),
        "what {what} has the right length, and from byte {same} on another order, or other bytes"
    );
}

#[track_caller]
fn must_be_error<T: std::fmt::Debug>(outcome: &io::Result<T>, kind: ErrorKind, case: &str) {
    match outcome {
        Err(error) if error.kind() == kind => assert!(
            error.to_string() == "by the script",
            "{case}, and another error of the kind {kind:?} was returned: {error}"
        ),
        other => panic!(
            "{case}: that was the error {kind:?}, and the call {}",
            gave(other)
        ),
    }
}

fn gave<T: std::fmt::Debug>(outcome: &io::Result<T>) -> String {
    match outcome {
        Ok(value) => format!("gave Ok({value:?})"),
        Err(error) => format!("failed with {:?}", error.kind()),
    }
}
