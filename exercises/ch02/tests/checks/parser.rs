//! Checks of parser.

use std::fmt::Write as _;

use ch02::coroutine::{Coroutine, State};
use ch02::parser::{Malformed, Parser};
use kit::{caught, check, varied, varied_word};

/// The limit in the header: an answer could have changed its own `LONGEST`.
const LONGEST: usize = 9_999;

/// The result of a resume.
type Came = State<Option<Vec<u8>>, Malformed>;

/// In the middle of a message, the parser yields None and continues there with the next byte. Only the
/// comma shows that the length was right.
#[check]
fn a_message_comes_with_its_comma_and_not_before() {
    let hello = varied_word("hello");
    let contents: [&[u8]; 4] = [
        hello.as_bytes(),
        b"x",
        b"",
        b"forty-two bytes, or so, of what was written",
    ];
    for content in contents {
        messages_come(&[content]);
    }
}

/// Length, content and the number of bytes left belong to one message. After it, all begin again; only the
/// position is counted on.
#[check]
fn the_next_byte_begins_the_next_message() {
    messages_come(&[b"hello", b"ab"]);
    messages_come(&[b"ab", b"hello", b"", b"", b"x", b"a dozen, now", b"", b"ab"]);
}

/// The length comes first, so no byte of the content needs a special meaning. What a byte means depends
/// on the state.
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

// Without docs: other checks fail for the same cause, and their messages explain it.
#[check]
fn an_invalid_byte_ends_it() {
    const COLON: &str = "only a digit or a colon is valid here";
    const COMMA: &str = "the content is complete, so only a comma is valid here";
    const DIGIT_OR_COLON: &[u8] = b"0123456789:";
    // The bytes before, then the bytes that are valid there or have a check of their own.
    let cases: [(&[u8], &[u8], &str); 10] = [
        (b"3:abc", b",", COMMA),
        (b"0:", b",", COMMA),
        (b"2:ab,3:abc", b",", COMMA),
        (b"", DIGIT_OR_COLON, BEGINS),
        (b"2:hi,", DIGIT_OR_COLON, BEGINS),
        (b"0:,", DIGIT_OR_COLON, BEGINS),
        (b"5", DIGIT_OR_COLON, COLON),
        (b"12", DIGIT_OR_COLON, COLON),
        (b"2:hi,999", DIGIT_OR_COLON, COLON),
        (b"0", DIGIT_OR_COLON, "only a colon is valid here"),
    ];
    for (before, valid, why) in cases {
        let cannot = (0..=u8::MAX).filter(|byte| !valid.contains(byte));
        let faults: Vec<_> = cannot
            .clone()
            .filter_map(|byte| {
                let bytes = [before, &[byte]].concat();
                Some((byte, not_ended_by(&bytes, why)?))
            })
            .collect();
        if let Some((byte, fault)) = faults.first() {
            let others = cannot.count() - faults.len();
            let contrast = match (others, before) {
                (0, b"") => "no invalid first byte ended the parser".to_owned(),
                (0, _) => format!("after {}, no invalid byte ended the parser", shown(before)),
                _ => format!(
                    "right for {others} other bytes, wrong for {}{}",
                    shown(&[*byte]),
                    match faults.len() {
                        1 => String::new(),
                        many => format!(" and {} more", many - 1),
                    }
                ),
            };
            let fault = format!("{contrast}\n{fault}{ENDS}");
            panic!("{}", message_fault().unwrap_or(fault));
        }
    }
}

// Without docs: other checks fail for the same causes, and their messages explain them.
#[check]
fn its_position_is_counted_from_0_over_everything_sent() {
    // The bytes, and the position at which their last message begins.
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
    // A position that does not fit into 8 bits.
    let long = netstring(&vec![b'.'; varied(300, 257..=400) as usize]);
    position_is_of_the_last_of(&[&long[..], b"x"].concat(), long.len());
}

/// A length without a digit is not a length of 0: bytes are missing, and the parser cannot know which.
#[check]
fn a_length_without_a_digit_ends_it_at_its_colon() {
    for bytes in [&b":"[..], b"2:ab,:", b"0:,:"] {
        ends_with_the_last_of(bytes, "the length before it has no digit");
    }
}

