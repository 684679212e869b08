//! `solution`: the reference beside the reader's answer, and right answers in other styles.

mod gate;
mod reference;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use anstyle::{AnsiColor, Style};
use anyhow::{Context as _, bail};

use crate::engine::beliefs;
use crate::engine::catalog::{Catalog, Exercise};
use crate::root;

use super::text::{columns, wrapped};

/// Exit status 0: the solution is shown; 1: not yet, the answer does not pass; 2: there is none.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Args {
    /// The exercise (ch01/overlap, or overlap if no other chapter has one of that name) or its file
    #[arg(value_name = "EXERCISE|FILE")]
    name: String,

    /// Show it even if your answer does not pass every check
    #[arg(long)]
    anyway: bool,

    /// Print this right answer whole instead of the diff: a style that the list names, or `reference`
    #[arg(long, value_name = "NAME")]
    style: Option<String>,

    /// Name the styles only
    #[arg(long, conflicts_with = "style")]
    list: bool,
}

const HELP: &str = "\
Shows a diff from your answer to the reference, and names right answers in other
styles, once every check passes on yours. If the answer has changed since it was
judged, it is judged first.

Examples:
  cargo workbook solution ch01/overlap
  cargo workbook solution ch01/overlap --style reference
  cargo workbook solution ch01/overlap --anyway

Exit status: 0 shown, 1 not yet shown because the answer does not pass, 2 there is
no solution.";

const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const NAME: Style = Style::new().bold();

/// The name under which `--style` knows the reference.
const REFERENCE: &str = "reference";

pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let root = &catalog.root;
    let exercise = catalog.exercise(&args.name)?;
    if !root.join("solutions").is_dir() {
        bail!(
            "this copy of the workbook has no solutions: it was handed out with exercises only. \
             `cargo workbook hint {}` gives a hint.",
            exercise.id
        );
    }
    let file = reference_file(exercise);
    if !root.join(&file).is_file() {
        bail!("{file} is not there: restore the file as the project has it.");
    }
    // Before anything is judged for it.
    let styles = styles(root, exercise)?;
    let style = match &args.style {
        Some(name) => Some(find(exercise, &styles, name)?),
        None => None,
    };
    if !args.anyway && !gate::is_open(&catalog, exercise)? {
        return Ok(ExitCode::from(1));
    }
    let printed = match style {
        Some(file) => {
            let text = std::fs::read_to_string(root.join(&file))
                .with_context(|| format!("reading {file}"))?;
            io::stdout().lock().write_all(text.as_bytes())
        }
        None => {
            let mut out = anstream::stdout().lock();
            let compared = match args.list {
                true => Ok(()),
                false => writeln!(
                    out,
                    "{HEADING}{}{HEADING:#}  {}",
                    exercise.id, exercise.title
                )
                .and_then(|()| reference::print(&mut out, root, exercise, &file)),
            };
            compared.and_then(|()| list(&mut out, exercise, &styles, args.list))
        }
    };
    match printed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// The file of the reference, from the root.
fn reference_file(exercise: &Exercise) -> String {
    format!("solutions/{}/src/{}.rs", exercise.chapter, exercise.slug)
}

/// A right answer in another style.
struct RightAnswer {
    name: String,
    /// From the root.
    file: String,
    /// The first line of its documentation.
    says: String,
}

fn styles(root: &Path, exercise: &Exercise) -> anyhow::Result<Vec<RightAnswer>> {
    let mut found = Vec::new();
    for name in beliefs::right_answers(root, exercise)? {
        let (chapter, slug) = (&exercise.chapter, &exercise.slug);
        let file = format!("solutions/{chapter}/right/{slug}/{name}.rs");
        let text =
            std::fs::read_to_string(root.join(&file)).with_context(|| format!("reading {file}"))?;
        let says = text.lines().find_map(|line| line.strip_prefix("//!"));
        let says = says.unwrap_or_default().trim();
        found.push(RightAnswer {
            name,
            file,
            says: says
                .strip_prefix("Style:")
                .unwrap_or(says)
                .trim()
                .to_owned(),
        });
    }
    Ok(found)
}

/// The file of the style `name`.
fn find(exercise: &Exercise, styles: &[RightAnswer], name: &str) -> anyhow::Result<String> {
    let stem = name.strip_suffix(".rs").unwrap_or(name);
    if stem == REFERENCE {
        return Ok(reference_file(exercise));
    }
    if let Some(found) = styles.iter().find(|style| style.name == stem) {
        return Ok(found.file.clone());
    }
    let names: Vec<&str> = std::iter::once(REFERENCE)
        .chain(styles.iter().map(|style| style.name.as_str()))
        .collect();
    let near = |known: &&&str| strsim::jaro_winkler(known, stem);
    let nearest = names
        .iter()
        .max_by(|a, b| near(a).total_cmp(&near(b)))
        .filter(|nearest| near(nearest) > 0.7)
        .map_or(String::new(), |nearest| format!(" Did you mean {nearest}?"));
    bail!(
        "{} has no right answer in a style called `{name}`.{nearest}\nIts styles: {}",
        exercise.id,
        names.join(", ")
    )
}

fn list(
    out: &mut impl Write,
    exercise: &Exercise,
    styles: &[RightAnswer],
    alone: bool,
) -> io::Result<()> {
    let id = &exercise.id;
    let width = columns();
    if !alone {
        writeln!(out)?;
    }
    if styles.is_empty() {
        return writeln!(out, "There are no right answers in other styles.");
    }
    let head = format!(
        "Right answers in other styles; `cargo workbook solution {id} --style NAME` prints one:"
    );
    writeln!(out, "{}", wrapped(&head, 0, width))?;
    for style in styles {
        writeln!(out, "  {NAME}{}{NAME:#}", style.name)?;
        if !style.says.is_empty() {
            writeln!(out, "{}", wrapped(&style.says, 6, width))?;
        }
    }
    out.flush()
}
