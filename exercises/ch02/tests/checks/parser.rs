//! Checks of parser.

use std::fmt::Write as _;

use ch02::coroutine::{Coroutine, State};
use ch02::parser::{Malformed, Parser};
use kit::{caught, check};

/// The contract's own figure: not the answer's `LONGEST`, which could be another.
const LONGEST: usize = 9_999;

/// What a resume gave.
type Came = State<Option<Vec<u8>>, Malformed>;

/// In the middle of a message the parser stops, says that there is nothing yet, and goes on there
/// with the next byte. Only the comma shows that the content has ended where its length said.
#[check]
fn a_message_comes_with_its_comma_and_not_before() {
    let contents: [&[u8]; 4] = [
        b"hello",
        b"x",
        b"",
        b"forty-two bytes, or so, of what was written",
    ];
    for content in contents {
        messages_come(&[content]);
    }
}

/// After a message everything begins again but for the position: its length, its content and how much
/// of it has come belong to that message alone.
#[check]
fn the_next_byte_begins_the_next_message() {
    messages_come(&[b"hello", b"ab"]);
    messages_come(&[b"ab", b"hello", b"", b"", b"x", b"a dozen, now", b"", b"ab"]);
}

/// The length comes first so that nothing in the content needs to be looked for, or be forbidden.
/// What a byte means depends on where it stands.
#[check]
fn the_content_may_hold_any_byte() {
    let contents: [&[u8]; 7] = [
        b"a,b:c",
        b",",
        b":,:",
        b"7",
        b"3:abc,",
        b"12:\n,,,",
        b" \r\n\t",
    ];
    for content in contents {
        messages_come(&[content, b"after"]);
    }
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    messages_come(&[&every_byte, b"after"]);
}

/// A stream of messages has no place where one could begin anew: after a mistake, every byte may be a
/// length or a content. So the parser ends there, at once.
#[check]
fn a_byte_that_cannot_stand_there_ends_it() {
    const LENGTH: &str = "a message begins with a digit of its length";
    const COLON: &str = "a digit or a colon belongs there";
    const COMMA: &str = "the content is complete, and a comma belongs there";
    const DIGIT_OR_COLON: &[u8] = b"0123456789:";
    // What was sent before, and what can stand there or is judged by another check.
    let cases: [(&[u8], &[u8], &str); 10] = [
        (b"3:abc", b",", COMMA),
        (b"0:", b",", COMMA),
        (b"2:ab,3:abc", b",", COMMA),
        (b"", DIGIT_OR_COLON, LENGTH),
        (b"2:hi,", DIGIT_OR_COLON, LENGTH),
        (b"0:,", DIGIT_OR_COLON, LENGTH),
        (b"5", DIGIT_OR_COLON, COLON),
        (b"12", DIGIT_OR_COLON, COLON),
        (b"2:hi,999", DIGIT_OR_COLON, COLON),
        (b"0", DIGIT_OR_COLON, "a colon belongs there"),
    ];
    for (before, can_stand, why) in cases {
        for byte in (0..=u8::MAX).filter(|byte| !can_stand.contains(byte)) {
            ends_with_the_last_of(&[before, &[byte]].concat(), why);
        }
    }
}

/// Whoever looks for the mistake has the stream, and perhaps no messages: a position in the stream
/// can be found there.
#[check]
fn its_position_is_counted_from_0_over_everything_sent() {
    // The bytes, and where the last message of them begins.
    let cases: [(&[u8], usize); 7] = [
        (b"x", 0),
        (b"5h", 0),
        (b"3:abcd", 0),
        (b"5:hello,x", 8),
        (b"5:hello,2:ab,0:,3:abc!", 16),
        (b"0:,0:,0:,x", 9),
        (b"1:a,100;", 4),
    ];
    for (bytes, begins) in cases {
        position_is_of_the_last_of(bytes, begins);
    }
    // Beyond what 8 bits can count.
    let long = netstring(&[b'.'; 300]);
    position_is_of_the_last_of(&[&long[..], b"x"].concat(), long.len());
}

/// A length without a digit is not a length of 0: something has been left out, and nobody knows what.
#[check]
fn a_length_without_a_digit_ends_it_at_its_colon() {
    for bytes in [&b":"[..], b"2:ab,:", b"0:,:"] {
        ends_with_the_last_of(bytes, "it ends a length without any digit");
    }
}

