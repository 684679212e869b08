//! Checks of orders.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "orders/right.rs"]
mod right;
#[path = "orders/traced.rs"]
mod traced;
#[path = "orders/wrong.rs"]
mod wrong;

use std::sync::{Arc, Once};

use ch14::explorer::explore;
use ch14::orders::{Queue, test};
use kit::check;

use crate::subject::{Ended, Implementation, accepts_seen, kills, plain};

fn run<Q: Queue>() -> Ended {
    be_quiet();
    plain(test::<Q>)
}

/// At each panic, shuttle prints how to replay the order. Its text is suppressed: a check prints its own.
fn be_quiet() {
    type Hook = dyn Fn(&std::panic::PanicHookInfo<'_>) + Send + Sync;
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let kit: Arc<Hook> = Arc::from(std::panic::take_hook());
        let again = Arc::clone(&kit);
        std::panic::set_hook(Box::new(move |panic| kit(panic)));
        // Shuttle installs its hook, over the one before, at its first run.
        explore(|| {});
        std::panic::set_hook(Box::new(move |panic| again(panic)));
    });
}

const RIGHT: [Implementation; 3] = [
    Implementation {
        what: "one with a lock and a `Condvar`, and one `notify_one` for each item",
        run: run::<right::NotifiesOne>,
    },
    Implementation {
        what: "one that wakes all sleeping threads at each change",
        run: run::<right::NotifiesAll>,
    },
    Implementation {
        what: "one that is made of a channel, with a lock around its receiver",
        run: run::<right::Channel>,
    },
];

const UNLOCKS_BEFORE_SLEEP: Implementation = Implementation {
    what: "one that loses a wake-up: `pop` finds nothing and unlocks, then comes a `push` with \
           its `notify_one`, then `pop` falls asleep forever",
    run: run::<wrong::Wrong<wrong::UnlocksBeforeSleep>>,
};
const NOTIFIES_IF_EMPTY: Implementation = Implementation {
    what: "one whose `push` notifies only if the queue was empty: two threads sleep, two items \
           are pushed at once, and one thread stays asleep though its item is there",
    run: run::<wrong::Wrong<wrong::NotifiesIfEmpty>>,
};
const CLOSES_FOR_ONE: Implementation = Implementation {
    what: "one whose `close` wakes one thread: two threads sleep, and one of them stays asleep",
    run: run::<wrong::Wrong<wrong::ClosesForOne>>,
};
const CHECKS_ONCE: Implementation = Implementation {
    what: "one that does not check again after its sleep: `push` wakes thread A, thread B pops \
           the item first, and A returns `None` though the queue is open",
    run: run::<wrong::Wrong<wrong::ChecksOnce>>,
};
const CLOSES_UNLOCKED: Implementation = Implementation {
    what: "one whose `close` takes no lock: `pop` finds the queue open, then comes `close` with \
           its `notify_all`, then `pop` falls asleep forever",
    run: run::<wrong::Wrong<wrong::ClosesUnlocked>>,
};
const POPS_IN_TWO_STEPS: Implementation = Implementation {
    what: "one that looks at an item and removes it in two steps: two threads pop at once, both \
           get item 1, and item 2 is lost",
    run: run::<wrong::Wrong<wrong::PopsInTwoSteps>>,
};
const CLOSED_COMES_FIRST: Implementation = Implementation {
    what: "one that drops what is left when it is closed: items 1 and 2 are pushed, then the \
           queue is closed, then `pop` gives `None`",
    run: run::<wrong::Wrong<wrong::ClosedComesFirst>>,
};

#[check(seconds = 30)]
fn accepts_right_implementations_and_can_fail() {
    accepts_seen(
        &RIGHT,
        &[
            UNLOCKS_BEFORE_SLEEP,
            NOTIFIES_IF_EMPTY,
            CLOSES_FOR_ONE,
            CHECKS_ONCE,
            CLOSES_UNLOCKED,
            POPS_IN_TWO_STEPS,
            CLOSED_COMES_FIRST,
        ],
        |failed| match failed.nth {
            0 => traced::seen::<right::NotifiesOne>(failed),
            1 => traced::seen::<right::NotifiesAll>(failed),
            _ => traced::seen::<right::Channel>(failed),
        },
    );
}

/// The threads must be free to run in that order.
#[check(seconds = 30)]
fn finds_a_gap_between_check_and_sleep() {
    kills(&RIGHT, &UNLOCKS_BEFORE_SLEEP);
}

/// A close at the end of the scenario wakes the thread that would sleep.
#[check(seconds = 30)]
fn finds_an_item_without_a_notification() {
    kills(&RIGHT, &NOTIFIES_IF_EMPTY);
}

/// Two threads must be asleep when the queue is closed.
#[check(seconds = 30)]
fn finds_a_close_that_wakes_one() {
    kills(&RIGHT, &CLOSES_FOR_ONE);
}

/// What each `pop` gives must be asserted.
#[check(seconds = 30)]
fn finds_a_sleep_that_is_not_followed_by_a_check() {
    kills(&RIGHT, &CHECKS_ONCE);
}

/// Here it is the close that comes between the check and the sleep.
#[check(seconds = 30)]
fn finds_a_close_in_the_gap() {
    kills(&RIGHT, &CLOSES_UNLOCKED);
}

/// Assert which items came, not how many.
#[check(seconds = 30)]
fn finds_an_item_that_is_given_twice() {
    kills(&RIGHT, &POPS_IN_TWO_STEPS);
}

/// The consumer must be able to come after the close.
#[check(seconds = 30)]
fn finds_a_close_that_drops_items() {
    kills(&RIGHT, &CLOSED_COMES_FIRST);
}
