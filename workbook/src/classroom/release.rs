//! The version of Rust that other machines get.

use std::path::Path;
use std::process::Command;

use anyhow::Context as _;

use crate::engine::plan::Plan;

/// The release of the rustc that judges the workbook at `root`, as rustup names it: `1.90.0`, `beta`, `nightly`.
///
/// # Errors
/// If there is none.
pub fn release(root: &Path) -> anyhow::Result<String> {
    let rustc = Plan::open(root)?.rustc;
    let said = Command::new(&rustc)
        .arg("-vV")
        .output()
        .with_context(|| format!("starting {}", rustc.display()))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let release = said.lines().find_map(|line| line.strip_prefix("release: "));
    let release = release.with_context(|| format!("{} names no release", rustc.display()))?;
    Ok(channel(release))
}

fn channel(release: &str) -> String {
    match release.split_once('-') {
        None => release,
        Some((_, channel)) => channel.split('.').next().unwrap_or(channel),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::channel;

    #[test]
    fn a_release_is_named_as_rustup_names_it() {
        assert_eq!(channel("1.90.0"), "1.90.0");
        assert_eq!(channel("1.91.0-beta.3"), "beta");
        assert_eq!(channel("1.92.0-nightly"), "nightly");
    }
}
