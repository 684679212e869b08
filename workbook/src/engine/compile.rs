//! Compiling a staged answer with the command lines that cargo would use.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::error::{Error, Result};
use super::output::Sink;
use super::plan::{ChapterPlan, Plan, says_disk_full};
use super::process::{Ended, Ending, Grants, Launcher, Stop, Task, Work};
use super::record::Recording;
use super::stage::Stage;

/// What came of it.
pub enum Outcome {
    Built(Built),
    /// rustc's errors in its own words.
    Refused(String),
}

/// A chapter's checks with one answer in them.
pub struct Built {
    pub binary: PathBuf,
    /// rustc's warnings in its own words.
    pub warnings: Vec<String>,
}

/// The most that is taken in of rustc's messages, in bytes.
const MOST_OUTPUT: usize = 8 * 1024 * 1024;
/// The most lines of errors that a verdict quotes.
const MOST_LINES: usize = 200;

/// How answers are compiled.
#[derive(Clone, Copy)]
pub struct Compiler<'a> {
    pub plan: &'a Plan,
    pub launcher: &'a dyn Launcher,
    /// Real time that one call of rustc may take.
    pub limit: Duration,
    pub stop: &'a Stop,
    /// Whether the answer is a stranger's: it can read the compiler's environment while it compiles.
    pub guarded: bool,
}

/// Compiles what is staged, and its checks. With a folder `remembered`, rustc takes from it what
/// still holds, and leaves there what the next call can take.
///
/// # Errors
/// If rustc cannot be started, the disk is full, or `stop` was raised.
pub fn compile(
    compiler: Compiler<'_>,
    chapter: &ChapterPlan,
    stage: &Stage,
    remembered: Option<&Path>,
) -> Result<Outcome> {
    let outcome = compile_once(compiler, chapter, stage, remembered)?;
    match (&outcome, remembered) {
        // What rustc remembers can only make it faster. If it fails because of that, it must forget.
        (Outcome::Refused(errors), Some(folder)) if errors.contains(BROKEN) => {
            let _ = std::fs::remove_dir_all(folder);
            compile_once(compiler, chapter, stage, None)
        }
        _ => Ok(outcome),
    }
}

/// How rustc calls a fault of its own.
const BROKEN: &str = "internal compiler error";

fn compile_once(
    compiler: Compiler<'_>,
    chapter: &ChapterPlan,
    stage: &Stage,
    remembered: Option<&Path>,
) -> Result<Outcome> {
    let Compiler {
        plan,
        launcher,
        limit,
        stop,
        guarded,
    } = compiler;
    let mut warnings = Vec::new();
    let call = |recording: &Recording, lib: Option<&Path>| {
        let task = Task {
            program: plan.rustc.clone(),
            args: replay(recording, stage, lib, remembered),
            cwd: stage.root().to_path_buf(),
            env: environment(recording, stage, guarded),
            stdin: Vec::new(),
            limit,
            stdout: Sink::tail(1024),
            stderr: Sink::head(MOST_OUTPUT),
            work: Work::Compile,
            grants: Grants {
                read: [&plan.target, stage.root()]
                    .into_iter()
                    .chain(sysroot(&plan.rustc))
                    .map(Path::to_path_buf)
                    .collect(),
                write: std::iter::once(stage.out())
                    .chain(remembered.map(Path::to_path_buf))
                    .collect(),
            },
        };
        let ended = launcher
            .run(task, stop)
            .map_err(|source| Error::NoToolchain {
                program: plan.rustc.display().to_string(),
                source,
            })?;
        said(&ended, stage, limit)
    };

    let lib = call(&chapter.lib, None)?;
    warnings.extend(lib.warnings);
    if let Some(errors) = lib.errors {
        return Ok(Outcome::Refused(errors));
    }
    stage.lay_checks()?;
    let rlib = artifact(&chapter.lib, stage, "lib", ".rlib");
    let checks = call(&chapter.checks, Some(&rlib))?;
    warnings.extend(checks.warnings);
    if let Some(errors) = checks.errors {
        return Ok(Outcome::Refused(format!(
            "the answer compiles, but its checks do not compile against it: a name or a type is not \
             as the stub had it\n{errors}"
        )));
    }
    let binary = artifact(&chapter.checks, stage, "", std::env::consts::EXE_SUFFIX);
    // A link in its place would name a file of the judge's.
    if guarded && !binary.symlink_metadata().is_ok_and(|data| data.is_file()) {
        return Ok(Outcome::Refused(
            "rustc wrote no program, though it reported no error".to_owned(),
        ));
    }
    Ok(Outcome::Built(Built { binary, warnings }))
}

