//! Checks of wire.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "wire/right.rs"]
mod right;
#[path = "wire/traced.rs"]
mod traced;
#[path = "wire/wrong.rs"]
mod wrong;

use ch14::wire::{Frames, test};
use kit::check;

use self::wrong::Wrong;
use crate::subject::{Ended, Failed, Implementation, Seen, accepts_seen, kills, paused};

fn run<S: Frames>() -> Ended {
    paused(test::<S>)
}

const RIGHT: [Implementation; 3] = [
    Implementation {
        what: "one that reads exactly the bytes that it needs",
        run: run::<right::Exact>,
    },
    Implementation {
        what: "one that reads as many bytes as there are, and keeps the rest for the next frame",
        run: run::<right::Buffered>,
    },
    Implementation {
        what: "one that takes its bytes one at a time, and yields to other tasks in between",
        run: run::<right::ByteByByte>,
    },
];

const FRAME_IN_ONE_READ: Implementation = Implementation {
    what: "one that reads the bytes of a frame with a single `read`, and returns `UnexpectedEof` \
           if they arrive in two pieces",
    run: run::<Wrong<wrong::FrameInOneRead>>,
};
const LENGTH_IN_ONE_READ: Implementation = Implementation {
    what: "one that reads a length with a single `read`, and returns `UnexpectedEof` if its 2 \
           bytes arrive in two pieces",
    run: run::<Wrong<wrong::LengthInOneRead>>,
};
const DROPS_THE_REST: Implementation = Implementation {
    what: "one that drops the rest of a piece: two frames arrive in one piece, and it never \
           returns the second",
    run: run::<Wrong<wrong::DropsTheRest>>,
};
const END_IN_FRAME_IS_NONE: Implementation = Implementation {
    what: "one that returns `None` if the reader ends inside a frame, after its length",
    run: run::<Wrong<wrong::EndInFrameIsNone>>,
};
const END_IN_LENGTH_IS_NONE: Implementation = Implementation {
    what: "one that returns `None` if the reader ends after the first of the 2 bytes of a \
           length",
    run: run::<Wrong<wrong::EndInLengthIsNone>>,
};
const EMPTY_IS_NONE: Implementation = Implementation {
    what: "one that returns `None` for an empty frame: it takes a length of 0 for the end",
    run: run::<Wrong<wrong::EmptyIsNone>>,
};
const LONGEST_IS_REFUSED: Implementation = Implementation {
    what: "one that refuses a frame of exactly `MAX` bytes",
    run: run::<Wrong<wrong::LongestIsRefused>>,
};
const NO_LIMIT: Implementation = Implementation {
    what: "one that has no limit: it takes a length of `MAX + 1` as any other one, and waits \
           for the bytes",
    run: run::<Wrong<wrong::NoLimit>>,
};
const ERROR_IS_NONE: Implementation = Implementation {
    what: "one that returns `None` if the reader returns an error, such as a reset connection",
    run: run::<Wrong<wrong::ErrorIsNone>>,
};
const READS_AHEAD: Implementation = Implementation {
    what: "one that returns a frame only after the next byte, the end or an error has come: \
           if the next piece comes after a minute, so does the frame",
    run: run::<Wrong<wrong::ReadsAhead>>,
};

// A test may try some thousand scripts: its processor time is limited by a fifth of these seconds.
#[check(seconds = 30)]
fn accepts_right_implementations_and_can_fail() {
    accepts_seen(
        &RIGHT,
        &[
            FRAME_IN_ONE_READ,
            LENGTH_IN_ONE_READ,
            DROPS_THE_REST,
            END_IN_FRAME_IS_NONE,
            END_IN_LENGTH_IS_NONE,
            EMPTY_IS_NONE,
            LONGEST_IS_REFUSED,
            NO_LIMIT,
            ERROR_IS_NONE,
            READS_AHEAD,
        ],
        |failed| {
            builder_is_left(failed).or_else(|| match failed.nth {
                0 => traced::seen::<right::Exact>(failed),
                1 => traced::seen::<right::Buffered>(failed),
                _ => traced::seen::<right::ByteByByte>(failed),
            })
        },
    );
}

/// A panic of the mock that no subject can prevent.
fn builder_is_left(failed: &Failed<'_>) -> Option<Seen> {
    failed
        .message
        .starts_with("There are no other references.")
        .then(|| Seen {
            what: "its mock panicked at a `read_error`: the `Builder` that made the mock still holds the error, too"
                .to_owned(),
            idea: "An `io::Error` cannot be cloned. Drop the `Builder` before the mock is read.",
            is_cause: true,
        })
}

/// `read` returns what has arrived. A test sees a missing loop only if a piece ends inside a frame.
#[check(seconds = 30)]
fn finds_a_frame_that_is_read_once() {
    kills(&RIGHT, &FRAME_IN_ONE_READ);
}

/// A piece may end anywhere, also between the 2 bytes of a length.
#[check(seconds = 30)]
fn finds_a_length_that_is_read_once() {
    kills(&RIGHT, &LENGTH_IN_ONE_READ);
}

/// If each piece of a script holds one frame, nothing is left over in it.
#[check(seconds = 30)]
fn finds_a_second_frame_that_is_lost() {
    kills(&RIGHT, &DROPS_THE_REST);
}

/// A connection that breaks looks like one that was closed, unless the reader tells them apart.
#[check(seconds = 30)]
fn finds_an_end_inside_a_frame_that_is_no_error() {
    kills(&RIGHT, &END_IN_FRAME_IS_NONE);
}

/// The length is a part of the frame: an end between its bytes is inside of a frame.
#[check(seconds = 30)]
fn finds_an_end_inside_a_length_that_is_no_error() {
    kills(&RIGHT, &END_IN_LENGTH_IS_NONE);
}

/// Zero is the number that is most often special, and most often left out.
#[check(seconds = 30)]
fn finds_an_empty_frame_taken_for_the_end() {
    kills(&RIGHT, &EMPTY_IS_NONE);
}

/// A limit has two sides: the last value that is allowed, and the first one that is not.
#[check(seconds = 30)]
fn finds_a_longest_frame_that_is_refused() {
    kills(&RIGHT, &LONGEST_IS_REFUSED);
}

/// A limit has two sides: the last value that is allowed, and the first one that is not.
#[check(seconds = 30)]
fn finds_a_missing_limit() {
    kills(&RIGHT, &NO_LIMIT);
}

/// A script can contain errors: `read_error`. A mock that does nothing but deliver bytes never
/// fails.
#[check(seconds = 30)]
fn finds_an_error_taken_for_the_end() {
    kills(&RIGHT, &ERROR_IS_NONE);
}

/// If all bytes are there at once, nothing shows what the subject waits for. `wait` in a script
/// puts time between two pieces.
#[check(seconds = 30)]
fn finds_a_frame_that_is_held_back() {
    kills(&RIGHT, &READS_AHEAD);
}
