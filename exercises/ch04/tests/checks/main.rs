//! What judges chapter 4: one module per exercise, one function per requirement.

mod block_on;
mod current;
mod fair_turns;
mod join_handle;
mod many_tasks;
mod ready_queue;

// Not used by every exercise, and each is also judged by itself.
#[allow(dead_code)]
mod explore;

// What `crate::sync` is for the answers that are compiled here once more, to be run in many orders.
#[allow(dead_code, unused_imports)]
#[path = "explore/sync.rs"]
mod sync;

#[path = "../../src/block_on.rs"]
#[allow(dead_code)]
mod explored_block_on;

#[path = "../../src/join_handle.rs"]
#[allow(dead_code)]
mod explored_join_handle;

#[path = "../../src/ready_queue.rs"]
#[allow(dead_code)]
mod explored_ready_queue;

#[path = "../../src/many_tasks.rs"]
#[allow(dead_code)]
mod explored_many_tasks;

kit::checks!();