/// Every length has exactly one way to be written. Where there are two, two programs will one day
/// disagree about the same bytes.
#[check]
fn a_superfluous_0_ends_it_at_the_second_digit() {
    // These zeros are not superfluous.
    takes(b"0:,", "a 0 alone is the length of an empty content");
    takes(b"10:0123456789,", "only a 0 in front is superfluous");
    takes(b"1:a,0:,100:", "only a 0 in front is superfluous");
    for bytes in [&b"00"[..], b"05", b"2:ab,00", b"0:,01", b"09"] {
        let why = "the 0 before it is superfluous, which shows at the second digit";
        ends_with_the_last_of(bytes, why);
    }
}

/// Without a bound, a stranger could make you set aside all your memory with a few digits. The digit
/// that takes the length beyond it is enough to know.
#[check]
fn a_length_above_the_longest_ends_it_at_the_digit_that_takes_it_beyond() {
    for length in [LONGEST, LONGEST - 1, 9_000, 1_000] {
        let head = format!("{length}:");
        let why = format!("a length of {length} is not above {LONGEST}");
        takes(head.as_bytes(), &why);
    }
    for bytes in [&b"10000"[..], b"99990", b"99999", b"12345", b"2:ab,10000"] {
        let why = format!("it takes the length beyond {LONGEST}");
        ends_with_the_last_of(bytes, &why);
    }
    // A content of that length is sent by the check below.
}

/// The parser has looked at a byte when it was sent, and what it learned from it is in its state. A
/// parser that keeps the bytes instead, and begins with them anew each time, has more to do with each
/// byte than with the one before. Where this check does not come back, look for that first: a parser
/// that has as much to do with each byte is done with all of them in a moment.
#[check]
fn no_byte_is_looked_at_twice() {
    let long: Vec<u8> = (0..LONGEST).map(|n| b"0:,."[n % 4]).collect();
    for (content, messages) in [(&b"ab"[..], 50_000), (&long, 100)] {
        let message = netstring(content);
        let mut parser = Parser::new();
        for number in 1..=messages {
            let mut came = State::Yielded(None);
            for byte in &message {
                came = parser.resume(*byte);
                if matches!(came, State::Returned(_)) {
                    break;
                }
            }
            assert!(
                came == State::Yielded(Some(content.to_vec())),
                "message {number} of {messages}, of {} bytes each: its comma was sent, and the \
                 parser {}",
                message.len(),
                said(&came)
            );
        }
        let position = messages * message.len();
        let came = parser.resume(b'x');
        assert!(
            came == State::Returned(Malformed { position }),
            "{messages} messages of {} bytes each were sent, and then \"x\", which has position \
             {position}: the parser {}",
            message.len(),
            said(&came)
        );
    }
}

/// A program has a parser for each of its connections. What each one knows must be its own.
#[check]
fn two_parsers_do_not_disturb_each_other() {
    let streams: [&[u8]; 2] = [b"3:abc,2:hi,x", b"5:hello,0:,1:a!"];
    let alone = streams.map(|bytes| feed(&mut Parser::new(), bytes));
    for (bytes, alone) in streams.iter().zip(&alone) {
        let is_message = |came: &&Came| matches!(came, State::Yielded(Some(_)));
        assert!(
            alone.len() == bytes.len() && alone.iter().filter(is_message).count() == 2,
            "{} was sent to one parser alone: it should yield 2 messages and return at the last byte. \
             It yielded {}, and its last resume was number {}, which says nothing about two",
            shown(bytes),
            alone.iter().filter(is_message).count(),
            alone.len()
        );
    }
    let mut parsers = [Parser::new(), Parser::new()];
    let mut beside = [Vec::new(), Vec::new()];
    for at in 0..streams[1].len() {
        for (which, bytes) in streams.iter().enumerate() {
            // One that has returned, rightly or not, is not resumed again.
            let over = matches!(beside[which].last(), Some(State::Returned(_)));
            let Some(byte) = bytes.get(at).filter(|_| !over) else {
                continue;
            };
            let came = parsers[which].resume(*byte);
            beside[which].push(came.clone());
            let wanted = alone[which].get(at);

            assert!(
                Some(&came) == wanted,
                "two parsers are sent bytes in turns, the one {}, the other {}. After {} of its own \
                 one of them {}; alone it {}: it has taken in what was sent to the other one",
                shown(streams[0]),
                shown(streams[1]),
                shown(&bytes[..=at]),
                said(&came),
                wanted.map_or("had been over".to_owned(), said)
            );
        }
    }
}

