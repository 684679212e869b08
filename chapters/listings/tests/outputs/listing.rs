//! The listings, and where each keeps what.

use std::env::consts::{EXE_SUFFIX, OS};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Example,
    Python,
    Rejected,
    /// Of the package `services`, whose own test runs it.
    Service,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Example, Kind::Python, Kind::Rejected, Kind::Service];

    /// The folder, the ending of a source, and the endings of what is kept beside it.
    fn shape(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Kind::Example => ("examples", "rs", &["out", "jsonl", "machine"]),
            Kind::Python => ("python", "py", &["out", "machine"]),
            Kind::Rejected => ("rejected", "rs", &["out", "rustc"]),
            Kind::Service => ("services/examples", "rs", &["out", "machine"]),
        }
    }
}

pub struct Listing {
    pub name: String,
    pub kind: Kind,
    pub source: PathBuf,
}

/// The folder of the listings.
pub fn package() -> &'static Path {
    Path::new(::listings::PACKAGE)
}

/// The folder from which a reader runs everything.
pub fn root() -> &'static Path {
    package()
        .ancestors()
        .nth(2)
        .expect("chapters/listings is two folders deep")
}

/// A command that runs where a reader would run it.
pub fn at_root(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    // Some listings show the message of a panic, which would have a backtrace in it.
    command.env_remove("RUST_BACKTRACE");
    command.env_remove(::listings::RUN);
    command
}

/// A path as the pages and the compiler write it: from the root, with `/`.
pub fn from_root(path: &Path) -> String {
    let path = path.strip_prefix(root()).unwrap_or(path);
    path.to_string_lossy().replace('\\', "/")
}

fn files(kind: Kind) -> Vec<PathBuf> {
    let folder = package().join(kind.shape().0);
    let Ok(entries) = fs::read_dir(&folder) else {
        return Vec::new();
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    files.sort();
    files
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension() == Some(OsStr::new(extension))
}

pub fn listings(kind: Kind) -> Vec<Listing> {
    let sources = files(kind)
        .into_iter()
        .filter(|path| has_extension(path, kind.shape().1));
    sources
        .map(|source| Listing {
            name: source
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            kind,
            source,
        })
        .collect()
}

/// Kept outputs whose program is gone.
pub fn without_source(kind: Kind) -> Vec<Option<String>> {
    let (_, source, kept) = kind.shape();
    let orphan = |path: PathBuf| {
        let is_kept = kept.iter().any(|extension| has_extension(&path, extension));
        (is_kept && !path.with_extension(source).exists())
            .then(|| format!("{}: there is no .{source} beside it", from_root(&path)))
    };
    files(kind).into_iter().map(orphan).collect()
}

impl Listing {
    pub fn source_from_root(&self) -> String {
        from_root(&self.source)
    }

    pub fn out(&self) -> PathBuf {
        self.source.with_extension("out")
    }

    /// What the program records of its run, for the book's pictures.
    pub fn recording(&self) -> PathBuf {
        self.source.with_extension("jsonl")
    }

    /// Whether the program hands its recording on.
    pub fn records(&self) -> bool {
        let text = fs::read_to_string(&self.source).unwrap_or_default();
        text.contains(".keep_beside_listing()")
    }

    /// Whether its figures come from `cargo run -- measure`.
    pub fn measures(&self) -> bool {
        ::listings::measures(&fs::read_to_string(&self.source).unwrap_or_default())
    }

    /// The machine that its figures are of.
    pub fn machine(&self) -> PathBuf {
        self.source.with_extension("machine")
    }

    /// What a page must show, so that its reader can run the listing.
    pub fn command(&self) -> String {
        match self.kind {
            _ if self.measures() => format!("cargo run -- measure {}", self.name),
            Kind::Example => format!("cargo run --example {}", self.name),
            Kind::Service => format!("cargo run -p services --example {}", self.name),
            Kind::Python => format!("python3 {}", self.source_from_root()),
            Kind::Rejected => {
                format!(
                    "cargo run -p listings --features rejected --example {}",
                    self.name
                )
            }
        }
    }

    /// The systems that `// needs: linux, macos` names, if this is none of them.
    pub fn needs_another_system(&self) -> Option<String> {
        let systems = ::listings::needs(&fs::read_to_string(&self.source).unwrap_or_default());
        (!systems.is_empty() && !systems.iter().any(|system| system == OS))
            .then(|| systems.join(" or "))
    }

    /// The example that cargo built together with this test.
    pub fn built(&self) -> Result<PathBuf, String> {
        // Given the name of a test, cargo builds no examples.
        let package = match self.kind {
            Kind::Service => "services",
            _ => "listings",
        };
        let build = format!("run `cargo test -p {package}`, with nothing after it");
        let test = std::env::current_exe().map_err(|error| error.to_string())?;
        let folder = test
            .ancestors()
            .nth(2)
            .expect("a test is built in target/…/deps");
        let program = folder
            .join("examples")
            .join(format!("{}{EXE_SUFFIX}", self.name));
        let changed = |path: &Path| path.metadata().and_then(|file| file.modified());
        match (changed(&program), changed(&self.source)) {
            (Ok(built), Ok(written)) if built >= written => Ok(program),
            (Ok(_), _) => Err(format!(
                "{}: built before it was last changed; {build}",
                self.name
            )),
            (Err(_), _) => Err(format!("{}: not built; {build}", self.name)),
        }
    }
}
