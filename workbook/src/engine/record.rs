//! Learning cargo's own rustc command lines.
//!
//! While cargo builds the plan (see [`super::plan`]), this very program is its
//! `RUSTC_WORKSPACE_WRAPPER`: it writes down how rustc is called for each crate of the workspace,
//! then calls it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use serde::{Deserialize, Serialize};

/// Set to the folder for the recordings: run as a wrapper of rustc, not as the tool.
const RECORD: &str = "WORKBOOK_RECORD_RUSTC";

/// How cargo called rustc for one crate.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recording {
    /// rustc, as cargo found it.
    pub rustc: String,
    pub args: Vec<String>,
    /// Where cargo called it: the root of its workspace.
    pub cwd: PathBuf,
    /// The `CARGO_…` variables that tell a crate about its package.
    pub env: BTreeMap<String, String>,
}

/// Where the recording of a crate of a package is kept below `folder`.
pub fn file(folder: &Path, package: &str, krate: &str) -> PathBuf {
    folder.join(format!("{package}.{krate}.json"))
}

/// What to set for cargo, so that it calls `tool` (this program) in rustc's place.
pub fn environment(tool: &Path, folder: &Path) -> [(OsString, OsString); 2] {
    [
        ("RUSTC_WORKSPACE_WRAPPER".into(), tool.into()),
        (RECORD.into(), folder.into()),
    ]
}

/// Acts as rustc's wrapper where cargo called this program as one.
pub fn as_wrapper() -> Option<ExitCode> {
    let folder = PathBuf::from(std::env::var_os(RECORD)?);
    let mut words = std::env::args_os().skip(1);
    let rustc = words.next()?;
    let args: Vec<OsString> = words.collect();
    if let Err(error) = record(&folder, &rustc, &args) {
        eprintln!("error: the call of rustc could not be recorded: {error}");
        return Some(ExitCode::FAILURE);
    }
    Some(match Command::new(&rustc).args(&args).status() {
        Ok(status) => ExitCode::from(
            status
                .code()
                .and_then(|c| u8::try_from(c).ok())
                .unwrap_or(1),
        ),
        Err(error) => {
            eprintln!("error: {} could not be started: {error}", rustc.display());
            ExitCode::FAILURE
        }
    })
}

fn record(folder: &Path, rustc: &OsString, args: &[OsString]) -> std::io::Result<()> {
    // cargo also asks rustc for its version and targets: no crate, nothing to record.
    let (Ok(package), Ok(krate)) = (
        std::env::var("CARGO_PKG_NAME"),
        std::env::var("CARGO_CRATE_NAME"),
    ) else {
        return Ok(());
    };
    let text = |word: &OsString| {
        word.to_str()
            .map(str::to_owned)
            .ok_or_else(|| std::io::Error::other(format!("{} is not UTF-8", word.display())))
    };
    let recording = Recording {
        rustc: text(rustc)?,
        args: args.iter().map(text).collect::<Result<_, _>>()?,
        cwd: std::env::current_dir()?,
        env: std::env::vars()
            .filter(|(name, _)| {
                name.starts_with("CARGO_PKG_")
                    || name.starts_with("CARGO_MANIFEST_")
                    || name == "CARGO_CRATE_NAME"
                    || name == "CARGO_PRIMARY_PACKAGE"
            })
            .collect(),
    };
    // Whole or not at all: another process may be reading it.
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(&serde_json::to_vec_pretty(&recording)?)?;
    whole.persist(file(folder, &package, &krate))?;
    Ok(())
}
