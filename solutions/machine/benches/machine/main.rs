//! The reference answers' executor and loop beside tokio's current_thread and smol's async-executor with
//! async-io: the same work, in one run.
//!
//! `cargo bench -p machine-solution` measures all, and prints the table that the book shows;
//! `UPDATE_TABLE=1` also writes it there. A word behind `--` runs what has it in its name, as with any
//! criterion benchmark, and `--test` runs each once.

// The parts are named as the reader's are.
extern crate ch04_solution as ch04;

mod echo;
mod hosts;
mod memory;
mod table;
mod tasks;
mod timers;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use criterion::Criterion;

/// When this run began.
static BEGAN: OnceLock<Instant> = OnceLock::new();

fn main() {
    if memory::was_asked() {
        return;
    }
    BEGAN.get_or_init(Instant::now);
    let mut criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3))
        .configure_from_args();
    tasks::bench(&mut criterion);
    timers::bench(&mut criterion);
    echo::bench(&mut criterion);
    criterion.final_summary();
    table::print();
}
