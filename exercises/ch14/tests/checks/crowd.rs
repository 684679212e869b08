//! Checks of crowd.

// By their paths: the solution's tests take this file in from elsewhere.
#[path = "crowd/right.rs"]
mod right;
#[path = "crowd/wrong.rs"]
mod wrong;

use ch14::crowd::{MapLimited, test};
use kit::check;

use self::wrong::Wrong;
use crate::subject::{Ended, Implementation, accepts, kills, paused};

fn run<S: MapLimited>() -> Ended {
    paused(test::<S>)
}

const RIGHT: [Implementation; 3] = [
    Implementation {
        what: "one that polls the jobs itself, and starts the next one when one has ended",
        run: run::<right::Refilled>,
    },
    Implementation {
        what: "one with as many tasks as the limit allows, which take items from a queue",
        run: run::<right::Workers>,
    },
    Implementation {
        what: "one with `buffer_unordered`, which sorts the results at the end",
        run: run::<right::Adapters>,
    },
];

const ONE_MORE: Implementation = Implementation {
    what: "one that has `limit + 1` jobs in progress",
    run: run::<Wrong<wrong::OneMore>>,
};
const ONE_AT_A_TIME: Implementation = Implementation {
    what: "one that runs one job at a time, whatever the limit is",
    run: run::<Wrong<wrong::OneAtATime>>,
};
const IN_BATCHES: Implementation = Implementation {
    what: "one that starts the next jobs only when all jobs in progress have ended",
    run: run::<Wrong<wrong::InBatches>>,
};
const ROOM_AFTER_THE_FIRST: Implementation = Implementation {
    what: "one in which a job that ended keeps its place until all earlier ones have ended: \
           with a limit of 3 and a slow first job, it starts no fourth one meanwhile",
    run: run::<Wrong<wrong::RoomAfterTheFirst>>,
};
const CALLS_EARLY: Implementation = Implementation {
    what: "one that calls `job` for all items at the start, and polls at most `limit` of the futures \
           that it gets: a job is in progress from its call on",
    run: run::<Wrong<wrong::CallsEarly>>,
};
const AS_THEY_END: Implementation = Implementation {
    what: "one that returns the results in the order in which the jobs end",
    run: run::<Wrong<wrong::AsTheyEnd>>,
};
const WAITS_AFTER_ERROR: Implementation = Implementation {
    what: "one that starts no job after an error, but lets those in progress end before it \
           returns",
    run: run::<Wrong<wrong::WaitsAfterError>>,
};
const WAITS_FOR_EARLIER: Implementation = Implementation {
    what: "one that awaits its jobs in the order of the items: the second of two jobs in progress \
           fails, and it returns the error only when the first one has ended",
    run: run::<Wrong<wrong::WaitsForEarlier>>,
};
const GOES_ON_AFTER_ERROR: Implementation = Implementation {
    what: "one that returns an error at once, and leaves the other jobs running in their \
           tasks",
    run: run::<Wrong<wrong::GoesOnAfterError>>,
};
const GOES_ON_AFTER_DROP: Implementation = Implementation {
    what: "one that leaves its jobs running in their tasks when its future is dropped",
    run: run::<Wrong<wrong::GoesOnAfterDrop>>,
};

// A test may try some thousand orders of ends: its processor time is limited by a fifth of these seconds.
#[check(seconds = 30)]
fn accepts_right_implementations_and_can_fail() {
    accepts(
        &RIGHT,
        &[
            ONE_MORE,
            CALLS_EARLY,
            ONE_AT_A_TIME,
            IN_BATCHES,
            ROOM_AFTER_THE_FIRST,
            AS_THEY_END,
            WAITS_AFTER_ERROR,
            WAITS_FOR_EARLIER,
            GOES_ON_AFTER_ERROR,
            GOES_ON_AFTER_DROP,
        ],
    );
}

/// The limit is kept if the most that were ever in progress at once is the limit. It takes more
/// items than the limit to see a job too many, and the job must be counted when it is called, not
/// when its future is first polled.
#[check(seconds = 30)]
fn finds_one_job_too_many() {
    kills(&RIGHT, &ONE_MORE);
    // The right ones have run.
    kills(&[], &CALLS_EARLY);
}

/// "At most" holds for one at a time, too. The jobs in progress reach the limit if there are enough
/// items.
#[check(seconds = 30)]
fn finds_jobs_that_run_one_at_a_time() {
    kills(&RIGHT, &ONE_AT_A_TIME);
}

/// If all jobs take equally long, a batch ends when its first job ends.
#[check(seconds = 30)]
fn finds_jobs_in_batches() {
    kills(&RIGHT, &IN_BATCHES);
}

/// An adapter that gives results in their order keeps those that wait for an earlier one, and
/// counts them.
#[check(seconds = 30)]
fn finds_a_slow_first_job_that_holds_up_others() {
    kills(&RIGHT, &ROOM_AFTER_THE_FIRST);
}

/// If the jobs end in the sequence in which they started, the two cannot be told apart.
#[check(seconds = 30)]
fn finds_results_in_the_sequence_of_ends() {
    kills(&RIGHT, &AS_THEY_END);
}

/// An error is returned late only if another job takes longer than the one that failed: one that was
/// started after it, or one that was started before it. A test tries both.
#[check(seconds = 30)]
fn finds_an_error_that_is_returned_late() {
    kills(&RIGHT, &WAITS_AFTER_ERROR);
    // The right ones have run.
    kills(&[], &WAITS_FOR_EARLIER);
}

/// A task goes on when its `JoinHandle` is dropped. What a job holds shows whether it is still
/// there.
#[check(seconds = 30)]
fn finds_jobs_that_go_on_after_an_error() {
    kills(&RIGHT, &GOES_ON_AFTER_ERROR);
}

/// To see what a cancellation leaves behind, a test has to cancel: with `timeout`, or by a drop
/// after a poll.
#[check(seconds = 30)]
fn finds_jobs_that_go_on_after_a_cancellation() {
    kills(&RIGHT, &GOES_ON_AFTER_DROP);
}
