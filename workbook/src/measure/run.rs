//! Building the listings in the release profile, and running one at a time.

use std::collections::{BTreeMap, HashMap};
use std::env::consts::OS;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use anyhow::{Context, bail};
use listings::{machine, python};
use serde_json::Value;

use super::{Language, Listing};

/// What a listing needs to run: programs built in the release profile, and Python.
pub struct Builds {
    root: PathBuf,
    programs: HashMap<String, PathBuf>,
    /// How the programs were built, as the machine's sentence says it.
    built: String,
    python: Result<python::Interpreter, String>,
}

/// What a run of a listing came to.
pub enum Outcome {
    /// Every claim holds: what it printed, and the machine's sentence.
    Measured { printed: String, machine: String },
    /// A claim does not hold, or the program failed: why, and what it printed.
    Failed { why: String, printed: String },
    /// It cannot run here, and why.
    NotRun(String),
}

impl Builds {
    /// Builds those of the listings that are Rust, with one call of cargo for each of their packages. Its progress
    /// goes to standard error.
    ///
    /// # Errors
    /// If cargo cannot be started, or one of them cannot be built.
    pub fn of(listings: &[Listing], root: &Path) -> anyhow::Result<Self> {
        let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for listing in listings.iter().filter(|l| l.language == Language::Rust) {
            names
                .entry(listing.package)
                .or_default()
                .push(&listing.name);
        }
        let mut programs = HashMap::new();
        for (package, names) in names {
            programs.extend(build(package, &names, root)?);
        }
        Ok(Self {
            root: root.to_owned(),
            programs,
            built: machine::profile("release", root).map_err(anyhow::Error::msg)?,
            python: python::interpreter(),
        })
    }

    /// Runs the listing in full, with its claims asserted.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn run(&self, listing: &Listing) -> anyhow::Result<Outcome> {
        if !listing.needs.is_empty() && !listing.needs.iter().any(|system| system == OS) {
            let systems = listing.needs.join(" or ");
            return Ok(Outcome::NotRun(format!("it needs {systems}")));
        }
        if let Some(variable) = &listing.variable
            && std::env::var_os(variable).is_none()
        {
            return Ok(Outcome::NotRun(format!(
                "it needs {variable} to be set: its first lines say how"
            )));
        }
        let (mut command, built) = match listing.language {
            Language::Rust => match self.programs.get(&listing.name) {
                Some(program) => (Command::new(program), self.built.clone()),
                None => bail!("cargo did not say where it has built {}", listing.name),
            },
            Language::Python => match &self.python {
                Ok(python) => {
                    let mut command = Command::new(python.program);
                    command
                        .arg(&listing.source)
                        .env("PYTHONDONTWRITEBYTECODE", "1");
                    (command, format!("with Python {}", python.version))
                }
                Err(why) => return Ok(Outcome::NotRun(why.clone())),
            },
        };
        let output = command
            .current_dir(&self.root)
            .env(listings::RUN, listings::MEASURE)
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("cannot run {}", listing.name))?;
        let printed = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        Ok(if output.status.success() {
            Outcome::Measured {
                printed,
                machine: machine::sentence(&built, &listing.command()),
            }
        } else {
            let said = String::from_utf8_lossy(&output.stderr);
            Outcome::Failed {
                why: failure(output.status, &said),
                printed,
            }
        })
    }
}

fn build(package: &str, names: &[&str], root: &Path) -> anyhow::Result<HashMap<String, PathBuf>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command.current_dir(root).args(["build", "--release"]);
    command.args(["-p", package, "--message-format=json-render-diagnostics"]);
    for name in names {
        command.args(["--example", name]);
    }
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", cargo.display()))?;
    if !output.status.success() {
        bail!("cargo could not build the listings (its message is above), so nothing was measured");
    }
    let records = String::from_utf8_lossy(&output.stdout);
    let built = records.lines().filter_map(|line| {
        let record: Value = serde_json::from_str(line).ok()?;
        let program = record["executable"].as_str()?.into();
        Some((record["target"]["name"].as_str()?.to_owned(), program))
    });
    Ok(built.collect())
}

/// The claim that does not hold, if that is why it failed; otherwise how it ended, and what it said.
fn failure(status: ExitStatus, said: &str) -> String {
    let broken = said
        .lines()
        .find_map(|line| line.find(listings::BROKEN_CLAIM).map(|at| &line[at..]));
    match (broken, said.trim()) {
        (Some(claim), _) => claim.to_owned(),
        (None, "") => format!("it ended with {status}"),
        (None, said) => format!("it ended with {status}, and said:\n{said}"),
    }
}
