//! `measure`: the figures that the pages show, measured on this machine.

use std::io::{self, Write};
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};

use crate::measure::{Builds, Listing, Listings, Outcome};
use crate::root;

use super::counted;

/// Exit status 0: every claim holds; 1: a claim does not, or a listing failed; 2: nothing was measured.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The listings to measure (ch01-thread-cost); all that measure if there are no names
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// Run and assert, and write nothing
    #[arg(long)]
    check: bool,
}

const HELP: &str = "\
Builds the listings that begin with the line `// measures: release` (in Python `# measures`) in the
release profile and runs them one after another. What a page claims about the figures is asserted. The
output is written to NAME.out beside the listing, and the machine to NAME.machine. If a claim does not
hold, the old files stay. Other programs on the machine change the figures: run it on a quiet one.

Exit status: 0 every claim holds, 1 a claim does not or a listing failed, 2 nothing was measured.";

const GOOD: Style = AnsiColor::Green.on_default().bold();
const BAD: Style = AnsiColor::Red.on_default().bold();

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    let listings = Listings::below(&root)?.select(&args.names)?;
    let builds = Builds::of(&listings, &root)?;
    let (mut measured, mut failed) = (0, 0);
    for (at, listing) in listings.iter().enumerate() {
        anstream::eprintln!("{} of {}: {}", at + 1, listings.len(), listing.name);
        let outcome = builds.run(listing)?;
        match &outcome {
            Outcome::Measured { printed, machine } => {
                if !args.check {
                    listing.keep(printed, machine)?;
                }
                measured += 1;
            }
            Outcome::Failed { .. } => failed += 1,
            Outcome::NotRun(_) => {}
        }
        unless_broken(print(listing, &outcome))?;
    }
    let done = if args.check {
        "nothing was written"
    } else {
        "figures and machine are written beside each"
    };
    let end = match (measured, failed) {
        (0, 0) => anyhow::bail!("nothing was measured: no listing can run here"),
        (_, 0) => format!(
            "{GOOD}{} measured{GOOD:#}, and every claim holds; {done}.",
            counted(measured, "listing")
        ),
        _ => format!(
            "{BAD}{} failed{BAD:#} and kept the old files, {} measured. If other programs were \
             running, measure again on a quiet machine.",
            counted(failed, "listing"),
            measured
        ),
    };
    unless_broken(writeln!(anstream::stdout(), "{end}"))?;
    Ok(ExitCode::from(u8::from(failed > 0)))
}

fn print(listing: &Listing, outcome: &Outcome) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    let name = &listing.name;
    let printed = match outcome {
        Outcome::Measured { printed, .. } => {
            writeln!(out, "{GOOD}✓ {name}{GOOD:#}")?;
            printed
        }
        Outcome::Failed { why, printed } => {
            writeln!(out, "{BAD}✗ {name}{BAD:#}: {why}")?;
            printed
        }
        Outcome::NotRun(why) => return writeln!(out, "  {name}: not run, {why}"),
    };
    printed
        .lines()
        .try_for_each(|line| writeln!(out, "    {line}"))
}

/// A reader of the output that has gone away is no fault.
fn unless_broken(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| match error.kind() {
        io::ErrorKind::BrokenPipe => Ok(()),
        _ => Err(error),
    })
}
