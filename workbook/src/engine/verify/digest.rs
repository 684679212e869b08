//! A digest of all that an exercise's proof depends on.
//!
//! Stub, reference, right answers and the catalogue of wrong ones; the checks with what they include;
//! what the chapter's exercises share; the kit; the packages that answers are compiled with, and how.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::super::beliefs;
use super::super::catalog::{Catalog, Exercise, entries};
use super::super::error::{Error, Result};
use super::super::ledger::short;

/// Another number whenever proving itself changes, so that what was proven before no longer counts.
const FORMAT: &str = "1";

/// Packages of the workspace that every answer is compiled with.
const GIVEN: [&str; 3] = ["kit", "kit-macros", "poller"];

/// Packages that the lock file names for a feature which another package of the workspace turns on, and no build of
/// an answer does: a driver for a database wants it of `getrandom`. The lock file does not name the one that asks.
const UNUSED: [&str; 1] = ["rand_core 0.10"];

/// Digests, as hexadecimal numbers, of the exercises of one workbook.
pub struct Digests<'a> {
    catalog: &'a Catalog,
    kit: Vec<u8>,
    lock: Lock,
    workspace: toml::Table,
}

impl<'a> Digests<'a> {
    /// Reads what all exercises share.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of(catalog: &'a Catalog) -> Result<Self> {
        let root = &catalog.root;
        let mut kit = Hash::default();
        for folder in ["exercises/kit", "exercises/poller"] {
            let wanted = |file: &Path| {
                let own = file.strip_prefix(root.join(folder)).unwrap_or(file);
                !own.starts_with("benches") && !own.starts_with("tests")
            };
            kit.folder(root, &root.join(folder), &wanted)?;
        }
        let manifest = toml_file(&root.join("Cargo.toml"))?;
        Ok(Self {
            catalog,
            kit: kit.0.finalize().to_vec(),
            lock: Lock::read(&root.join("Cargo.lock"))?,
            workspace: manifest,
        })
    }

    /// The digest of `exercise`.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn digest(&self, exercise: &Exercise) -> Result<String> {
        let root = &self.catalog.root;
        let mut hash = self.given(exercise, true)?;
        for file in [beliefs::reference(exercise), beliefs::file(exercise)] {
            // What is not there is a fault of its own.
            let bytes = fs::read(root.join(&file)).unwrap_or_default();
            hash.part(&file, &bytes);
        }
        let right = format!("solutions/{}/right/{}", exercise.chapter, exercise.slug);
        hash.folder(root, &root.join(right), &|_| true)?;
        Ok(short(&hash.0.finalize()))
    }

    /// The digest of what a verdict on an answer to `exercise` depends on beside the answer and the compiler:
    /// the workbook's own answers, and the stub, do not count.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn of_checks(&self, exercise: &Exercise) -> Result<String> {
        let mut hash = self.given(exercise, false)?;
        hash.part("hidden", exercise.hidden.as_bytes());
        Ok(short(&hash.0.finalize()))
    }

    /// What an answer to `exercise` is judged with, and its stub.
    fn given(&self, exercise: &Exercise, with_stub: bool) -> Result<Hash> {
        let root = &self.catalog.root;
        let mut hash = Hash::default();
        hash.part("format", FORMAT.as_bytes());
        hash.part("kit", &self.kit);
        let packages = self.lock.closure(&exercise.chapter);
        hash.part("packages", packages.join("\n").as_bytes());
        hash.part("settings", self.settings(&packages).as_bytes());

        let chapter = root.join("exercises").join(&exercise.chapter);
        let others: BTreeSet<&str> = self
            .catalog
            .exercises()
            .filter(|other| other.chapter == exercise.chapter && other.id != exercise.id)
            .map(|other| other.slug.as_str())
            .collect();
        let of_another = |file: &Path| {
            let own = file.strip_prefix(&chapter).unwrap_or(file);
            let parts: Vec<_> = own
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect();
            let name = match &parts[..] {
                [src, name] if src == "src" => name,
                [tests, checks, name, ..] if tests == "tests" && checks == "checks" => name,
                _ => return false,
            };
            others.contains(name.trim_end_matches(".rs"))
        };
        // Metadata and what is generated say nothing to a check.
        let stub = root.join(exercise.file());
        let beside = |file: &Path| {
            (!with_stub && file == stub)
                || file
                    .file_name()
                    .is_some_and(|name| name == "chapter.toml" || name == "target")
        };
        for (file, bytes) in read_all(root, &chapter, &|file| !of_another(file) && !beside(file))? {
            let lists = ["src/lib.rs", "tests/checks/main.rs"]
                .iter()
                .any(|own| file.ends_with(own));
            let bytes = if lists {
                without(&bytes, &others)
            } else {
                bytes
            };
            hash.part(&file, &bytes);
        }
        Ok(hash)
    }

    /// What the root manifest says of how answers are compiled.
    fn settings(&self, packages: &[String]) -> String {
        let names: BTreeSet<&str> = packages
            .iter()
            .filter_map(|package| package.split(' ').next())
            .collect();
        let mut kept = toml::Table::new();
        if let Some(profile) = self.workspace.get("profile") {
            kept.insert("profile".to_owned(), profile.clone());
        }
        let workspace = self.workspace.get("workspace").and_then(|w| w.as_table());
        for part in ["lints", "package", "dependencies"] {
            let Some(table) = workspace.and_then(|w| w.get(part)) else {
                continue;
            };
            let mut table = table.clone();
            if let Some(dependencies) = table.as_table_mut().filter(|_| part == "dependencies") {
                dependencies.retain(|name, _| names.contains(name));
            }
            kept.insert(part.to_owned(), table);
        }
        toml::to_string(&kept).unwrap_or_default()
    }
}

