//! Checks of dropped.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "dropped/right.rs"]
mod right;
#[path = "dropped/watched.rs"]
mod watched;
#[path = "dropped/wrong.rs"]
mod wrong;

use ch14::dropped::{Mover, test};
use kit::check;

use crate::subject::{Ended, Implementation, accepts_as, kills_as, paused};

fn run<M: Mover>() -> Ended {
    paused(test::<M>)
}

const RIGHT: [Implementation; 4] = [
    Implementation {
        what: "one that keeps the item on its way in the mover until `put` is ready",
        run: run::<right::Held>,
    },
    Implementation {
        what: "one that reserves a place in `to`, and then takes an item",
        run: run::<right::Reserves>,
    },
    Implementation {
        what: "one that first takes all items into the mover",
        run: run::<right::Drains>,
    },
    Implementation {
        what: "one that puts the item on its way back into `from` when it is dropped",
        run: run::<right::Returns>,
    },
];

const LOSES: Implementation = Implementation {
    what: "one that loses an item: it is dropped while it puts item 1, and the next call begins with \
           item 2",
    run: run::<wrong::Loses>,
};
const LOSES_LATER: Implementation = Implementation {
    what: "one that loses a later item: it keeps the first item of a call until `put` is ready, and is \
           dropped while it puts the second one, which is lost",
    run: run::<wrong::LosesLater>,
};
const DOUBLES: Implementation = Implementation {
    what: "one that moves an item twice: it is dropped after it has put item 1 into `to`, and before it \
           has removed it from `from`",
    run: run::<wrong::Doubles>,
};
const REORDERS: Implementation = Implementation {
    what: "one that changes the order: it is dropped while it puts item 1, and the next call puts item \
           1 after all others",
    run: run::<wrong::Reorders>,
};
const LOSES_WHEN_DROPPED_TWICE: Implementation = Implementation {
    what: "one that loses an item at the second drop: one call is dropped while it puts item 1, the \
           next call too, and the third one begins with item 2",
    run: run::<wrong::LosesWhenDroppedTwice>,
};
const MOVES_ONCE: Implementation = Implementation {
    what: "one that moves nothing after it was dropped: the next call returns at once, and `from` still \
           has items",
    run: run::<wrong::MovesOnce>,
};
const GOES_ON: Implementation = Implementation {
    what: "one that goes on after it was dropped: it is dropped while it puts item 1, and starts a task \
           that puts item 1 into `to` without another call",
    run: run::<wrong::GoesOn>,
};

// A test may try some thousand drops: its processor time is limited by a fifth of these seconds.
#[check(seconds = 30)]
fn accepts_right_implementations_and_can_fail() {
    accepts_as(
        &RIGHT,
        &[
            LOSES,
            LOSES_LATER,
            DOUBLES,
            REORDERS,
            LOSES_WHEN_DROPPED_TWICE,
            MOVES_ONCE,
            GOES_ON,
        ],
        watched::drops,
    );
}

/// With what the test does: the wrong ones differ from right ones only after a drop.
#[track_caller]
fn kills(mutant: &Implementation) {
    kills_as(&RIGHT, mutant, watched::drops);
}

/// The item is in a variable of the future, and the future is gone.
#[check(seconds = 30)]
fn finds_an_item_that_is_lost() {
    kills(&LOSES);
}

/// A drop at the first awaits alone says nothing about the others.
#[check(seconds = 30)]
fn finds_a_later_item_that_is_lost() {
    kills(&LOSES_LATER);
}

/// To see an item twice, a test must look at how many there are.
#[check(seconds = 30)]
fn finds_an_item_that_is_moved_twice() {
    kills(&DOUBLES);
}

/// A sorted list, or a sum, hides the order.
#[check(seconds = 30)]
fn finds_a_changed_order() {
    kills(&REORDERS);
}

/// A task that the future started is not dropped with it. It runs when the test gives way to it.
#[check(seconds = 30)]
fn finds_work_that_goes_on_after_a_drop() {
    kills(&GOES_ON);
}

/// The call that repairs one drop can be dropped, too.
#[check(seconds = 30)]
fn finds_an_item_that_the_second_drop_loses() {
    kills(&LOSES_WHEN_DROPPED_TWICE);
}

/// The stores have lost nothing, and yet the work is not done.
#[check(seconds = 30)]
fn finds_a_call_that_does_nothing_after_a_drop() {
    kills(&MOVES_ONCE);
}
