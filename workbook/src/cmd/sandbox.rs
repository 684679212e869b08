//! `sandbox`: which wall holds on this machine around code that is not trusted.

use std::process::ExitCode;

use crate::classroom::jail::{Jail, Level};

#[derive(clap::Args)]
pub struct Args {
    /// Try only this wall
    #[arg(long, value_name = "NAME", value_parser = ["bubblewrap", "landlock"])]
    only: Option<String>,
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
    let (jail, lacking) = Jail::find(&levels)?;
    for lacking in &lacking {
        anstream::println!("{} does not hold: {}", lacking.level, lacking.why);
    }
    anstream::println!("{}", jail.table());
    Ok(match jail.level() {
        Level::None => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    })
}
