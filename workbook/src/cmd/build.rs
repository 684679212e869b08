use std::process::ExitCode;

use crate::{book, root};

#[derive(clap::Args, Default)]
pub struct Args {}

pub fn run(_args: Args) -> anyhow::Result<ExitCode> {
    let root = root::here()?;
    let built = book::build::publish(&root)?;
    let site = built.site.strip_prefix(&root).unwrap_or(&built.site);
    anstream::println!(
        "Built {} pages into {} in {:.2} s.",
        built.pages,
        site.display(),
        built.took.as_secs_f64()
    );
    Ok(ExitCode::SUCCESS)
}
