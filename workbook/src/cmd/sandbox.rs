//! `sandbox`: which wall holds on this machine around code that is not trusted.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use crate::answers;
use crate::classroom::jail::{Jail, Level};
use crate::engine::catalog::Catalog;
use crate::engine::process::Stop;
use crate::engine::{Event, Inputs, Options, judge};
use crate::root;

#[derive(clap::Args)]
pub struct Args {
    /// Try only this wall; with none, what the attempts get without one
    #[arg(long, value_name = "NAME", value_parser = ["bubblewrap", "landlock", "none"])]
    only: Option<String>,

    /// Judge the answers in DIR behind it, a verdict a line, as JSON
    #[arg(long, value_name = "DIR", hide = true)]
    judge: Option<PathBuf>,
}

/// Ends with 1 if none holds.
///
/// # Errors
/// If nothing could be tried.
pub fn run(args: Args) -> anyhow::Result<ExitCode> {
    let levels: Vec<Level> = [Level::Bubblewrap, Level::Landlock]
        .into_iter()
        .filter(|level| args.only.as_ref().is_none_or(|only| only == level.word()))
        .collect();
    if levels.is_empty() {
        anstream::println!("{}", Jail::none()?.table());
        return Ok(ExitCode::FAILURE);
    }
    let (jail, lacking) = Jail::find(&levels)?;
    if let Some(folder) = &args.judge {
        anyhow::ensure!(jail.level() != Level::None, "no sandbox holds: {lacking:?}");
        return verdicts(&jail, folder);
    }
    for lacking in &lacking {
        anstream::println!("{} does not hold: {}", lacking.level, lacking.why);
    }
    anstream::println!("{}", jail.table());
    Ok(match jail.level() {
        Level::None => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}

fn verdicts(jail: &Jail, folder: &Path) -> anyhow::Result<ExitCode> {
    let catalog = Catalog::outline(&root::here()?)?;
    let mut chosen: Vec<_> = catalog.exercises().cloned().collect();
    for exercise in &mut chosen {
        exercise.read_checks(&catalog.root)?;
    }
    // A chapter may be in the making.
    chosen.retain(|exercise| !exercise.checks.is_empty());
    let answers = answers::gather(&catalog, &chosen, Some(folder))?;
    let options = Options {
        guarded: true,
        hurry: true,
        compile_limit: Duration::from_secs(40),
        inputs: Inputs::OfEachSubmission(String::new()),
        ..Options::default()
    };
    let stop = Stop::on_ctrl_c();
    judge(&catalog, &answers, jail, &options, &stop, &mut |event| {
        if let Event::Verdict { answer, verdict } = event {
            let mut record = serde_json::json!(verdict);
            record["of"] = answers[answer].of.clone().into();
            anstream::println!("{record}");
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