/// There is nothing to run on from, whatever is sent. It says so, and says so every time, rather than
/// give an answer that looks like one.
#[check]
fn a_resume_after_the_return_panics() {
    for bytes in [&b"x"[..], b"2:hi,3;", b"00"] {
        let mut parser = Parser::new();
        let came = feed(&mut parser, bytes);
        let last = came.last().expect("a byte was sent");
        assert!(
            came.len() == bytes.len() && matches!(last, State::Returned(_)),
            "{} was sent, a byte a resume: its last byte should end the parser, which is then resumed \
             once more; but in resume {} the parser {}",
            shown(bytes),
            came.len(),
            said(last)
        );
        for (time, byte) in [("once", b'0'), ("a second time", b'x')] {
            match caught(|| parser.resume(byte)) {
                Ok(came) => panic!(
                    "the parser had returned and was resumed {time}: it {}, as if it were not over; \
                     it should panic, with `already returned` in its message",
                    said(&came)
                ),
                Err(panic) => {
                    let words = panic.message;
                    assert!(
                        words.contains("already returned"),
                        "the parser had returned and was resumed {time}: it panicked, but its \
                         message does not contain the words `already returned`: {words:?}"
                    );
                }
            }
        }
    }
}

/// `5:hello,` for `hello`.
fn netstring(content: &[u8]) -> Vec<u8> {
    let head = format!("{}:", content.len());
    [head.as_bytes(), content, b","].concat()
}

/// What the parser gives, a byte a resume; it is not resumed after it has returned.
fn feed(parser: &mut Parser, bytes: &[u8]) -> Vec<Came> {
    let mut all = Vec::new();
    for byte in bytes {
        all.push(parser.resume(*byte));
        if let Some(State::Returned(_)) = all.last() {
            break;
        }
    }
    all
}

/// Sends these contents, one message after another, and looks at what comes for each byte.
#[track_caller]
fn messages_come(contents: &[&[u8]]) {
    let mut parser = Parser::new();
    let mut sent = Vec::new();
    for (number, content) in contents.iter().enumerate() {
        let message = netstring(content);
        for (at, byte) in message.iter().enumerate() {
            sent.push(*byte);
            let came = parser.resume(*byte);
            let complete = at + 1 == message.len();
            let wanted = State::Yielded(complete.then(|| content.to_vec()));
            if came == wanted {
                continue;
            }
            let before = number.checked_sub(1).map(|before| contents[before]);
            panic!(
                "{} was sent, a byte a resume. With its last byte, {}, the parser {}; wanted was that \
                 it {}: {}",
                shown(&sent),
                shown(&[*byte]),
                said(&came),
                said(&wanted),
                why_not(&came, content, at + 1, &message, before)
            );
        }
    }
}

/// Why `came` most likely came with byte number `at`, counted from 1, of `message`.
fn why_not(
    came: &Came,
    content: &[u8],
    at: usize,
    message: &[u8],
    before: Option<&[u8]>,
) -> &'static str {
    let complete = at == message.len();
    match came {
        State::Returned(_) if at == 1 => {
            "that byte can stand there: it begins a message, and the one before is complete"
        }
        State::Returned(_) if at == 2 && content.is_empty() => {
            "a colon can stand behind a 0: the content of `0:,` is empty, and its comma comes at once"
        }
        State::Returned(_) if at == 2 && message[1] == b':' && before.is_none() => {
            "a colon can stand behind a digit. Has the digit been lost, which was sent with the first \
             resume?"
        }
        State::Returned(_) if at < message.len() - content.len() => {
            "that byte can stand there, for it belongs to the length"
        }
        State::Returned(_) if complete && content.is_empty() => {
            "that byte can stand there: the content of `0:,` is empty, and its comma comes at once"
        }
        State::Returned(_) if complete => {
            "that byte can stand there: the content is complete, whatever it holds, and a comma ends \
             the message"
        }
        State::Returned(_) => {
            "that byte can stand there: it belongs to the content, where it means nothing"
        }
        State::Yielded(Some(came)) if complete && *came == as_text(content) => {
            "each byte from 128 on came out as two: it was taken for a character, and a content is bytes"
        }
        State::Yielded(Some(came))
            if complete
                && before.is_some_and(|before| !before.is_empty() && came.starts_with(before)) =>
        {
            "something of the message before is left in it"
        }
        State::Yielded(Some(_)) if complete => "that is not what was sent between colon and comma",
        State::Yielded(Some(_)) if at + 1 == message.len() => {
            "the content is complete, but its comma has not come"
        }
        State::Yielded(Some(_)) => {
            "the message is not complete: how long its content is was said at its beginning"
        }
        State::Yielded(None) => match before {
            Some(_) => {
                "the message is complete. Is something of the message before it still there?"
            }
            None if content.is_empty() => {
                "the message is complete: the content of `0:,` is empty, and its comma comes at once"
            }
            None => "the message is complete",
        },
    }
}

