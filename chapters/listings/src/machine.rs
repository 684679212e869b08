//! The machine on which something was measured, in one sentence.

use std::env::consts::{ARCH, OS};
use std::path::Path;
use std::process::Command;
use std::thread::available_parallelism;

/// The sentence under measured figures: how the program was built, where it ran, and which command
/// repeats it. `built` is, for example, `in the release profile with rustc 1.95.0`.
pub fn sentence(built: &str, repeat: &str) -> String {
    let processors = match available_parallelism().map_or(1, usize::from) {
        1 => "1 processor".to_owned(),
        some => format!("{some} processors"),
    };
    let model = model().unwrap_or_else(|| "model unknown".to_owned());
    format!(
        "Measured {built}, on {} ({ARCH}) with {processors} ({model}); `{repeat}` repeats it.\n",
        system()
    )
}

/// `in the release profile with rustc 1.95.0`, for the compiler that cargo uses in `folder`.
///
/// # Errors
/// If that compiler cannot be asked for its version.
pub fn profile(name: &str, folder: &Path) -> Result<String, String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(&rustc);
    let said = told(command.arg("--version").current_dir(folder))
        .ok_or_else(|| format!("`{} --version` says nothing", rustc.display()))?;
    let version = said.split(' ').nth(1).unwrap_or(&said);
    Ok(format!("in the {name} profile with rustc {version}"))
}

fn system() -> &'static str {
    match OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    }
}

/// What the maker calls the processor, as far as the system tells.
fn model() -> Option<String> {
    let model = match OS {
        "linux" => {
            let text = std::fs::read_to_string("/proc/cpuinfo").ok()?;
            named(&text, "model name")
                .or_else(|| named(&told(&mut Command::new("lscpu"))?, "Model name"))?
        }
        "macos" => told(Command::new("sysctl").args(["-n", "machdep.cpu.brand_string"]))?,
        "windows" => std::env::var("PROCESSOR_IDENTIFIER").ok()?,
        _ => return None,
    };
    let model = model.split_whitespace().collect::<Vec<_>>().join(" ");
    (!model.is_empty() && model != "unknown" && model != "-").then_some(model)
}

/// The value in the first line `name : value`.
fn named(text: &str, name: &str) -> Option<String> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

/// What a program that ended well printed.
fn told(command: &mut Command) -> Option<String> {
    let output = command.output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