/// Each length can be written in one way. With two ways, two programs could read the same bytes
/// differently.
#[check]
fn a_superfluous_0_ends_it_at_the_second_digit() {
    // These zeros are valid.
    takes(b"0:,", "a 0 alone is the length of an empty content");
    takes(
        b"10:0123456789,",
        "only a 0 before another digit is superfluous, and not one after it",
    );
    takes(
        b"1:a,0:,100:",
        "only a 0 before another digit is superfluous, and not one after it",
    );
    for bytes in [&b"00"[..], b"05", b"2:ab,00", b"0:,01", b"09"] {
        let why = "the 0 before it is superfluous, as a second digit shows";
        ends_with_the_last_of(bytes, why);
    }
}

/// Without a limit, a client could make you reserve all your memory with a few digits. The digit that
/// exceeds the limit is enough to know.
#[check]
fn a_length_above_the_longest_ends_it_at_the_digit_that_takes_it_beyond() {
    for length in [LONGEST, LONGEST - 1, 9_000, 1_000] {
        let head = format!("{length}:");
        let why = format!("a length of {length} is not greater than {LONGEST}");
        takes(head.as_bytes(), &why);
    }
    for bytes in [&b"10000"[..], b"99990", b"99999", b"12345", b"2:ab,10000"] {
        let why = format!("it makes the length greater than {LONGEST}");
        let Some(fault) = not_ended_by(bytes, &why) else {
            continue;
        };
        // Find its limit, if it has one.
        let taken = |length: &usize| {
            let came = feed(&mut Parser::new(), length.to_string().as_bytes());
            !matches!(came.last(), Some(State::Returned(_)))
        };
        let (mut taken_up_to, mut refused) = (LONGEST, 100 * LONGEST);
        let unlimited = taken(&refused);
        while !unlimited && refused - taken_up_to > 1 {
            let middle = taken_up_to.midpoint(refused);
            match taken(&middle) {
                true => taken_up_to = middle,
                false => refused = middle,
            }
        }
        let contrast = match (unlimited, taken_up_to) {
            (true, _) => format!("it has no limit: it accepts a length of {refused} too\n"),
            (false, LONGEST) => String::new(),
            (false, limit) => format!("its limit is {limit} instead of {LONGEST}\n"),
        };
        panic!("{}", or_before(format!("{contrast}{fault}")));
    }
    // The check below sends a content of that length.
}

// Without docs: what the parser knows from a byte must be in its state. One that stores the bytes instead
// and starts again with each byte has more work each time, and this check does not end in time.
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
                "{}",
                or_before(format!(
                    "{}with the comma of message {number} of {messages}, of {} bytes each, the parser {}{}",
                    match number {
                        1 => String::new(),
                        _ => format!(
                            "right for the first {}, wrong for the next one: ",
                            number - 1
                        ),
                    },
                    message.len(),
                    said(&came),
                    match came {
                        State::Returned(_) => EARLY,
                        State::Yielded(_) if number > 1 => BEGINS_AGAIN,
                        State::Yielded(_) => "",
                    }
                ))
            );
        }
        let position = messages * message.len();
        let came = parser.resume(b'x');
        assert!(
            came == State::Returned(Malformed { position }),
            "after {messages} messages of {} bytes each, \"x\" was sent, which is invalid at position \
             {position}: the parser {}{}",
            message.len(),
            said(&came),
            match came {
                State::Returned(_) => IN_THE_STREAM,
                State::Yielded(_) => ENDS,
            }
        );
    }
}