/// The recorded arguments, for the staged files: incremental state only where `remembered`, output to
/// the stage, and the answer's own library (`lib`) where cargo's plan had an empty one.
fn replay(
    recording: &Recording,
    stage: &Stage,
    lib: Option<&Path>,
    remembered: Option<&Path>,
) -> Vec<OsString> {
    let root = recording.cwd.to_string_lossy();
    let moved = |word: &str| match word.strip_prefix(&*root) {
        Some(rest) => format!("{}{rest}", stage.root().display()),
        None => word.to_owned(),
    };
    let crate_of_lib =
        lib.map(|_| format!("{}=", recording.env["CARGO_PKG_NAME"].replace('-', "_")));
    let mut args: Vec<OsString> = Vec::new();
    let mut words = recording.args.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        match (word, &crate_of_lib, lib) {
            ("-C", ..) if next.starts_with("incremental=") => {
                words.next();
            }
            ("--out-dir", ..) => {
                words.next();
            }
            ("--extern", Some(start), Some(lib)) if next.starts_with(start) => {
                words.next();
                let mut external = OsString::from(start);
                external.push(lib);
                args.extend(["--extern".into(), external]);
            }
            _ if ["--json", "--error-format", "--diagnostic-width"]
                .iter()
                .any(|start| word.starts_with(start)) => {}
            _ => args.push(moved(word).into()),
        }
    }
    let mut search = OsString::from("dependency=");
    search.push(stage.out());
    if let Some(remembered) = remembered {
        let mut incremental = OsString::from("incremental=");
        incremental.push(remembered);
        args.extend(["-C".into(), incremental]);
    }
    // A check prints no backtrace, and without lines to describe it is compiled and linked faster.
    args.extend(["-C".into(), "debuginfo=0".into()]);
    if cfg!(target_os = "linux") {
        // The linker leaves out the standard library's as well. Elsewhere that takes another program.
        args.extend(["-C".into(), "strip=debuginfo".into()]);
    }
    args.extend([
        "--error-format=json".into(),
        "-L".into(),
        search,
        "--out-dir".into(),
        stage.out().into(),
    ]);
    args
}

/// The folder of the toolchain that `rustc` is in, if it is in one.
fn sysroot(rustc: &Path) -> Option<&Path> {
    rustc.parent()?.parent().filter(|_| rustc.is_absolute())
}

/// The tool's own environment without what is cargo's and the toolchain's, and with what the
/// recording has of them: a linker needs more of it than can be listed here. Of a stranger's compiler, who can print
/// it with `env!`, it has only what every linker needs.
fn environment(recording: &Recording, stage: &Stage, guarded: bool) -> Vec<(OsString, OsString)> {
    let root = recording.cwd.to_string_lossy();
    let mut env: Vec<(OsString, OsString)> = std::env::vars_os()
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            if guarded {
                return name == "PATH";
            }
            name == "CARGO_HOME"
                || ![
                    "CARGO",
                    "RUSTC",
                    "RUSTFLAGS",
                    "RUST_BACKTRACE",
                    "WORKBOOK_",
                    "KIT_",
                ]
                .iter()
                .any(|start| name.starts_with(start))
        })
        .collect();
    for (name, value) in &recording.env {
        let value = match value.strip_prefix(&*root) {
            Some(rest) => format!("{}{rest}", stage.root().display()),
            None => value.clone(),
        };
        env.push((name.into(), value.into()));
    }
    env
}

