//! How to compile a chapter: cargo's own command lines, learned once and replayed for every answer.
//!
//! cargo builds one package at a time, and takes a file with an old mtime for one it has built. The
//! engine judges many answers at once and none stale, so it asks cargo only *how*: a workspace is
//! staged with the pristine manifests, lock file and kit, but with an empty `lib.rs` and empty
//! checks, and `cargo test --no-run` builds it while [`super::record`] writes down each call of
//! rustc. Edition, lints, features, profile and `--extern`s are then cargo's own, and no answer can
//! spoil them: none is in there.
//!
//! All this lives in a folder named by a hash of everything that went into it (manifests, lock file,
//! cargo's configuration, kit, toolchain, the variables that change a build, this program's path).
//! What is in such a folder is never changed again, only added to, chapter by chapter, so there is
//! no freshness to get wrong: another kit or toolchain means another folder.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::catalog::{chapter_names, entries};
use super::error::{Error, Result};
use super::record::{self, Recording};

/// Where the engine keeps what it builds, and the builds that verdicts rest on.
pub struct Plan {
    /// The workbook's root.
    pub root: PathBuf,
    /// The staged workspace.
    workspace: PathBuf,
    /// cargo's target folder for it: read by every judging, written only while planning.
    pub target: PathBuf,
    recordings: PathBuf,
    tool: PathBuf,
    /// Where answers are staged, each in a folder of its own.
    pub stages: PathBuf,
    /// The rustc that cargo uses, without a proxy before it.
    pub rustc: PathBuf,
}

/// How cargo compiles one chapter.
#[derive(Clone, Debug)]
pub struct ChapterPlan {
    pub lib: Recording,
    pub checks: Recording,
}

/// Folders of other plans stay at least this long after their last use.
const KEEP: Duration = Duration::from_secs(24 * 3600);

impl Plan {
    /// Finds or makes the plan's folder for the workbook at `root`. Builds nothing yet.
    ///
    /// # Errors
    /// Where there is no toolchain, or a file cannot be read or written.
    pub fn open(root: &Path) -> Result<Self> {
        let judge = judge_folder(root);
        let toolchain = ask_rustc(root, &["-vV"])?;
        let sysroot = ask_rustc(root, &["--print", "sysroot"])?;
        let real = Path::new(sysroot.trim())
            .join("bin")
            .join(format!("rustc{}", std::env::consts::EXE_SUFFIX));
        let rustc = if real.is_file() { real } else { rustc() };
        let tool = std::env::current_exe()
            .map_err(|error| Error::io("finding this program", Path::new("."), error))?;

        let mut inputs = Inputs::new();
        inputs.text("toolchain", &toolchain);
        inputs.text("tool", &tool.to_string_lossy());
        for (name, value) in build_variables() {
            inputs.text(&name.to_string_lossy(), &value.to_string_lossy());
        }
        for (name, bytes) in staged_files(root)? {
            inputs.bytes(&name.to_string_lossy(), &bytes);
        }
        let folder = judge.join(inputs.key());
        let plan = Self {
            root: root.to_path_buf(),
            workspace: folder.join("workspace"),
            target: folder.join("cargo"),
            recordings: folder.join("rustc"),
            tool,
            stages: judge.join("stage"),
            rustc,
        };
        for made in [&plan.workspace, &plan.recordings, &plan.stages] {
            fs::create_dir_all(made).map_err(|error| Error::io("making", made, error))?;
        }
        write(&folder.join("used"), b"")?;
        sweep(&judge, &folder);
        Ok(plan)
    }

    /// How cargo compiles `chapter`. The first time it asks cargo, which builds the packages that
    /// the chapter needs; `building` is called before that.
    ///
    /// # Errors
    /// Where cargo is not there or cannot build the kit or a package.
    pub fn chapter(&self, chapter: &str, building: impl FnOnce()) -> Result<ChapterPlan> {
        let done = self.recordings.join(format!("{chapter}.done"));
        if !done.is_file() {
            building();
            self.stage_workspace()?;
            self.build(chapter)?;
            write(&done, b"")?;
        }
        Ok(ChapterPlan {
            lib: self.recording(chapter, chapter)?,
            checks: self.recording(chapter, "checks")?,
        })
    }

    fn recording(&self, package: &str, krate: &str) -> Result<Recording> {
        let file = record::file(&self.recordings, package, krate);
        let bytes = fs::read(&file).map_err(|error| Error::io("reading", &file, error))?;
        serde_json::from_slice(&bytes).map_err(|error| Error::Metadata {
            file,
            what: format!("{error}; remove the folder that it is in, then run the command again"),
        })
    }

    fn stage_workspace(&self) -> Result<()> {
        let mut files = staged_files(&self.root)?;
        for chapter in chapter_names(&self.root)? {
            let folder = Path::new("exercises").join(chapter);
            files.push((folder.join("src/lib.rs"), Vec::new()));
            files.push((folder.join("tests/checks/main.rs"), Vec::new()));
        }
        for (name, bytes) in files {
            let file = self.workspace.join(name);
            // Written once: what is there is the same, for the folder's name says so; and a lock file
            // that cargo cut down to the chapters stays so.
            if !file.exists() {
                if let Some(parent) = file.parent() {
                    fs::create_dir_all(parent)
                        .map_err(|error| Error::io("making", parent, error))?;
                }
                write(&file, &bytes)?;
            }
        }
        Ok(())
    }

