//! What keeps a book from being built.

use std::path::PathBuf;

/// Why the book was not built: each says what was found, what was expected, and what to do next.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(
        "{} cannot be read as mdBook's settings: {found}\n\
         Fix it, or restore the last good one with `git checkout book.toml`. The keys that mdBook \
         knows: https://rust-lang.github.io/mdBook/format/configuration/",
        file.display()
    )]
    Settings { file: PathBuf, found: String },

    #[error(
        "{} cannot be read as a table of contents: {found}\n\
         Expected: `# Part` headings and lists of `- [Title](page.md)`, or `- [Title]()` for a page \
         that is not written yet.",
        file.display()
    )]
    Summary { file: PathBuf, found: String },

    /// One line for each fault.
    #[error("{}", found.join("\n"))]
    Pages { found: Vec<String> },

    #[error(
        "the pages could not be written to {}: {found}\n\
         See that the folder is writable and that the disk has room, then build again.",
        folder.display()
    )]
    Output { folder: PathBuf, found: String },

    #[error(
        "book.toml says `build-dir = \"{}\"`, a folder that holds the book's sources: building there \
         would delete them. Expected: a folder of its own, as in `build-dir = \"target/book\"`.",
        folder.display()
    )]
    WouldDeleteSources { folder: PathBuf },
}