/// A program has one parser for each connection, and each parser needs a state of its own.
#[check]
fn two_parsers_do_not_disturb_each_other() {
    let streams: [&[u8]; 2] = [b"3:abc,2:hi,x", b"5:hello,0:,1:a!"];
    let alone = streams.map(|bytes| feed(&mut Parser::new(), bytes));
    for (bytes, alone) in streams.iter().zip(&alone) {
        let is_message = |came: &&Came| matches!(came, State::Yielded(Some(_)));
        assert!(
            alone.len() == bytes.len() && alone.iter().filter(is_message).count() == 2,
            "{}",
            or_before(format!(
                "wrong for one parser alone: of {}, it should yield 2 messages and return at the last \
                 byte. It yielded {}, and in resume {3} it {2}{4}",
                shown(bytes),
                alone.iter().filter(is_message).count(),
                said(alone.last().expect("a byte was sent")),
                alone.len(),
                match alone.len() < bytes.len() {
                    true => EARLY,
                    false => ENDS,
                }
            ))
        );
    }
    let mut parsers = [Parser::new(), Parser::new()];
    let mut beside = [Vec::new(), Vec::new()];
    for at in 0..streams[1].len() {
        for (which, bytes) in streams.iter().enumerate() {
            // A parser that has returned is not resumed again, even if it should not have.
            let over = matches!(beside[which].last(), Some(State::Returned(_)));
            let Some(byte) = bytes.get(at).filter(|_| !over) else {
                continue;
            };
            let came = parsers[which].resume(*byte);
            beside[which].push(came.clone());
            let wanted = alone[which].get(at);

            assert!(
                Some(&came) == wanted,
                "right alone, wrong beside another parser: they share a state that each should have for \
                 itself\ntwo parsers are sent bytes in turn, {} and {}. After its own {}, one of them {}; \
                 alone, it {}",
                shown(streams[0]),
                shown(streams[1]),
                shown(&bytes[..=at]),
                said(&came),
                wanted.map_or("had returned before".to_owned(), said)
            );
        }
    }
}

/// After the return there is no stop to continue from. A result that looks valid would hide the caller's
/// mistake, so each later resume panics.
#[check]
fn a_resume_after_the_return_panics() {
    for bytes in [&b"x"[..], b"2:hi,3;", b"00"] {
        let mut parser = Parser::new();
        let came = feed(&mut parser, bytes);
        let last = came.last().expect("a byte was sent");
        assert!(
            came.len() == bytes.len() && matches!(last, State::Returned(_)),
            "{}",
            or_before(format!(
                "{}: of {}, sent one byte in each resume, only the last one is invalid. In resume {}, it {}{}",
                match last {
                    State::Returned(_) => "the parser returned at a valid byte",
                    State::Yielded(_) => "the parser did not return at an invalid byte",
                },
                shown(bytes),
                came.len(),
                said(last),
                match last {
                    State::Returned(_) => EARLY,
                    State::Yielded(_) => ENDS,
                }
            ))
        );
        for (time, byte) in [("first", b'0'), ("second", b'x')] {
            match caught(|| parser.resume(byte)) {
                Ok(came) => panic!(
                    "the {time} resume after the return did not panic: the parser {}, as if it had not \
                     returned",
                    said(&came)
                ),
                Err(panic) => {
                    let words = panic.message;
                    assert!(
                        words.contains("already returned"),
                        "the {time} resume after the return panicked, but its message does not contain \
                         `already returned`: {words:?}"
                    );
                }
            }
        }
    }
}

// Several checks say this: failures with the same words count as one cause.

const EARLY: &str = "\n\nWhich bytes are valid depends on the state: a digit or a colon in the length, each \
    byte in the content, a comma after it. Only an invalid byte ends the parser.";

const BEGINS: &str = "a message begins with a digit of its length, so only a digit is valid here";

const ENDS: &str = "\n\nAfter an invalid byte, the parser cannot know where the next message begins. So it \
    returns in that resume.";

const IN_THE_STREAM: &str = "\n\nThe caller looks for the byte in the stream, so a position is counted from 0 \
    over all bytes sent.";

const ENDS_BY_LENGTH: &str = "\n\nThe length says where the content ends. Until then, a comma is part of the \
    content.";

const AS_BYTES: &str = "\n\nA content is bytes, and it need not be text. In a `String`, each character from \
    128 on takes two bytes or more.";

const BEGINS_AGAIN: &str = "\n\nLength, content and the number of bytes left belong to one message. After it, \
    all of them begin again; only the position is counted on.";

/// `5:hello,` for `hello`.
fn netstring(content: &[u8]) -> Vec<u8> {
    let head = format!("{}:", content.len());
    [head.as_bytes(), content, b","].concat()
}

/// The results, one for each byte, until it returns.
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

/// Sends these contents, one message after another, and checks the result of each byte.
#[track_caller]
fn messages_come(contents: &[&[u8]]) {
    if let Some(fault) = first_fault(contents) {
        panic!("{fault}");
    }
}

