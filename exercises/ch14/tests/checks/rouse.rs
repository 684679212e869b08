//! Checks of rouse.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "rouse/right.rs"]
mod right;
#[path = "rouse/wrong.rs"]
mod wrong;

use ch14::rouse::{Event, test};
use kit::check;

use crate::subject::{Ended, Implementation, accepts, kills, plain};

fn run<E: Event>() -> Ended {
    plain(test::<E>)
}

const RIGHT: [Implementation; 3] = [
    Implementation {
        what: "one that keeps a list of wakers, and a place in it for each waiter",
        run: run::<right::Listed>,
    },
    Implementation {
        what: "one made of a `watch` channel of tokio",
        run: run::<right::Watched>,
    },
    Implementation {
        what: "one made of a shared oneshot receiver",
        run: run::<right::SharedEnd>,
    },
];

const KEEPS_FIRST_WAKER: Implementation = Implementation {
    what: "one that keeps the waker of the first poll: it is polled with waker A, then with \
           waker B, and `happen` calls A",
    run: run::<wrong::Wrong<wrong::KeepsFirstWaker>>,
};
const KEEPS_ALL_WAKERS: Implementation = Implementation {
    what: "one that keeps the wakers of all polls: it is polled with waker A, then with waker \
           B, and `happen` calls both",
    run: run::<wrong::Wrong<wrong::KeepsAllWakers>>,
};
const WAKES_ONE: Implementation = Implementation {
    what: "one that wakes one waiter: of two that are pending, `happen` calls the waker of the \
           first alone",
    run: run::<wrong::Wrong<wrong::WakesOne>>,
};
const READY_AT_SECOND_POLL: Implementation = Implementation {
    what: "one that is ready at its second poll: it takes the poll for a wake-up, and nothing \
           has happened",
    run: run::<wrong::Wrong<wrong::ReadyAtSecondPoll>>,
};
const WAKES_IN_POLL: Implementation = Implementation {
    what: "one that calls its own waker in each poll: its task is polled again and again until \
           the event happens",
    run: run::<wrong::Wrong<wrong::WakesInPoll>>,
};
const FORGETS: Implementation = Implementation {
    what: "one that lets go those that are pending, and remembers nothing: a `wait` that is \
           first polled after `happen` is pending forever",
    run: run::<wrong::Wrong<wrong::Forgets>>,
};
const ENDS_WITH_FIRST_READY: Implementation = Implementation {
    what: "one that is over with the first `wait` that is ready: the next one is pending again",
    run: run::<wrong::Wrong<wrong::EndsWithFirstReady>>,
};
const WAKES_DROPPED: Implementation = Implementation {
    what: "one that wakes a waiter that is gone: a `wait` is polled and dropped, and `happen` \
           calls its waker",
    run: run::<wrong::Wrong<wrong::WakesDropped>>,
};

#[check]
fn accepts_right_implementations_and_can_fail() {
    accepts(
        &RIGHT,
        &[
            KEEPS_FIRST_WAKER,
            KEEPS_ALL_WAKERS,
            WAKES_ONE,
            READY_AT_SECOND_POLL,
            WAKES_IN_POLL,
            FORGETS,
            ENDS_WITH_FIRST_READY,
            WAKES_DROPPED,
        ],
    );
}

/// The same waker in each poll hides it.
#[check]
fn finds_a_waker_that_is_not_replaced() {
    kills(&RIGHT, &KEEPS_FIRST_WAKER);
}

/// A count that must not be zero says nothing about one that must be.
#[check]
fn finds_a_waker_of_an_earlier_poll() {
    kills(&RIGHT, &KEEPS_ALL_WAKERS);
}

/// It takes more than one waiter to tell.
#[check]
fn finds_a_waiter_that_is_not_woken() {
    kills(&RIGHT, &WAKES_ONE);
}

/// A task may be polled for another reason than this future.
#[check]
fn finds_a_spurious_poll_that_is_ready() {
    kills(&RIGHT, &READY_AT_SECOND_POLL);
}

/// To see it, look at the count before `happen`, too.
#[check]
fn finds_a_wake_up_before_the_event() {
    kills(&RIGHT, &WAKES_IN_POLL);
}

/// The order of `happen` and the first poll is not fixed.
#[check]
fn finds_an_event_that_is_forgotten() {
    kills(&RIGHT, &FORGETS);
}

/// A waiter that has been woken must be ready, too.
#[check]
fn finds_an_event_for_one_waiter_alone() {
    kills(&RIGHT, &ENDS_WITH_FIRST_READY);
}

/// The task of a `wait` that was dropped has no use for a wake-up. A test sees one if it counts the calls of that waker.
#[check]
fn finds_the_waker_of_a_waiter_that_is_gone() {
    kills(&RIGHT, &WAKES_DROPPED);
}
