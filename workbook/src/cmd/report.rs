//! `report`: the results of grading, to read.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};

use crate::classroom::export;
use crate::classroom::report::{self, Beliefs};
use crate::classroom::results::Results;
use crate::engine::catalog::Catalog;
use crate::root;

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The folder that `grade --out` has written
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// The HTML file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// The report for this student alone, as they may see it
    #[arg(long, value_name = "NAME")]
    student: Option<String>,

    /// Where the book is published: beliefs link to their pages there
    #[arg(long, value_name = "URL", value_parser = url)]
    book: Option<String>,

    /// With --student: show what hidden checks say, whatever the date
    #[arg(long)]
    open: bool,
}

const HELP: &str = "\
The report on a class shows the points by exercise, which wrong beliefs the class likely holds, who may need help, and
what was flagged. It needs the workbook with its solutions: the beliefs are in their catalogues.

Exit status: 0 written, 2 not.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let results = Results::read(&args.folder)?;
    let page = match &args.student {
        Some(name) => {
            let found = results.students.iter().find(|one| one.student == *name);
            let Some(student) = found else {
                let names: Vec<&str> = results.run.students.iter().map(String::as_str).collect();
                bail!(
                    "there is no result of `{}`. Students of this run: {}",
                    export::clean(name),
                    export::clean(&names.join(", "))
                );
            };
            let open = args.open || super::export::is_open(&results.run);
            report::one(&results.run, student, open)
        }
        None => {
            let catalog = Catalog::outline(&root::here()?)?;
            let beliefs = Beliefs::read(&catalog, &results.run)?;
            report::class(&results, &beliefs, args.book.as_deref())
        }
    };
    fs::write(&args.out, page).with_context(|| format!("writing {}", args.out.display()))?;
    anstream::println!("Written: {}", args.out.display());
    Ok(ExitCode::SUCCESS)
}

pub fn url(text: &str) -> Result<String, String> {
    match text.starts_with("https://") || text.starts_with("http://") {
        true => Ok(text.to_owned()),
        false => Err("expected an address that begins with https://".to_owned()),
    }
}