/// The first wrong result in these messages, and its most likely reason.
fn first_fault(contents: &[&[u8]]) -> Option<String> {
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
            return Some(format!(
                "{}\nof {}, sent one byte in each resume, the last byte is {}: the parser {} and should have \
                 {}{}",
                why_not(&came, content, at + 1, &message, before),
                shown(&sent),
                shown(&[*byte]),
                said(&came),
                said(&wanted),
                match came {
                    State::Returned(_) => EARLY,
                    State::Yielded(Some(_)) if !complete && *byte == b',' => ENDS_BY_LENGTH,
                    State::Yielded(Some(came)) if is_as_text(&came, content) => AS_BYTES,
                    State::Yielded(_) if number > 0 => BEGINS_AGAIN,
                    State::Yielded(_) => "",
                }
            ));
        }
    }
    None
}

/// What is wrong with a simple message, or with the one after it.
fn message_fault() -> Option<String> {
    first_fault(&[b"hello"]).or_else(|| first_fault(&[b"hello", b"ab"]))
}

/// A simpler failure that is probably the cause; otherwise `own`.
fn or_before(own: String) -> String {
    message_fault()
        .or_else(|| Some(not_ended_by(b"x", BEGINS)? + ENDS))
        .unwrap_or(own)
}

/// How many bytes it takes as the content after `5:hello,2:`, for one.
fn length_after(before: &[u8], content: &[u8]) -> Option<usize> {
    let mut parser = Parser::new();
    let head = [
        &netstring(before)[..],
        format!("{}:", content.len()).as_bytes(),
    ]
    .concat();
    for byte in &head {
        if let State::Returned(_) = parser.resume(*byte) {
            return None;
        }
    }
    (0..=LONGEST).find(|_| matches!(parser.resume(b'.'), State::Returned(_)))
}

/// The most likely reason for `came`, the result of byte number `at` of `message`, counted from 1.
fn why_not(
    came: &Came,
    content: &[u8],
    at: usize,
    message: &[u8],
    before: Option<&[u8]>,
) -> String {
    let complete = at == message.len();
    if let (State::Yielded(None), Some(before)) = (came, before) {
        let kept = format!("{}{}", before.len(), content.len());
        if length_after(before, content).map(|length| length.to_string()) == Some(kept.clone()) {
            return format!(
                "right for one message, wrong for the next one: it took `{}:` for a length of {kept}, which \
                 begins with the length of the message before, {}",
                content.len(),
                before.len()
            );
        }
    }
    let cause = match came {
        State::Returned(_) if at == 1 => {
            "it returned at a byte that begins a message: the message before is complete"
        }
        State::Returned(_) if at == 2 && content.is_empty() => {
            "it returned at the colon after a 0: the content of `0:,` is empty, and its comma comes next"
        }
        State::Returned(_) if at == 2 && message[1] == b':' && before.is_none() => {
            "it returned at a colon, as if no digit had come: the digit was sent with the first resume"
        }
        State::Returned(_) if at < message.len() - content.len() => {
            "it returned at a valid byte of the length"
        }
        State::Returned(_) if complete && content.is_empty() => {
            "it returned at the comma of `0:,`: that content is empty, and its comma comes next"
        }
        State::Returned(_) if complete => {
            "it returned at the comma that ends the message: the content is complete"
        }
        State::Returned(_) => {
            "it returned at a valid byte: it belongs to the content, which may hold all 256 bytes"
        }
        State::Yielded(Some(came)) if complete && is_as_text(came, content) => {
            "each byte from 128 on came out as two: it was taken for a character, but a content is bytes"
        }
        State::Yielded(Some(came))
            if complete
                && before.is_some_and(|before| {
                    !before.is_empty() && came.strip_prefix(before) == Some(content)
                }) =>
        {
            "the content of the message before is still in it"
        }
        State::Yielded(Some(_)) if complete => {
            "the content differs from what was sent between colon and comma"
        }
        State::Yielded(Some(_)) if at + 1 == message.len() => {
            "it yielded the message too early: the content is complete, but its comma has not come"
        }
        State::Yielded(Some(came))
            if message[at - 1] == b',' && content.starts_with(came) && !complete =>
        {
            "it yielded before the message was complete, at a comma that belongs to the content"
        }
        State::Yielded(Some(_)) => {
            "it yielded before the message was complete: the length at its beginning says how long it is"
        }
        State::Yielded(None) => match before {
            Some(_) => {
                "right for a message, wrong for the next one: it did not yield that one when it was complete"
            }
            None if content.is_empty() => {
                "it did not yield a complete message: the content of `0:,` is empty, and its comma comes next"
            }
            None => "it did not yield a complete message",
        },
    };
    cause.to_owned()
}

