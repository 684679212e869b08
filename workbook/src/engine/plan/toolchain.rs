//! Which rustc judges, and by what one knows it again.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::UNIX_EPOCH;

use super::super::catalog::entries;
use super::super::error::{Error, Result};

/// A compiler.
pub struct Toolchain {
    /// The program itself, without a proxy before it.
    pub rustc: PathBuf,
    /// Another compiler has another one.
    pub known_by: String,
}

impl Toolchain {
    /// The compiler of the cargo that called this program; else the one that `rustc` means at `root`.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(root: &Path) -> Result<Self> {
        let named = std::env::var_os("RUSTC");
        // Asking takes 40 ms, for there is mostly a proxy that must find the toolchain first. cargo
        // has found it: its compiler is beside it.
        if named.is_none()
            && let Some(cargo) = std::env::var_os("CARGO")
            && let Some(bin) = Path::new(&cargo).parent()
            && let Some(found) = bin.parent().and_then(Self::at)
        {
            return Ok(found);
        }
        let rustc = PathBuf::from(named.unwrap_or_else(|| "rustc".into()));
        let sysroot = ask(root, &rustc, &["--print", "sysroot"])?;
        if let Some(found) = Self::at(Path::new(sysroot.trim())) {
            return Ok(found);
        }
        Ok(Self {
            known_by: ask(root, &rustc, &["-vV"])?,
            rustc,
        })
    }

    /// The compiler of the toolchain in `sysroot`, known by its files: their names hold a hash of what
    /// they were made of, and another release has other times and sizes.
    fn at(sysroot: &Path) -> Option<Self> {
        let rustc = sysroot
            .join("bin")
            .join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let mut known_by = describe(&rustc)?;
        let drivers: Vec<String> = ["lib", "bin"]
            .iter()
            .flat_map(|folder| entries(&sysroot.join(folder)).unwrap_or_default())
            .filter(|file| file.to_string_lossy().contains("rustc_driver"))
            .filter_map(|file| describe(&file))
            .collect();
        if drivers.is_empty() {
            return None;
        }
        known_by.push_str(&drivers.concat());
        Some(Self { rustc, known_by })
    }
}

/// A file by its name, size and time; `None` if there is none.
fn describe(file: &Path) -> Option<String> {
    let data = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
    let changed = data.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(format!("{} {} {changed:?}\n", file.display(), data.len()))
}

fn ask(root: &Path, rustc: &Path, args: &[&str]) -> Result<String> {
    let failed = |source| Error::NoToolchain {
        program: rustc.display().to_string(),
        source,
    };
    let output = Command::new(rustc)
        .args(args)
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(failed)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(failed(std::io::Error::other(said.trim().to_owned())))
}