/// `bytes` without the lines that name only another exercise's module: another exercise more, or less,
/// changes nothing here.
fn without(bytes: &[u8], others: &BTreeSet<&str>) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let names_another = |line: &&str| {
        let word = line
            .trim()
            .trim_start_matches("pub ")
            .trim_start_matches("mod ")
            .trim_end_matches([';', ',']);
        others.contains(word)
    };
    text.lines()
        .filter(|line| !names_another(line))
        .flat_map(|line| [line, "\n"])
        .collect::<String>()
        .into_bytes()
}

/// Files below `folder`, by their names from the root, with `/` and without carriage returns.
fn read_all(
    root: &Path,
    folder: &Path,
    wanted: &dyn Fn(&Path) -> bool,
) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in entries(&folder)? {
            if !wanted(&entry) {
                continue;
            }
            if entry.is_dir() {
                folders.push(entry);
            } else if entry
                .extension()
                .is_some_and(|extension| extension == "rs" || extension == "toml")
            {
                let bytes =
                    fs::read(&entry).map_err(|error| Error::io("reading", &entry, error))?;
                let name = entry.strip_prefix(root).unwrap_or(&entry);
                found.insert(name.to_string_lossy().replace('\\', "/"), bytes);
            }
        }
    }
    Ok(found)
}

#[derive(Default)]
struct Hash(Sha256);

impl Hash {
    fn part(&mut self, name: &str, bytes: &[u8]) {
        // Git may give a file other line ends on another system.
        let bytes: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| *byte != b'\r')
            .collect();
        for part in [name.as_bytes(), &bytes] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    fn folder(&mut self, root: &Path, folder: &Path, wanted: &dyn Fn(&Path) -> bool) -> Result<()> {
        for (name, bytes) in read_all(root, folder, wanted)? {
            self.part(&name, &bytes);
        }
        Ok(())
    }
}

/// The packages of `Cargo.lock`, by name: `name version checksum`, and what each depends on.
struct Lock(BTreeMap<String, Vec<(String, Vec<String>)>>);

impl Lock {
    fn read(file: &Path) -> Result<Self> {
        let table = toml_file(file)?;
        let mut packages: BTreeMap<String, Vec<(String, Vec<String>)>> = BTreeMap::new();
        let list = table.get("package").and_then(|list| list.as_array());
        for package in list.into_iter().flatten() {
            let word = |key: &str| {
                package
                    .get(key)
                    .and_then(|v| v.as_str())
                    .unwrap_or_default()
            };
            let uses = package.get("dependencies").and_then(|list| list.as_array());
            let uses = uses
                .into_iter()
                .flatten()
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect();
            let line = format!("{} {} {}", word("name"), word("version"), word("checksum"));
            packages
                .entry(word("name").to_owned())
                .or_default()
                .push((line, uses));
        }
        Ok(Self(packages))
    }

    /// What a chapter and the given packages are compiled with, in order.
    fn closure(&self, chapter: &str) -> Vec<String> {
        let mut open: Vec<String> = GIVEN.iter().map(|name| (*name).to_owned()).collect();
        open.push(chapter.to_owned());
        let mut seen = BTreeSet::new();
        let mut lines = BTreeSet::new();
        while let Some(wanted) = open.pop() {
            let unused = UNUSED.iter().any(|package| wanted.starts_with(package));
            if unused || !seen.insert(wanted.clone()) {
                continue;
            }
            let (name, version) = wanted.split_once(' ').unwrap_or((&wanted, ""));
            for (line, uses) in self.0.get(name).into_iter().flatten() {
                if line.starts_with(&format!("{name} {version}")) {
                    lines.insert(line.clone());
                    open.extend(uses.iter().cloned());
                }
            }
        }
        lines.into_iter().collect()
    }
}

fn toml_file(file: &Path) -> Result<toml::Table> {
    let text = fs::read_to_string(file).map_err(|error| Error::io("reading", file, error))?;
    toml::from_str(&text).map_err(|error| Error::Metadata {
        file: file.to_path_buf(),
        what: error.to_string(),
    })
}
