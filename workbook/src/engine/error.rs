//! What keeps the engine from judging at all. A bad answer is no error: it gets verdicts.

use std::io;
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{doing} {}: {source}", .path.display())]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },

    #[error(
        "the disk is full: {} could not be written. No answer was touched; make room, or point \
         CARGO_TARGET_DIR to another disk, then run the command again.",
        .0.display()
    )]
    DiskFull(PathBuf),

    #[error(
        "no Rust toolchain: `{program}` could not be started ({source}). Install Rust from \
         https://rustup.rs, open a new terminal, then run the command again."
    )]
    NoToolchain { program: String, source: io::Error },

    #[error("{}: {what}", .file.display())]
    Metadata { file: PathBuf, what: String },

    #[error("{0}")]
    Unknown(String),

    #[error(
        "cargo could not build what the checks of {chapter} depend on (kit and packages, not the \
         answers). If a download failed: the first judging needs the network once.\n{output}"
    )]
    Plan { chapter: String, output: String },

    #[error("{0}")]
    Broken(String),

    #[error("stopped")]
    Stopped,
}

pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An input or output error, with what was being done to which file. A full disk gets words of
    /// its own.
    pub fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Error::DiskFull(path.to_path_buf())
            }
            _ => Error::Io {
                doing,
                path: path.to_path_buf(),
                source,
            },
        }
    }
}