/// Whether `came` is `content` with each byte taken for a character, which makes a difference.
fn is_as_text(came: &[u8], content: &[u8]) -> bool {
    let text: String = content.iter().map(|byte| char::from(*byte)).collect();
    came == text.as_bytes() && came != content
}

/// Sends `bytes`, of which only the last one is invalid, for the reason given.
#[track_caller]
fn ends_with_the_last_of(bytes: &[u8], why: &str) {
    if let Some(fault) = not_ended_by(bytes, why) {
        panic!("{}", or_before(fault));
    }
}

/// What is wrong, if the last one of `bytes` does not end the parser or an earlier one does.
fn not_ended_by(bytes: &[u8], why: &str) -> Option<String> {
    let mut parser = Parser::new();
    let came = feed(&mut parser, bytes);
    let last = came.last().expect("a byte was sent");
    let byte = shown(&bytes[came.len() - 1..came.len()]);
    if let State::Yielded(_) = last {
        let next = caught(|| parser.resume(b':'));
        let late = match next {
            Ok(State::Returned(_)) => ". It returned only at the byte after it",
            Ok(State::Yielded(_)) => ", also at the byte after it",
            Err(_) => "",
        };
        return Some(format!(
            "an invalid byte did not end the parser. {byte}, the last byte of {}, is invalid: {why}.\nIn that \
             resume the parser should return Malformed, and it {}{late}",
            shown(bytes),
            said(last)
        ));
    }
    (came.len() < bytes.len()).then(|| {
        format!(
            "the parser returned at a valid byte: of {}, sent one byte in each resume, it {} in resume \
             {}, at {byte}{EARLY}",
            shown(bytes),
            said(last),
            came.len()
        )
    })
}

/// Sends `bytes`, all of which are valid, for the reason given.
#[track_caller]
fn takes(bytes: &[u8], why: &str) {
    let came = feed(&mut Parser::new(), bytes);
    if let Some(State::Returned(_)) = came.last() {
        let fault = format!(
            "the parser returned at a valid byte: {why}\nof {}, sent one byte in each resume, it {} in \
             resume {}, at {}{EARLY}",
            shown(bytes),
            said(&came[came.len() - 1]),
            came.len(),
            shown(&bytes[came.len() - 1..came.len()])
        );
        panic!("{}", or_before(fault));
    }
}

/// Sends `bytes`, of which only the last one is invalid. Their last message begins at `begins`.
#[track_caller]
fn position_is_of_the_last_of(bytes: &[u8], begins: usize) {
    let came = feed(&mut Parser::new(), bytes);
    let wanted = bytes.len() - 1;
    let Some(State::Returned(Malformed { position })) = came.last() else {
        let fault = format!(
            "an invalid byte did not end the parser: the last one of {}, sent one byte in each \
             resume{ENDS}",
            shown(bytes)
        );
        panic!("{}", or_before(fault));
    };
    assert!(
        came.len() == bytes.len(),
        "{}",
        or_before(format!(
            "the parser returned at a valid byte: of {}, sent one byte in each resume, it returned in \
             resume {}{EARLY}",
            shown(bytes),
            came.len()
        ))
    );
    let cause = match *position {
        position if position == wanted + 1 => "positions are counted from 0",
        position if position == wanted - begins => {
            "that is its position in its message, and wanted is its position over all bytes sent"
        }
        position if position == begins => {
            "that is the position of its message, and wanted is the position of the byte"
        }
        _ => "that is the position of another byte",
    };
    assert!(
        *position == wanted,
        "the position is not that of the byte: {cause}\nof {}, sent one byte in each resume, the last one is \
         invalid: its position is {wanted}, and the parser returned position {position}{IN_THE_STREAM}",
        shown(bytes)
    );
}

/// Bytes in quotes; if there are many, the last ones.
fn shown(bytes: &[u8]) -> String {
    // In characters: a byte such as 0xff takes four of them.
    const MOST: usize = 60;
    let mut from = bytes.len();
    let mut characters = 0;
    while from > 0 {
        characters += bytes[from - 1].escape_ascii().count();
        if characters > MOST {
            break;
        }
        from -= 1;
    }
    let mut out = String::new();
    if from > 0 {
        let _ = write!(out, "({from} bytes and then) ");
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
