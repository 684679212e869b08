//! Programs about which the compiler has something to say.
//!
//! What it said is kept in `NAME.rustc`, whose first line names the compiler and the lints or
//! error codes: `rustc 1.95: unused_must_use`. Another compiler may say it in other words, so the
//! words are compared only where the version is the same, the codes always.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::compare;
use crate::listing::{Listing, at_root};
use crate::run::{Streams, run, run_to_end};

/// Long enough to build what a listing uses, where cargo must.
const BUILD_BOUND: Duration = Duration::from_secs(600);

pub fn fault(listing: &Listing) -> Option<String> {
    let built = match build(listing) {
        Ok(built) => built,
        Err(why) => return Some(format!("{}: {why}", listing.name)),
    };
    if built.codes.is_empty() {
        return Some(format!(
            "{}: the compiler has nothing to say about it",
            listing.name
        ));
    }
    let said = format!(
        "rustc {}: {}\n\n{}",
        built.rustc,
        built.codes.join(" "),
        built.said
    );
    message_fault(&listing.source.with_extension("rustc"), &said, &built).or_else(|| {
        let printed = run(&mut at_root(built.program?), Streams::OutOnly, crate::BOUND);
        match printed {
            Ok(printed) => compare::with_kept(&listing.out(), &printed),
            Err(why) => Some(format!("{}: {why}", listing.name)),
        }
    })
}

fn message_fault(kept_at: &Path, said: &str, built: &Built) -> Option<String> {
    let kept = fs::read_to_string(kept_at).unwrap_or_default();
    let first = kept.lines().next().unwrap_or_default();
    match first.split_once(": ") {
        Some((rustc, codes)) if rustc != format!("rustc {}", built.rustc) => {
            let same = codes == built.codes.join(" ");
            (!same).then(|| {
                let now = built.codes.join(" ");
                format!(
                    "{}: {codes} with {rustc}, but {now} here",
                    kept_at.display()
                )
            })
        }
        _ => compare::with_kept(kept_at, said),
    }
}

struct Built {
    /// `1.95`
    rustc: String,
    /// What the compiler said, as one would read it in a terminal.
    said: String,
    /// Names of lints and numbers of errors, in the order in which they were found, each once.
    codes: Vec<String>,
    /// Absent if it did not compile.
    program: Option<String>,
}

fn build(listing: &Listing) -> Result<Built, String> {
    let mut command = at_root(env!("CARGO"));
    command.args(["build", "--message-format=json", "-p", "listings"]);
    command.args(["--features", "rejected", "--example", &listing.name]);
    // Where warnings are denied, the compiler would not say what a reader is told.
    command.env_remove("RUSTFLAGS");
    let (_, records, errors) = run_to_end(&mut command, Streams::OutOnly, BUILD_BOUND)?;

    let source = listing.source_from_root();
    let mut built = Built {
        rustc: rustc()?,
        said: String::new(),
        codes: Vec::new(),
        program: None,
    };
    let mut finished = false;
    for record in records
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
    {
        finished |= record["reason"] == "build-finished";
        if record["target"]["name"] != listing.name.as_str() {
            continue;
        }
        let message = &record["message"];
        if let (Some(says), Some(text)) =
            (message["message"].as_str(), message["rendered"].as_str())
            && !is_a_summary(says)
        {
            built.said += &without_registry(&text.replace('\\', "/"));
            // That a future is not Send, the compiler says in words alone.
            let code = message["code"]["code"].as_str().unwrap_or(says);
            if !built.codes.iter().any(|known| known == code) {
                built.codes.push(code.to_owned());
            }
        }
        if let Some(program) = record["executable"].as_str() {
            built.program = Some(program.to_owned());
        }
    }
    if !finished {
        return Err(format!(
            "cargo could not build {source}:\n{}",
            errors.trim_end()
        ));
    }
    built.said = built.said.trim_end().to_owned() + "\n";
    Ok(built)
}

/// "aborting due to 1 previous error", "1 warning emitted".
fn is_a_summary(says: &str) -> bool {
    says.starts_with("aborting due to")
        || says.starts_with("For more information")
        || says.starts_with("Some errors have detailed explanations")
        || says.ends_with(" emitted")
}

/// Leaves `tokio-1.54.1/src/task/spawn.rs` of the path at which this machine keeps the package.
fn without_registry(text: &str) -> String {
    let without = |line: &str| match line.split_once("/registry/src/") {
        Some((before, after)) => {
            let lead = before.rfind(' ').map_or("", |at| &before[..=at]);
            let (_index, path) = after.split_once('/').unwrap_or(("", after));
            format!("{lead}{path}")
        }
        None => line.to_owned(),
    };
    text.split_inclusive('\n').map(without).collect()
}

fn rustc() -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .arg("--version")
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = text
        .split(' ')
        .nth(1)
        .ok_or("rustc does not say its version")?;
    Ok(number.split('.').take(2).collect::<Vec<_>>().join("."))
}
