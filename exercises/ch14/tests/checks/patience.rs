//! Checks of patience.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "patience/right.rs"]
mod right;
#[path = "patience/traced.rs"]
mod traced;
#[path = "patience/wrong.rs"]
mod wrong;

use ch14::patience::{Retry, test};
use kit::check;

use self::wrong::Wrong;
use crate::subject::{Ended, Implementation, accepts_seen, kills, paused};

fn run<S: Retry>() -> Ended {
    paused(test::<S>)
}

const RIGHT: [Implementation; 3] = [
    Implementation {
        what: "a loop that sleeps after a temporary failure",
        run: run::<right::Loop>,
    },
    Implementation {
        what: "one that sleeps until a deadline, and yields to other tasks before and after its calls",
        run: run::<right::Deadlines>,
    },
    Implementation {
        what: "one that takes its waits from a stream",
        run: run::<right::Waits>,
    },
];

const WAITS_AFTER_LAST: Implementation = Implementation {
    what: "one that also waits after the last attempt: after 3 temporary failures it returns at \
           700 ms, not at 300 ms",
    run: run::<Wrong<wrong::WaitsAfterLast>>,
};
const SAME_WAITS: Implementation = Implementation {
    what: "one whose waits stay the same: it makes its calls at 0, 100, 200 and 300 ms, not at 0, \
           100, 300 and 700 ms",
    run: run::<Wrong<wrong::SameWaits>>,
};
const WAITS_GROW_BY_THE_SAME: Implementation = Implementation {
    what: "one whose waits grow by 100 ms: they are 100, 200, 300 and 400 ms long, not 100, 200, 400 \
           and 800 ms",
    run: run::<Wrong<wrong::WaitsGrowByTheSame>>,
};
const ONE_CALL_MORE: Implementation = Implementation {
    what: "one that retries `attempts` times after the first call: with 3 attempts it calls up to 4 \
           times",
    run: run::<Wrong<wrong::OneCallMore>>,
};
const RETRIES_PERMANENT: Implementation = Implementation {
    what: "one that retries after a permanent failure as after a temporary one",
    run: run::<Wrong<wrong::RetriesPermanent>>,
};
const RETRIES_LATER_PERMANENT: Implementation = Implementation {
    what: "one that returns a permanent failure at once only in the first attempt: after a temporary \
           failure it retries a permanent one, too",
    run: run::<Wrong<wrong::RetriesLaterPermanent>>,
};
const FIRST_FAILURE: Implementation = Implementation {
    what: "one that returns the failure of the first attempt: of the temporary failures 1, 2 and 3 it \
           returns 1",
    run: run::<Wrong<wrong::FirstFailure>>,
};
const FROM_START_OF_CALL: Implementation = Implementation {
    what: "one whose waits begin with the call: a call takes 50 ms and fails, and the next one is \
           made 50 ms later, not 100 ms later",
    run: run::<Wrong<wrong::FromStartOfCall>>,
};
const WAITS_BEFORE_FIRST: Implementation = Implementation {
    what: "one that waits before the first call: it makes that call at 100 ms, not at 0 ms",
    run: run::<Wrong<wrong::WaitsBeforeFirst>>,
};

// A test may try some thousand steps of the clock: its processor time is limited by a fifth of these seconds.
#[check(seconds = 30)]
fn accepts_right_implementations_and_can_fail() {
    accepts_seen(
        &RIGHT,
        &[
            WAITS_AFTER_LAST,
            SAME_WAITS,
            WAITS_GROW_BY_THE_SAME,
            ONE_CALL_MORE,
            RETRIES_PERMANENT,
            RETRIES_LATER_PERMANENT,
            FIRST_FAILURE,
            FROM_START_OF_CALL,
            WAITS_BEFORE_FIRST,
        ],
        |failed| match failed.nth {
            0 => traced::seen::<right::Loop>(failed),
            1 => traced::seen::<right::Deadlines>(failed),
            _ => traced::seen::<right::Waits>(failed),
        },
    );
}

/// A call that never comes needs no wait. A test sees the wait if it asserts when `retry` returns.
#[check(seconds = 30)]
fn finds_a_wait_after_the_last_attempt() {
    kills(&RIGHT, &WAITS_AFTER_LAST);
}

/// A wait is the time from the end of one call to the beginning of the next.
#[check(seconds = 30)]
fn finds_waits_that_stay_the_same() {
    kills(&RIGHT, &SAME_WAITS);
}

/// The first two waits of 100, 200, 300 and of 100, 200, 400 are equal. It takes a third one to tell.
#[check(seconds = 30)]
fn finds_waits_that_grow_too_slowly() {
    kills(&RIGHT, &WAITS_GROW_BY_THE_SAME);
}

/// The result is the same, whether the operation fails three times or four times. Count the calls.
#[check(seconds = 30)]
fn finds_one_call_too_many() {
    kills(&RIGHT, &ONE_CALL_MORE);
}

/// To see a call that must not be made, a test needs an operation that could be called again, in
/// whatever attempt the permanent failure comes: the first one and a later one.
#[check(seconds = 30)]
fn finds_a_retry_after_a_permanent_failure() {
    kills(&RIGHT, &RETRIES_PERMANENT);
    // The right ones have run.
    kills(&[], &RETRIES_LATER_PERMANENT);
}

/// Failures that are all equal cannot be told apart.
#[check(seconds = 30)]
fn finds_the_failure_of_the_wrong_attempt() {
    kills(&RIGHT, &FIRST_FAILURE);
}

/// With an operation that takes no time, the beginning and the end of a call are the same moment.
#[check(seconds = 30)]
fn finds_waits_that_begin_with_the_call() {
    kills(&RIGHT, &FROM_START_OF_CALL);
}

/// The first wait can be seen before the first call only if the time of that call is asserted, or the
/// time of the end.
#[check(seconds = 30)]
fn finds_a_wait_before_the_first_call() {
    kills(&RIGHT, &WAITS_BEFORE_FIRST);
}