/// What comes out where each byte is taken for a character.
fn as_text(content: &[u8]) -> Vec<u8> {
    let text: String = content.iter().map(|byte| char::from(*byte)).collect();
    text.into_bytes()
}

/// Sends `bytes`; the last one cannot stand there, for the reason given, and the others can.
#[track_caller]
fn ends_with_the_last_of(bytes: &[u8], why: &str) {
    let mut parser = Parser::new();
    let came = feed(&mut parser, bytes);
    let last = came.last().expect("a byte was sent");
    let byte = shown(&bytes[came.len() - 1..came.len()]);
    if let State::Yielded(_) = last {
        let next = caught(|| parser.resume(b':'));
        let late = match next {
            Ok(State::Returned(_)) => " It ended only with the byte after it.",
            _ => "",
        };
        panic!(
            "{} was sent, a byte a resume. Its last byte, {byte}, cannot stand there: {why}. Wanted \
             was that the parser returns Malformed in that resume; it {}.{late}",
            shown(bytes),
            said(last)
        );
    }
    assert!(
        came.len() == bytes.len(),
        "{} was to be sent, a byte a resume. The parser {} in resume {}, which sent it {byte}, but \
         that byte can stand there",
        shown(bytes),
        said(last),
        came.len()
    );
}

/// Sends `bytes`, all of which can stand there, for the reason given.
#[track_caller]
fn takes(bytes: &[u8], why: &str) {
    let came = feed(&mut Parser::new(), bytes);
    if let Some(State::Returned(_)) = came.last() {
        panic!(
            "{} was to be sent, a byte a resume. The parser {} in resume {}, which sent it {}, but \
             that byte can stand there: {why}",
            shown(bytes),
            said(&came[came.len() - 1]),
            came.len(),
            shown(&bytes[came.len() - 1..came.len()])
        );
    }
}

/// Sends `bytes`; the last one cannot stand there. Their last message begins at `begins`.
#[track_caller]
fn position_is_of_the_last_of(bytes: &[u8], begins: usize) {
    let came = feed(&mut Parser::new(), bytes);
    let wanted = bytes.len() - 1;
    let Some(State::Returned(Malformed { position })) = came.last() else {
        panic!(
            "{} was sent, a byte a resume, and its last byte cannot stand there; but the parser has \
             not returned a position",
            shown(bytes)
        );
    };
    let cause = match *position {
        position if position == wanted + 1 => "positions are counted from 0",
        position if position == wanted - begins => {
            "that is its place in its message; wanted is its place over everything sent"
        }
        position if position == begins => {
            "that is where its message begins; wanted is the place of the byte, not of the message"
        }
        _ => "that is the place of another byte",
    };
    assert!(
        *position == wanted,
        "{} was sent, a byte a resume. Its last byte cannot stand there: it has position {wanted}, \
         and the parser returned position {position}: {cause}",
        shown(bytes)
    );
}

/// Bytes in quotes; of many the last ones.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 40;
    let from = bytes.len().saturating_sub(MOST);
    let mut out = String::new();
    if from > 0 {
        let _ = write!(out, "({from} bytes and) ");
    }
    let _ = write!(out, "\"{}\"", bytes[from..].escape_ascii());
    out
}

fn said(came: &Came) -> String {
    match came {
        State::Yielded(None) => "yielded None".to_owned(),
        State::Yielded(Some(content)) => format!("yielded Some({})", shown(content)),
        State::Returned(Malformed { position }) => {
            format!("returned Malformed with position {position}")
        }
    }
}