    /// Without the network where that is possible, then with it: a reader on a train is not kept
    /// waiting for a registry, and a fresh clone gets its packages.
    fn build(&self, chapter: &str) -> Result<()> {
        let (built, offline) = self.cargo(chapter, true)?;
        if built {
            return Ok(());
        }
        let (built, online) = self.cargo(chapter, false)?;
        if built {
            return Ok(());
        }
        let output = if online.trim().is_empty() { offline } else { online };
        if says_disk_full(&output) {
            return Err(Error::DiskFull(self.target.clone()));
        }
        Err(Error::Plan {
            chapter: chapter.to_owned(),
            output,
        })
    }

    fn cargo(&self, chapter: &str, offline: bool) -> Result<(bool, String)> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command
            .args(["test", "--no-run", "--quiet", "--package", chapter, "--test", "checks"])
            .arg("--target-dir")
            .arg(&self.target)
            .current_dir(&self.workspace)
            .envs(record::environment(&self.tool, &self.recordings))
            .stdin(Stdio::null());
        if offline {
            command.arg("--offline");
        }
        let output = command.output().map_err(|source| Error::NoToolchain {
            program: cargo.to_string_lossy().into_owned(),
            source,
        })?;
        Ok((
            output.status.success(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }
}

/// `judge` below the target folder: the environment's, else the workbook's own.
fn judge_folder(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    let target = target.map_or_else(|| root.join("target"), |folder| root.join(folder));
    target.join("judge")
}

fn rustc() -> PathBuf {
    std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()).into()
}

fn ask_rustc(root: &Path, args: &[&str]) -> Result<String> {
    let program = rustc();
    let output = Command::new(&program)
        .args(args)
        .current_dir(root)
        .stdin(Stdio::null())
        .output()
        .map_err(|source| Error::NoToolchain {
            program: program.display().to_string(),
            source,
        })?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Error::NoToolchain {
            program: program.display().to_string(),
            source: std::io::Error::other(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        })
    }
}

/// The variables with which a build turns out differently.
fn build_variables() -> Vec<(OsString, OsString)> {
    let mut found: Vec<_> = std::env::vars_os()
        .filter(|(name, _)| {
            let name = name.to_string_lossy();
            ["CARGO_BUILD_", "CARGO_PROFILE_", "CARGO_ENCODED_RUSTFLAGS", "RUSTFLAGS", "RUSTC"]
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

/// The workspace to stage, as names from its root and contents: no file of it is an answer.
fn staged_files(root: &Path) -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let read = |name: &Path| {
        let file = root.join(name);
        fs::read(&file).map_err(|error| Error::io("reading", &file, error))
    };
    let chapters = chapter_names(root)?;
    let manifest = Path::new("Cargo.toml");
    let mut files = vec![(
        manifest.to_path_buf(),
        trimmed_workspace(&root.join(manifest), &read(manifest)?, &chapters)?,
    )];
    for name in ["Cargo.lock", ".cargo/config.toml", "rust-toolchain.toml", "rust-toolchain"] {
        if root.join(name).is_file() {
            files.push((name.into(), read(Path::new(name))?));
        }
    }
    for chapter in &chapters {
        let name = Path::new("exercises").join(chapter).join("Cargo.toml");
        let bytes = trimmed_package(&root.join(&name), &read(&name)?)?;
        files.push((name, bytes));
    }
    let mut folders = vec![PathBuf::from("exercises/kit")];
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

/// The root manifest with no members but the kit and the chapters.
fn trimmed_workspace(file: &Path, bytes: &[u8], chapters: &[String]) -> Result<Vec<u8>> {
    edit_toml(file, bytes, |manifest| {
        let members = ["exercises/kit".into(), "exercises/kit/macros".into()]
            .into_iter()
            .chain(chapters.iter().map(|chapter| format!("exercises/{chapter}")))
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

fn edit_toml(file: &Path, bytes: &[u8], edit: impl FnOnce(&mut toml::Table)) -> Result<Vec<u8>> {
    let wrong = |what: String| Error::Metadata {
        file: file.to_path_buf(),
        what,
    };
    let text = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
    let mut manifest: toml::Table = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
    edit(&mut manifest);
    toml::to_string(&manifest)
        .map(String::into_bytes)
        .map_err(|error| wrong(error.to_string()))
}

/// Whether a compiler's or linker's words say that the disk is full.
pub fn says_disk_full(output: &str) -> bool {
    ["No space left on device", "os error 28", "os error 112", "not enough space on the disk"]
        .iter()
        .any(|words| output.contains(words))
}

/// Writes a file whole or not at all: another process may be reading it.
fn write(file: &Path, bytes: &[u8]) -> Result<()> {
    let put = || {
        let mut whole = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
        whole.write_all(bytes)?;
        whole.persist(file)?;
        Ok(())
    };
    put().map_err(|error| Error::io("writing", file, error))
}

/// Removes plans and stages that nobody has used for long. What cannot be removed now, can later.
fn sweep(judge: &Path, current: &Path) {
    let old = |file: &Path| {
        fs::metadata(file)
            .and_then(|data| data.modified())
            .ok()
            .and_then(|at| SystemTime::now().duration_since(at).ok())
            .is_some_and(|age| age > KEEP)
    };
    for folder in entries(judge).unwrap_or_default() {
        if folder != current && old(&folder.join("used")) {
            let _ = fs::remove_dir_all(&folder);
        }
    }
    for stage in entries(&judge.join("stage")).unwrap_or_default() {
        if old(&stage) {
            let _ = fs::remove_dir_all(&stage);
        }
    }
}

/// A hash over named inputs.
struct Inputs(Sha256);

impl Inputs {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn text(&mut self, name: &str, value: &str) {
        self.bytes(name, value.as_bytes());
    }

    fn bytes(&mut self, name: &str, value: &[u8]) {
        // With their lengths, so that no two lists of inputs look alike.
        for part in [name.as_bytes(), value] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
    }

    fn key(self) -> String {
        self.0.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
