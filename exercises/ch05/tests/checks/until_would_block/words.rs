//! What the checks of until_would_block say more than once.

use std::fmt::Debug;
use std::io::{self, ErrorKind};

/// The idea if `drain` stops early.
pub const EARLY_READ: &str = "Only `WouldBlock`, the end or an error says that there is nothing more. A \
                              read may return fewer bytes than there are, even if your buffer had more \
                              room.";

/// The idea if `flush` stops early.
pub const EARLY_WRITE: &str = "A write may take only a part of the bytes. The next one goes on from \
                               there, until nothing is left or the sink would block.";

/// The idea if too much is taken.
pub const LIMIT: &str = "Not one byte beyond the limit is taken from the source: the last buffer has room \
                         for as much as is left of it.";

/// The idea if the source is asked after the limit.
pub const REACHED: &str = "When the limit is reached, `drain` stops. `Limit` says that there may be more, and \
                           not that there is.";

/// The idea if bytes are lost, or stay.
pub const PENDING: &str = "What the sink has taken is removed from `pending`, and nothing else: no byte is \
                           written twice, and none is lost.";

/// The idea if an interruption ends a call.
pub const INTERRUPTED: &str = "`Interrupted` says that a signal came first: nothing was read or written, \
                               and the call is made again.";

/// How often, in words.
pub fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        _ => format!("{count} times"),
    }
}

pub fn bytes(count: usize) -> String {
    match count {
        1 => "1 byte".to_owned(),
        _ => format!("{count} bytes"),
    }
}

/// Fails if the call gave something else, and says what is right instead.
#[track_caller]
pub fn must_give<T: Debug + PartialEq>(call: &str, outcome: &io::Result<T>, right: T, case: &str) {
    let idea = match outcome {
        Ok(given) if *given == right => return,
        Err(error) if error.kind() == ErrorKind::WouldBlock => {
            "`WouldBlock` is no failure here: it is one of the ways to stop, and means that nothing \
             more can be done for now."
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => INTERRUPTED,
        Err(_) => "A call that fails returns the error, and no other result.",
        Ok(given) => match (format!("{given:?}").as_str(), format!("{right:?}").as_str()) {
            (_, "Ended") => {
                "A read that gives 0 bytes, with room for some, says that there will never be more."
            }
            ("Ended", _) => {
                "Only a read that gives 0 bytes, with room for some, says that there will never be more."
            }
            (_, "Limit") => "If `drain` stops because of the limit, it returns `Limit`.",
            ("Limit", _) => "`Limit` means that as many bytes were read as the limit allows.",
            _ => "The result says whether anything is left to do.",
        },
    };
    panic!(
        "`{call}` {} instead of Ok({right:?}): {case}\n\n{idea}",
        gave(outcome)
    );
}

#[track_caller]
pub fn must_be(bytes: &[u8], expected: &[u8], what: &str) {
    let same = (bytes.iter().zip(expected))
        .take_while(|(a, b)| a == b)
        .count();
    assert!(
        bytes.len() == expected.len(),
        "what {what} is {} long instead of {}",
        self::bytes(bytes.len()),
        expected.len()
    );
    assert!(
        same == expected.len(),
        "what {what} has the right length, and from byte {same} on another order, or other bytes"
    );
}

#[track_caller]
pub fn must_be_error<T: Debug>(call: &str, outcome: &io::Result<T>, kind: ErrorKind, case: &str) {
    match outcome {
        Err(error) if error.kind() == kind => assert!(
            error.to_string() == "by the script",
            "`{call}` returned another error of the kind {kind:?}: {error} ({case})\n\n\
             An error is returned as it came: its message may say what was wrong."
        ),
        other => panic!(
            "`{call}` {} instead of the error {kind:?}: {case}",
            gave(other)
        ),
    }
}

pub fn gave<T: Debug>(outcome: &io::Result<T>) -> String {
    match outcome {
        Ok(value) => format!("gave Ok({value:?})"),
        Err(error) => format!("failed with {:?}", error.kind()),
    }
}
