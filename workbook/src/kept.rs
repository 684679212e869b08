//! Another text in place of the reader's answer, which is kept.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use anyhow::Context as _;

use crate::engine::catalog::Exercise;
use crate::engine::stubs::Stubs;

/// What was done about an exercise.
#[derive(Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The file held that text already.
    Nothing,
    /// There was no file.
    NoFile,
    /// The file held the stub.
    Stub,
    /// The answer is in the file of this name, from the root.
    Kept(String),
}

/// Writes `text` into the file of `exercise`, whole or not at all. An answer there, which is neither the stub nor
/// the same text, is kept beside it first.
///
/// # Errors
/// If a file cannot be read or written. The answer is then where it was.
pub fn replace(
    root: &Path,
    exercise: &Exercise,
    stubs: &Stubs,
    text: &str,
) -> anyhow::Result<Replaced> {
    let name = exercise.file();
    let file = root.join(&name);
    let answer = match fs::read(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        read => Some(read.with_context(|| format!("reading {name}, which stays as it is"))?),
    };
    let mut text = text.replace("\r\n", "\n");
    let done = match answer {
        None => Replaced::NoFile,
        Some(answer) if is_same(&answer, &text) => return Ok(Replaced::Nothing),
        Some(answer) => {
            // The line ends that the file had, so that git sees no more change than there is.
            if answer.windows(2).any(|two| two == b"\r\n") {
                text = text.replace('\n', "\r\n");
            }
            match stubs.is_stub(exercise, &answer) {
                true => Replaced::Stub,
                false => Replaced::Kept(keep(root, exercise, &answer)?),
            }
        }
    };
    write(&file, text.as_bytes()).with_context(|| format!("writing {name}"))?;
    Ok(done)
}

/// Whether `answer` is `text`, whatever the line ends of either.
pub fn is_same(answer: &[u8], text: &str) -> bool {
    std::str::from_utf8(answer)
        .is_ok_and(|answer| answer.replace("\r\n", "\n") == text.replace("\r\n", "\n"))
}

/// Writes `bytes` into `file`, whole or not at all.
///
/// # Errors
/// If it cannot be written.
pub fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut whole = tempfile::NamedTempFile::new_in(folder)?;
    whole.write_all(bytes)?;
    // A temporary file is readable by its owner alone.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(file).map_or(0o644, |file| file.permissions().mode());
        whole
            .as_file()
            .set_permissions(fs::Permissions::from_mode(mode))?;
    }
    whole.as_file().sync_all()?;
    whole.persist(file)?;
    Ok(())
}

/// Writes `answer` beside its file, under a name that no file has yet, and returns that name. Its ending
/// is none that cargo compiles or the checks look at.
fn keep(root: &Path, exercise: &Exercise, answer: &[u8]) -> anyhow::Result<String> {
    let mut nth = 1;
    loop {
        let name = format!("{}.kept-{nth}", exercise.file());
        let keep = |mut file: File| {
            file.write_all(answer)?;
            file.sync_all()
        };
        match File::create_new(root.join(&name)).and_then(keep) {
            Ok(()) => return Ok(name),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => nth += 1,
            Err(error) => {
                let what = format!(
                    "keeping the answer as {name}; {} stays as it is",
                    exercise.file()
                );
                return Err(anyhow::Error::new(error).context(what));
            }
        }
    }
}
