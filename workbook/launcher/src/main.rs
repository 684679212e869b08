//! Starts the workbook's tool. Cargo is asked to build it only if a source of it has changed since it was built.
//!
//! `cargo workbook` means `cargo run` of this program. Cargo says what the tool was built from in a file beside it
//! (`workbook.d`), and the times of these files say whether one has changed, as they do for cargo itself.

mod fresh;

use std::env;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use fresh::Built;

/// What a shell calls a program that cannot be started.
const NOT_STARTED: u8 = 127;

fn main() -> ExitCode {
    match launch() {
        Ok(code) => code,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::from(NOT_STARTED)
        }
    }
}

fn launch() -> Result<ExitCode, String> {
    let root = root()?;
    let own = env::current_exe().map_err(|error| format!("this program has no path: {error}"))?;
    let folder = own.parent().unwrap_or(Path::new("."));
    let built = Built::in_folder(folder, &root);
    if !built.is_fresh() {
        let began = built.note_beginning();
        let code = build(&root, folder)?;
        if code != 0 {
            return Ok(ExitCode::from(code));
        }
        built.note_end(began);
    }
    start(Command::new(built.program()).args(env::args_os().skip(1)))
        .map_err(|error| format!("{} cannot be started: {error}", built.program().display()))
}

/// The workbook's root. `cargo run` says where the package of this program is: asked at run time, because two copies
/// of the workbook may share a target folder.
fn root() -> Result<PathBuf, String> {
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .ok_or("this program is started by cargo: run `cargo workbook`, or `cargo run --`")?;
    Path::new(&package)
        .ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .ok_or_else(|| format!("{} is in no workbook", Path::new(&package).display()))
}

/// Has cargo build the tool in the folder of this program. Quiet if the output is read by a program.
fn build(root: &Path, folder: &Path) -> Result<u8, String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(&cargo);
    command
        .current_dir(root)
        .args(["build", "--package", "workbook"]);
    // The folder of the default profile is called `debug`, that of another by the profile's own name.
    if let Some(profile) = folder.file_name().filter(|name| *name != "debug") {
        command.arg("--profile").arg(profile);
    }
    if !io::stderr().is_terminal() {
        command.arg("--quiet");
    }
    let status = command
        .status()
        .map_err(|error| format!("{} cannot be started: {error}", Path::new(&cargo).display()))?;
    Ok(code_of(status.code()))
}

/// A program that a signal has ended has no code.
fn code_of(code: Option<i32>) -> u8 {
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

/// Becomes the tool: what is meant for it, such as a signal, reaches it.
#[cfg(unix)]
fn start(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt as _;
    Err(command.exec())
}

/// Starts the tool and waits for its end: there is no way here to become another program.
#[cfg(not(unix))]
fn start(command: &mut Command) -> io::Result<ExitCode> {
    Ok(ExitCode::from(code_of(command.status()?.code())))
}