/// The file that a replayed recording makes: its name is the crate's and cargo's suffix.
fn artifact(recording: &Recording, stage: &Stage, prefix: &str, suffix: &str) -> PathBuf {
    let after = |flag: &str, start: &str| {
        recording
            .args
            .windows(2)
            .find_map(|pair| {
                (pair[0] == flag)
                    .then(|| pair[1].strip_prefix(start))
                    .flatten()
            })
            .unwrap_or_default()
    };
    stage.out().join(format!(
        "{prefix}{}{}{suffix}",
        after("--crate-name", ""),
        after("-C", "extra-filename=")
    ))
}

#[derive(Deserialize)]
struct Diagnostic {
    message: String,
    level: String,
    #[serde(default)]
    spans: Vec<serde_json::Value>,
    rendered: Option<String>,
}

struct Said {
    warnings: Vec<String>,
    errors: Option<String>,
}

fn said(ended: &Ended, stage: &Stage, limit: Duration) -> Result<Said> {
    let text = String::from_utf8_lossy(&ended.stderr.bytes);
    let (mut warnings, mut errors, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for line in text.lines() {
        let Ok(diagnostic) = serde_json::from_str::<Diagnostic>(line) else {
            other.push(line);
            continue;
        };
        let rendered = diagnostic.rendered.unwrap_or(diagnostic.message.clone());
        let rendered = in_the_readers_tree(&rendered, stage);
        // The last lines, "aborting due to 1 previous error" and "2 warnings emitted", only count. And
        // how well rustc remembers is nothing about the answer.
        let counts = diagnostic.spans.is_empty()
            && (diagnostic.message.starts_with("aborting due to")
                || diagnostic.message.ends_with("emitted")
                || diagnostic.message.contains("incremental compilation"));
        match diagnostic.level.as_str() {
            _ if counts => {}
            "warning" => warnings.push(rendered),
            level if level.starts_with("error") => errors.push(rendered),
            _ => {}
        }
    }
    if ended.ending == Ending::Code(0) {
        return Ok(Said {
            warnings,
            errors: None,
        });
    }
    let why = match ended.ending {
        Ending::Stopped => return Err(Error::Stopped),
        Ending::Overtime => format!(
            "rustc was still at it after {} s and was stopped: does the answer make it compute or expand \
             without end?",
            limit.as_secs()
        ),
        _ if says_disk_full(&text) => return Err(Error::DiskFull(stage.out())),
        _ if !errors.is_empty() => errors.join("\n"),
        Ending::Code(code) => format!("rustc ended with code {code}\n{}", other.join("\n")),
        Ending::Signal(signal) => {
            format!("rustc was ended by signal {signal}\n{}", other.join("\n"))
        }
    };
    Ok(Said {
        warnings,
        errors: Some(first_lines(&why)),
    })
}

/// `text` without the path of the place, so that files are named from the root.
fn in_the_readers_tree(text: &str, stage: &Stage) -> String {
    let root = stage.root().display().to_string();
    let text = text
        .trim_end()
        .replace(&format!("{root}{}", std::path::MAIN_SEPARATOR), "");
    with_slashes(&text)
}

/// `text` with the names of an exercise's files as they are written everywhere else. Only Windows
/// has them otherwise.
pub fn with_slashes(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    for (nth, part) in text.split("exercises\\").enumerate() {
        if nth == 0 {
            said.push_str(part);
            continue;
        }
        let name = part.find(".rs").unwrap_or(0);
        said.push_str("exercises/");
        said.push_str(&part[..name].replace('\\', "/"));
        said.push_str(&part[name..]);
    }
    said
}

fn first_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    if lines.len() <= MOST_LINES {
        return lines.join("\n");
    }
    format!(
        "{}\n… and {} more lines",
        lines[..MOST_LINES].join("\n"),
        lines.len() - MOST_LINES
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_the_same_way_on_every_system() {
        let windows = r" --> exercises\ch01\src\both.rs:1:2 says \n and exercises\ch01\src\both.rs";
        let everywhere =
            r" --> exercises/ch01/src/both.rs:1:2 says \n and exercises/ch01/src/both.rs";
        assert_eq!(with_slashes(windows), everywhere);
        assert_eq!(with_slashes(everywhere), everywhere);
    }
}
