//! `merge`: the parts of a class, graded apart, become one.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::classroom::shard;

/// Exit status 0: each student has a result; 1: some have none in any part; 2: the parts do not fit.
#[derive(clap::Args)]
pub struct Args {
    /// The folders that `grade --shard` has written
    #[arg(value_name = "DIR", required = true)]
    parts: Vec<PathBuf>,

    /// Where the whole class goes
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let merged = shard::merge(&args.parts, &args.out)?;
    anstream::println!(
        "{} in {}",
        super::counted(merged.students, "student"),
        args.out.join("grades.csv").display()
    );
    if merged.missing.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    anstream::eprintln!(
        "{} without a result in any part: {}",
        super::counted(merged.missing.len(), "student"),
        merged.missing.join(", ")
    );
    Ok(ExitCode::from(1))
}
