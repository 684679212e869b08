//! The downloader of the reference answers beside `curl --parallel` and a plain loop with reqwest: the same files from
//! the same server, which is a process of its own on this machine.
//!
//! `cargo bench -p downloader-solution` prints the table that the book shows; `UPDATE_TABLE=1` also writes it there.
//! `-- --test` runs each once, with few files.

mod peers;
mod server;
mod table;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};
use peers::{NAMES, run};

/// How often each is measured. The table has the median.
const ROUNDS: usize = 15;
const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// So many files of this size.
#[derive(Clone, Copy)]
pub struct Work {
    pub files: usize,
    pub size: u64,
}

/// What one process needed.
#[derive(Clone, Copy)]
pub struct Cost {
    pub time: Duration,
    /// At most, in KiB; `None` without `/usr/bin/time`.
    pub memory: Option<u64>,
}

/// A column for each of [`NAMES`]; `None` if there is no curl.
pub type Row = [Option<Cost>; 3];

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("serve") => return server::serve(),
        Some("loop") => {
            return peers::plain_loop(Path::new(&arguments[1]), Path::new(&arguments[2]));
        }
        _ => {}
    }
    if !peers::has_curl() {
        println!("There is no curl here: it is left out.");
    }
    let (server, address) = server::start()?;
    let _server = Ended(server);
    if arguments.iter().any(|word| word == "--test") {
        for size in [4 * KIB, MIB] {
            measured(&address, Work { files: 5, size }, 1)?;
        }
        println!("Each has run once.");
        return Ok(());
    }
    let small = measured(
        &address,
        Work {
            files: 1_000,
            size: 4 * KIB,
        },
        ROUNDS,
    )?;
    let large = measured(
        &address,
        Work {
            files: 10,
            size: 32 * MIB,
        },
        ROUNDS,
    )?;
    // One round: of memory, the largest figure counts.
    let one = measured(
        &address,
        Work {
            files: 1,
            size: 32 * MIB,
        },
        1,
    )?;
    let larger = measured(
        &address,
        Work {
            files: 1,
            size: 320 * MIB,
        },
        1,
    )?;
    let more = measured(
        &address,
        Work {
            files: 10_000,
            size: 4 * KIB,
        },
        1,
    )?;
    table::print(small, large, [one, larger], [small, more])
}

/// The median of each peer over some rounds. They take turns, and each is the first one as often as the others.
fn measured(address: &str, work: Work, rounds: usize) -> Result<Row> {
    let mut costs: [Vec<Cost>; 3] = Default::default();
    for round in 0..rounds {
        for nth in 0..NAMES.len() {
            let peer = (round + nth) % NAMES.len();
            if let Some(cost) = run(peer, address, work).with_context(|| NAMES[peer].to_owned())? {
                costs[peer].push(cost);
            }
        }
    }
    Ok(costs.map(|mut costs| {
        costs.sort_by_key(|cost| cost.time);
        let median = *costs.get(costs.len() / 2)?;
        let memory = costs.iter().filter_map(|cost| cost.memory).max();
        Some(Cost { memory, ..median })
    }))
}

/// A process that ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// This program in another role.
fn role(name: &str) -> Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(name).stdin(Stdio::null());
    Ok(command)
}
