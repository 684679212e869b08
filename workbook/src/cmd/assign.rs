//! `assign`: a repository for students.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, bail};

use super::counted;
use crate::classroom::assign::{Repository, Wanted};
use crate::engine::catalog::Catalog;
use crate::root;

#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The folder to write to: a new one, an empty one, or one with nothing but .git in it
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// Whole chapters, separated by commas: ch01,ch03. All chapters if neither this nor --exercises is there
    #[arg(long, value_name = "CHAPTER,…", value_delimiter = ',')]
    chapters: Vec<String>,

    /// Single exercises, separated by commas: ch01/overlap,ch03/delay
    #[arg(long, value_name = "EXERCISE,…", value_delimiter = ',')]
    exercises: Vec<String>,

    /// What the assignment is called
    #[arg(long, default_value = "")]
    title: String,

    /// Until when, with the zone: 2026-10-01T23:59:00+02:00
    #[arg(long, value_name = "TIME", value_parser = time)]
    deadline: Option<String>,

    /// Where the whole book is published: links to pages that are left out lead there
    #[arg(long, value_name = "URL", value_parser = super::report::url)]
    book: Option<String>,

    /// Put the sources of all packages into the repository too, for machines without network
    #[arg(long)]
    vendor: bool,
}

const HELP: &str = "\
The repository works alone: `cargo run` serves its pages, `cargo test -p ch01` and `cargo workbook check` judge.
It holds the stubs, the checks, the pages and their programs, and the tool; no solutions, no wrong answers, no
history, and no answer that is in your own files. The same workbook and the same words give the same bytes.

Exit status: 0 written, 2 not.";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    for name in &args.chapters {
        if !catalog.chapters.iter().any(|chapter| chapter.name == *name) {
            // The nearest, and what there is.
            catalog.resolve(std::slice::from_ref(name))?;
            bail!(
                "`{name}` is an exercise: name it with --exercises, or its chapter with --chapters"
            );
        }
    }
    for name in &args.exercises {
        catalog.exercise(name)?;
    }
    let names = [&args.chapters[..], &args.exercises].concat();
    let wanted = Wanted {
        exercises: catalog.select(&names)?,
        title: args.title,
        deadline: args.deadline,
        book: args.book,
    };
    let made = Repository::make(&catalog, &wanted)?;
    let out = std::path::absolute(&args.out)?;
    made.write(&out)?;
    settle_lock(&out);
    if args.vendor {
        vendor(&out)?;
    }
    let points: u32 = wanted
        .exercises
        .iter()
        .map(|exercise| exercise.points)
        .sum();
    anstream::println!(
        "{} with {} and {points} points: {} in {}.{}",
        match wanted.title.as_str() {
            "" => "An assignment",
            title => title,
        },
        counted(wanted.exercises.len(), "exercise"),
        counted(made.len(), "file"),
        args.out.display(),
        if args.vendor {
            " The packages are in its folder vendor."
        } else {
            ""
        }
    );
    Ok(ExitCode::SUCCESS)
}

/// A date, a time and a zone, as RFC 3339 has them.
fn time(text: &str) -> Result<String, String> {
    match text.parse::<jiff::Timestamp>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("expected date, time and zone: 2026-10-01T23:59:00+02:00".to_owned()),
    }
}

/// Lets cargo drop from the lock file what only a feature of a left-out package needs. It changes no version. Without
/// the packages at hand it may do nothing; then each student's first build does it.
pub fn settle_lock(out: &Path) {
    let _ = cargo(out)
        .args(["metadata", "--offline", "--format-version", "1"])
        .output();
}

fn cargo(out: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(out);
    cargo
}

/// Puts the sources of all packages into `vendor`, and tells cargo to take them from there.
///
/// # Errors
/// If cargo cannot fetch them, or a file cannot be written.
pub fn vendor(out: &Path) -> anyhow::Result<()> {
    let ended = cargo(out)
        .args(["vendor", "--locked", "--quiet", "vendor"])
        .output()
        .context("starting cargo vendor")?;
    if !ended.status.success() {
        bail!(
            "cargo vendor could not fetch the packages. {} is whole without them; remove it before you try again.\n{}",
            out.display(),
            String::from_utf8_lossy(&ended.stderr).trim()
        );
    }
    let file = out.join(".cargo/config.toml");
    let settings = fs::read_to_string(&file).unwrap_or_default();
    fs::create_dir_all(out.join(".cargo"))?;
    let text = format!(
        "{settings}\n[source.crates-io]\nreplace-with = \"vendored-sources\"\n\n\
         [source.vendored-sources]\ndirectory = \"vendor\"\n"
    );
    fs::write(&file, text).with_context(|| format!("writing {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn a_deadline_has_a_zone() {
        for good in ["2026-10-01T23:59:00+02:00", "2026-10-01T23:59:00Z"] {
            assert_eq!(time(good), Ok(good.to_owned()));
        }
        for bad in [
            "2026-10-01",
            "2026-10-01T23:59:00",
            "2026-13-01T23:59:00Z",
            "2026-02-30T23:59:00Z",
            "soon",
        ] {
            assert!(time(bad).is_err(), "{bad}");
        }
    }
}
