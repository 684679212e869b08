//! What goes into a plan: the workspace to stage, and a name for all of it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::catalog::{chapter_names, entries};
use super::super::error::{Error, Result};

/// The variables with which a build turns out differently.
pub fn build_variables() -> Vec<(OsString, OsString)> {
    let mut found: Vec<_> = std::env::vars_os()
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            [
                "CARGO_BUILD_",
                "CARGO_PROFILE_",
                "CARGO_ENCODED_RUSTFLAGS",
                "RUSTFLAGS",
                "RUSTC",
            ]
            .iter()
            .any(|start| name.starts_with(start))
                || (name.starts_with("CARGO_TARGET_")
                    && name != "CARGO_TARGET_DIR"
                    && name != "CARGO_TARGET_TMPDIR")
        })
        .collect();
    found.sort();
    found
}

/// What the workspace to stage is made of, as names from the root and contents: no file of it is an
/// answer.
pub fn source_files(root: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let read = |name: &Path| {
        let file = root.join(name);
        fs::read(&file).map_err(|error| Error::io("reading", &file, error))
    };
    let chapters = chapter_names(root)?;
    let mut files = vec![(MANIFEST.into(), read(Path::new(MANIFEST))?)];
    for name in [
        "Cargo.lock",
        CONFIG,
        "rust-toolchain.toml",
        "rust-toolchain",
    ] {
        if root.join(name).is_file() {
            files.push((name.into(), read(Path::new(name))?));
        }
    }
    for chapter in &chapters {
        let name = Path::new("exercises").join(chapter).join("Cargo.toml");
        let bytes = read(&name)?;
        files.push((name, bytes));
    }
    // The macros are within the kit's folder.
    let given = given(root).into_iter().filter(|name| *name != MACROS);
    let mut folders: Vec<PathBuf> = given.map(PathBuf::from).collect();
    while let Some(folder) = folders.pop() {
        for entry in entries(&root.join(&folder))? {
            let name = folder.join(entry.file_name().unwrap_or_default());
            if entry.is_dir() {
                folders.push(name);
            } else if name.extension().is_some_and(|e| e == "rs" || e == "toml") {
                files.push((name.clone(), read(&name)?));
            }
        }
    }
    Ok(files)
}

const MANIFEST: &str = "Cargo.toml";
const CONFIG: &str = ".cargo/config.toml";

/// The workspace to stage: [`source_files`], with the members and targets that are staged.
pub fn staged_files(root: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let chapters = chapter_names(root)?;
    let of_chapter = |name: &Path| {
        chapters
            .iter()
            .any(|chapter| name == Path::new("exercises").join(chapter).join(MANIFEST))
    };
    source_files(root)?
        .into_iter()
        .map(|(name, bytes)| {
            let bytes = if name == Path::new(MANIFEST) {
                trimmed_workspace(root, &bytes, &chapters)?
            } else if of_chapter(&name) {
                trimmed_package(&root.join(&name), &bytes)?
            } else if name == Path::new(CONFIG) {
                from_anywhere(root, &bytes)?
            } else {
                bytes
            };
            Ok((name, bytes))
        })
        .collect()
}

/// The packages that answers and checks use, and that are not edited.
const GIVEN: [&str; 3] = ["exercises/kit", MACROS, "exercises/poller"];
const MACROS: &str = "exercises/kit/macros";

/// Those of them that this workbook has.
fn given(root: &Path) -> Vec<&'static str> {
    let is_there = |name: &&str| root.join(name).join("Cargo.toml").is_file();
    GIVEN.into_iter().filter(is_there).collect()
}

/// The root manifest with no members but those and the chapters.
fn trimmed_workspace(root: &Path, bytes: &[u8], chapters: &[String]) -> Result<Vec<u8>> {
    edit_toml(&root.join("Cargo.toml"), bytes, |manifest| {
        let members = given(root)
            .into_iter()
            .map(str::to_owned)
            .chain(
                chapters
                    .iter()
                    .map(|chapter| format!("exercises/{chapter}")),
            )
            .map(toml::Value::String)
            .collect();
        if let Some(workspace) = manifest.get_mut("workspace").and_then(|w| w.as_table_mut()) {
            workspace.insert("members".into(), toml::Value::Array(members));
            workspace.remove("default-members");
        }
    })
}

/// A chapter's manifest without targets whose files are not staged.
fn trimmed_package(file: &Path, bytes: &[u8]) -> Result<Vec<u8>> {
    edit_toml(file, bytes, |manifest| {
        for targets in ["bin", "bench", "example"] {
            manifest.remove(targets);
        }
    })
}

/// cargo's settings with the folders of packages, which it takes from their places, as whole paths.
fn from_anywhere(root: &Path, bytes: &[u8]) -> Result<Vec<u8>> {
    edit_toml(&root.join(CONFIG), bytes, |settings| {
        let sources = settings
            .get_mut("source")
            .and_then(|all| all.as_table_mut());
        for source in sources.into_iter().flat_map(|all| all.iter_mut()) {
            if let Some(folder) = source.1.get_mut("directory")
                && let Some(named) = folder.as_str()
            {
                *folder = root.join(named).to_string_lossy().into_owned().into();
            }
        }
    })
}

fn edit_toml(file: &Path, bytes: &[u8], edit: impl FnOnce(&mut toml::Table)) -> Result<Vec<u8>> {
    let wrong = |what: String| Error::Metadata {
        file: file.to_path_buf(),
        what,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
    let mut manifest: toml::Table =
        toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    edit(&mut manifest);
    toml::to_string(&manifest)
        .map(String::into_bytes)
        .map_err(|error| wrong(error.to_string()))
}

/// A hash over named inputs.
#[derive(Clone)]
pub struct Inputs(Sha256);

impl Inputs {
    pub fn new() -> Self {
        Self(Sha256::new())
    }

    pub fn text(&mut self, name: &str, value: &str) {
        self.bytes(name, value.as_bytes());
    }

    pub fn bytes(&mut self, name: &str, value: &[u8]) {
        // With their lengths, so that no two lists of inputs look alike.
        for part in [name.as_bytes(), value] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    pub fn key(self) -> String {
        self.0.finalize()[..8]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}
