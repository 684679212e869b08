//! `update`: a new version of the workbook, without touching an answer.

mod print;

use std::io::{self, ErrorKind};
use std::process::ExitCode;

use anyhow::bail;

use crate::{root, update};

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// Where the new version is: a remote of this clone, a folder, or an archive (zip, tar, tar.gz). Without
    /// it: the remote that the current branch tracks, else origin, else upstream
    #[arg(value_name = "REMOTE|FOLDER|ARCHIVE")]
    from: Option<String>,

    /// Say what an update would do, and change no file
    #[arg(long)]
    dry_run: bool,

    /// Put back what the last update touched
    #[arg(long, conflicts_with_all = ["from", "dry_run"])]
    undo: bool,
}

const HELP: &str = "\
What becomes of a file that the new version changed:
  you did not change it       it becomes the new version's
  an answer of yours          stays; a changed stub goes beside it, as NAME.rs.new-stub
  another file, both changed  merged by lines; if that cannot be, yours stays and the
                              new one goes beside it, as NAME.new
  a file that you removed     stays away
  an answer to an exercise that is no longer there stays

All that is touched is first copied to .workbook/before-update-N, and --undo puts it
back. In a clone the branch moves on: to the new version, or, if you have commits of
your own, to a merge of both. What you have not committed stays uncommitted. In a folder
without a common history, as a downloaded one, it cannot be known at the first update
what you changed beside answers: such files become the new version's.

Exit status: 0 up to date, 1 up to date and a file was put beside one of yours for you
to look at, 2 not updated. With --dry-run: what it would be.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    if args.undo {
        let (back, folder) = update::undo(&root)?;
        unless_closed(print::undone(&back, &folder))?;
        return Ok(ExitCode::SUCCESS);
    }
    if args.from.as_deref() == Some("") {
        bail!("the name of what to update from is empty");
    }
    let updated = update::update(&root, args.from.as_deref(), args.dry_run)?;
    unless_closed(print::updated(&updated, args.dry_run))?;
    let is_open = updated.reports.iter().any(update::Report::is_open);
    Ok(ExitCode::from(u8::from(is_open)))
}

/// A closed pipe is no failure.
fn unless_closed(printed: io::Result<()>) -> io::Result<()> {
    match printed {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
}
