//! Judges the reference answers of chapter 4 with the exercise's own checks.

// The checks name the crate that they judge `ch04`.
extern crate ch04_solution as ch04;

#[path = "../../../exercises/ch04/tests/checks/block_on.rs"]
mod block_on;
#[path = "../../../exercises/ch04/tests/checks/current.rs"]
mod current;
#[path = "../../../exercises/ch04/tests/checks/explore.rs"]
#[allow(dead_code)]
mod explore;
#[path = "../../../exercises/ch04/tests/checks/fair_turns.rs"]
mod fair_turns;
#[path = "../../../exercises/ch04/tests/checks/join_handle.rs"]
mod join_handle;
#[path = "../../../exercises/ch04/tests/checks/many_tasks.rs"]
mod many_tasks;
#[path = "../../../exercises/ch04/tests/checks/ready_queue.rs"]
mod ready_queue;

// As in the exercise's own checks.
#[allow(dead_code, unused_imports)]
#[path = "../../../exercises/ch04/tests/checks/explore/sync.rs"]
mod sync;

#[path = "../src/block_on.rs"]
#[allow(dead_code)]
mod explored_block_on;

#[path = "../src/join_handle.rs"]
#[allow(dead_code)]
mod explored_join_handle;

#[path = "../src/ready_queue.rs"]
#[allow(dead_code)]
mod explored_ready_queue;

#[path = "../src/many_tasks.rs"]
#[allow(dead_code)]
mod explored_many_tasks;

kit::checks!();
