//! An autograder for Gradescope: a zip with `setup.sh`, `run_autograder`, the assignment, hidden checks, and the tree
//! that students get too. There are no solutions in it.
//!
//! Gradescope unpacks it into `/autograder/source`, runs `setup.sh` once, and `run_autograder` for each submission.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use walkdir::WalkDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::assignment::Assignment;

const SETUP: &str = include_str!("setup.sh");
const RUN: &str = include_str!("run_autograder");

/// What is in an autograder beside its scripts.
pub struct Autograder<'a> {
    /// The folder of a repository for students.
    pub tree: &'a Path,
    pub assignment: &'a Assignment,
    /// A folder with hidden checks.
    pub hidden: Option<&'a Path>,
    /// The version of Rust to install, as rustup names it.
    pub toolchain: &'a str,
}

impl Autograder<'_> {
    /// Writes the zip to `out`; the same parts give the same bytes.
    ///
    /// # Errors
    /// If something is there already, or a file cannot be read or written.
    pub fn write(&self, out: &Path) -> anyhow::Result<()> {
        let file = match File::create_new(out) {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => bail!(
                "{} is there already: name another file, or remove it",
                out.display()
            ),
            file => file.with_context(|| format!("writing {}", out.display()))?,
        };
        let written = self.zip(file);
        if written.is_err() {
            // Half an autograder is none.
            let _ = fs::remove_file(out);
        }
        written.with_context(|| format!("writing {}", out.display()))
    }

    fn zip(&self, file: File) -> anyhow::Result<()> {
        let mut zip = ZipWriter::new(file);
        let hidden = match self.hidden {
            Some(_) => " --hidden ../hidden",
            None => "",
        };
        for (name, text) in [("setup.sh", SETUP), ("run_autograder", RUN)] {
            let text = text
                // As git may have written them on Windows.
                .replace("\r\n", "\n")
                .replace("@TOOLCHAIN@", self.toolchain)
                .replace("@HIDDEN@", hidden);
            zip.start_file(name, plain().unix_permissions(0o755))?;
            zip.write_all(text.as_bytes())?;
        }
        zip.start_file("assignment.toml", plain())?;
        zip.write_all(toml::to_string(self.assignment)?.as_bytes())?;
        folder(&mut zip, self.tree, "workbook")?;
        if let Some(hidden) = self.hidden {
            folder(&mut zip, hidden, "hidden")?;
        }
        zip.finish()?;
        Ok(())
    }
}

fn plain() -> SimpleFileOptions {
    // Without a time of their own, files of the same contents give the same zip.
    SimpleFileOptions::default().unix_permissions(0o644)
}

/// The files below `from`, as `name/…`.
fn folder(zip: &mut ZipWriter<File>, from: &Path, name: &str) -> anyhow::Result<()> {
    for entry in WalkDir::new(from).sort_by_file_name() {
        let entry = entry.with_context(|| format!("reading {}", from.display()))?;
        if !entry.file_type().is_file() {
            continue;
        }
        let below = entry.path().strip_prefix(from)?.to_string_lossy();
        zip.start_file(format!("{name}/{}", below.replace('\\', "/")), plain())?;
        let bytes = fs::read(entry.path())
            .with_context(|| format!("reading {}", entry.path().display()))?;
        zip.write_all(&bytes)?;
    }
    Ok(())
}
