//! Where the workbook is.

use std::path::{Path, PathBuf};

/// The root of the workbook that holds `start`: the nearest folder, upwards, with both a `book.toml`
/// and an `exercises` folder.
///
/// # Errors
/// If there is none: a sentence that names where the search began.
pub fn find(start: &Path) -> anyhow::Result<PathBuf> {
    start
        .ancestors()
        .find(|folder| folder.join("book.toml").is_file() && folder.join("exercises").is_dir())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            anyhow::anyhow!(
                "{} is not in a workbook: neither it nor a folder above it holds a book.toml and an \
                 exercises folder. Change into the folder you cloned, then run the command again.",
                start.display()
            )
        })
}

/// The root of the workbook that the current directory is in.
///
/// # Errors
/// As [`find`]; and where the current directory cannot be read.
pub fn here() -> anyhow::Result<PathBuf> {
    find(&std::env::current_dir()?)
}
