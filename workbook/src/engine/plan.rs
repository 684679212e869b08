//! How to compile a chapter: cargo's own command lines, learned once and replayed for every answer.
//!
//! cargo builds one package at a time, and takes a file with an old mtime for one it has built. The
//! engine judges many answers at once and none stale, so it asks cargo only *how*: a workspace is
//! staged with the pristine manifests, lock file, kit and poller, but with an empty `lib.rs` and empty
//! checks, and `cargo test --no-run` builds it while [`super::record`] writes down each call of
//! rustc. Edition, lints, features, profile and `--extern`s are then cargo's own, and no answer can
//! spoil them: none is in there.
//!
//! All this lives in a folder named by a hash of everything that went into it (manifests, lock file,
//! cargo's configuration, kit, toolchain, the variables that change a build, this program's path).
//! What is in such a folder is never changed again, only added to, chapter by chapter, so there is
//! no freshness to get wrong: another kit or toolchain means another folder. (It may begin with a copy
//! of the packages that an older one has built: see [`folder::seed`].)

mod building;
mod folder;
mod inputs;
mod toolchain;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::catalog::chapter_names;
use super::error::{Error, Result};
use super::place;
use super::process::Stop;
use super::record::{self, Recording};

use folder::write;
use inputs::{Inputs, build_variables, source_files, staged_files};
use toolchain::Toolchain;

/// Where the engine keeps what it builds, and the builds on which verdicts depend.
pub struct Plan {
    /// The workbook's root.
    pub root: PathBuf,
    folder: PathBuf,
    /// The key of the packages that the chapters and the kit need.
    packages: String,
    /// The staged workspace.
    workspace: PathBuf,
    /// cargo's target folder for it: read by every judging, written only while planning.
    pub target: PathBuf,
    recordings: PathBuf,
    tool: PathBuf,
    /// The places in which answers are compiled.
    pub places: PathBuf,
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

impl Plan {
    /// Finds or makes the plan's folder for the workbook at `root`. Builds nothing yet.
    ///
    /// # Errors
    /// If there is no toolchain, or a file cannot be read or written.
    pub fn open(root: &Path) -> Result<Self> {
        let judge = judge_folder(root);
        let toolchain = Toolchain::find(root)?;
        let tool = std::env::current_exe()
            .map_err(|error| Error::io("finding this program", Path::new("."), error))?;

        let mut inputs = Inputs::new();
        // Counts what this program writes into such a folder and expects there.
        inputs.text("layout", "2");
        inputs.text("toolchain", &toolchain.known_by);
        inputs.text("tool", &tool.to_string_lossy());
        for (name, value) in build_variables() {
            inputs.text(&name.to_string_lossy(), &value.to_string_lossy());
        }
        let mut packages = inputs.clone();
        for (name, bytes) in source_files(root)? {
            inputs.bytes(&name.to_string_lossy(), &bytes);
            // The kit's own source is all that the packages do not depend on.
            if name.extension().is_none_or(|extension| extension != "rs") {
                packages.bytes(&name.to_string_lossy(), &bytes);
            }
        }
        let folder = judge.join(inputs.key());
        let plan = Self {
            root: root.to_path_buf(),
            packages: packages.key(),
            workspace: folder.join("workspace"),
            target: folder.join("cargo"),
            recordings: folder.join("rustc"),
            tool,
            places: folder.join("places"),
            stages: judge.join("stage"),
            rustc: toolchain.rustc,
            folder,
        };
        for made in [
            &plan.workspace,
            &plan.recordings,
            &plan.places,
            &plan.stages,
        ] {
            fs::create_dir_all(made).map_err(|error| Error::io("making", made, error))?;
        }
        plan.in_use()?;
        folder::sweep(&judge);
        place::sweep(&plan.places);
        Ok(plan)
    }

    /// How cargo compiles `chapter`. The first time it asks cargo, which builds the packages that
    /// the chapter needs; `building` is called before that, and then with each line of cargo's.
    ///
    /// # Errors
    /// If cargo is not there or cannot build the kit or a package, or `stop` was raised.
    pub fn chapter(
        &self,
        chapter: &str,
        stop: &Stop,
        building: &mut dyn FnMut(Option<&str>),
    ) -> Result<ChapterPlan> {
        let done = self.recordings.join(format!("{chapter}.done"));
        if !done.is_file() {
            building(None);
            self.stage_workspace()?;
            let own = ["kit", "kit_macros", "poller", "checks"]
                .map(str::to_owned)
                .into_iter();
            let own: Vec<String> = own.chain(chapter_names(&self.root)?).collect();
            folder::seed(&self.folder, &self.target, &self.packages, &own);
            self.build(chapter, stop, building)?;
            write(&done, b"")?;
        }
        Ok(ChapterPlan {
            lib: self.recording(chapter, chapter)?,
            checks: self.recording(chapter, "checks")?,
        })
    }

    /// Notes that the plan is in use, which keeps it.
    ///
    /// # Errors
    /// Where that cannot be written.
    pub fn in_use(&self) -> Result<()> {
        folder::in_use(&self.folder, &self.packages)
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
            // Its checks bring a harness of their own, and so a `main`.
            files.push((
                folder.join("tests/checks/main.rs"),
                b"fn main() {}\n".to_vec(),
            ));
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
    fn build(
        &self,
        chapter: &str,
        stop: &Stop,
        building: &mut dyn FnMut(Option<&str>),
    ) -> Result<()> {
        let mut output = String::new();
        for offline in [true, false] {
            let cargo = self.cargo(chapter, offline);
            let (status, said) = building::run(cargo, stop, building)?;
            // Whatever else may have killed it: it did not fail by itself.
            if stop.raised() || (cfg!(unix) && status.code().is_none()) {
                return Err(Error::Stopped);
            }
            if status.success() {
                return Ok(());
            }
            output = said;
            if !output.contains("offline") {
                break;
            }
        }
        if says_disk_full(&output) {
            return Err(Error::DiskFull(self.target.clone()));
        }
        Err(Error::Plan {
            chapter: chapter.to_owned(),
            output,
        })
    }

    fn cargo(&self, chapter: &str, offline: bool) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(&cargo);
        command
            .args(["test", "--no-run", "--package", chapter, "--test", "checks"])
            .arg("--target-dir")
            .arg(&self.target)
            .current_dir(&self.workspace)
            .envs(record::environment(&self.tool, &self.recordings))
            .env("CARGO_TERM_COLOR", "never");
        if offline {
            command.arg("--offline");
        }
        command
    }
}

/// `judge` below the target folder: the environment's, else the workbook's own.
fn judge_folder(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    let target = target.map_or_else(|| root.join("target"), |folder| root.join(folder));
    target.join("judge")
}

/// Whether a compiler's or linker's words say that the disk is full.
pub fn says_disk_full(output: &str) -> bool {
    [
        "No space left on device",
        "os error 28",
        "os error 112",
        "not enough space on the disk",
    ]
    .iter()
    .any(|words| output.contains(words))
}
