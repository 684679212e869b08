//! `gradescope`: an autograder to upload.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;

use super::assign::{settle_lock, vendor};
use super::counted;
use crate::classroom::assign::{Repository, Wanted};
use crate::classroom::grade::{self, Plans};
use crate::classroom::gradescope::Autograder;
use crate::classroom::jail;
use crate::classroom::release::release;
use crate::engine::catalog::Catalog;
use crate::root;

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// What is graded, and how: the file that `assign` writes. Without one: all exercises, with their own points
    #[arg(long, value_name = "FILE")]
    assignment: Option<PathBuf>,

    /// Further checks: ch01/overlap.rs in DIR holds those of ch01/overlap
    #[arg(long, value_name = "DIR")]
    hidden: Option<PathBuf>,

    /// The zip to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Put the sources of all packages into the zip too
    #[arg(long)]
    vendor: bool,
}

const HELP: &str = "\
Upload the zip as the assignment's autograder. It holds the scripts that Gradescope runs, the assignment, the hidden
checks, and the tree that students get: no solutions. Its setup installs the version of Rust that is in use here. A
submission is late by the time at which Gradescope got it.

Exit status: 0 written, 2 not.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let assignment = grade::assignment(args.assignment.as_deref())?;
    let plans = Plans::new(&catalog, assignment.clone(), args.hidden.as_deref())?;
    let wanted = Wanted {
        exercises: plans.exercises.iter().collect(),
        title: assignment.title.clone(),
        deadline: assignment.deadline.clone(),
        book: None,
    };
    let work = tempfile::tempdir().context("making a folder for the autograder")?;
    let tree = work.path().join("workbook");
    Repository::make(&catalog, &wanted)?.write(&tree)?;
    settle_lock(&tree);
    if args.vendor {
        vendor(&tree)?;
    }
    let toolchain = release(&catalog.root)?;
    let autograder = Autograder {
        tree: &tree,
        assignment: &assignment,
        hidden: args.hidden.as_deref(),
        toolchain: &toolchain,
    };
    autograder.write(&args.out)?;
    for exercise in &plans.exercises {
        if jail::uses_sockets(exercise, &catalog.root) {
            anstream::eprintln!(
                "the checks of {} use sockets: if Gradescope's container allows no bubblewrap, the autograder will \
                 refuse to grade. Leave it out of the assignment, or grade it elsewhere.",
                exercise.id
            );
        }
    }
    let points: u32 = plans.exercises.iter().map(|one| one.points).sum();
    anstream::println!(
        "An autograder for {} and {points} points, with Rust {toolchain}: {}",
        counted(plans.exercises.len(), "exercise"),
        args.out.display()
    );
    Ok(ExitCode::SUCCESS)
}
