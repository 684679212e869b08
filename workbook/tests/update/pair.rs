//! The project's repository and a reader's copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::fixtures::{Ran, Workbook, shared_target};

pub const DOUBLE: &str = "exercises/ch01/src/double.rs";
pub const BOTH: &str = "exercises/ch01/src/both.rs";
pub const STUBS: &str = "exercises/ch01/stubs.lock";
pub const CHECKS: &str = "exercises/ch01/tests/checks/double.rs";
pub const BOTH_CHECKS: &str = "exercises/ch01/tests/checks/both.rs";

/// The project, with one commit on `main`.
pub struct Project(pub Workbook);

/// A reader's folder.
pub struct Reader {
    around: TempDir,
}

pub fn no_file() -> &'static str {
    if cfg!(windows) { "NUL" } else { "/dev/null" }
}

/// Runs git in `folder`, as a person with a name.
#[track_caller]
pub fn git(folder: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
        .args(["-c", "core.autocrlf=false", "-c", "commit.gpgSign=false"])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", no_file())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "git {args:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said.trim_end().to_owned()
}

impl Project {
    pub fn new() -> Self {
        let project = Self(Workbook::new());
        project.0.write(".gitignore", "/target\n");
        git(
            &project.path(),
            &["init", "--quiet", "--initial-branch", "main"],
        );
        project.commit();
        project
    }

    pub fn path(&self) -> PathBuf {
        self.0.path("")
    }

    pub fn commit(&self) -> String {
        git(&self.path(), &["add", "--all"]);
        git(
            &self.path(),
            &["commit", "--quiet", "--message", "A version"],
        );
        git(&self.path(), &["rev-parse", "HEAD"])
    }

    /// Changes a stub, in its file and in `stubs.lock`.
    pub fn new_stub(&self, from: &str, to: &str) -> &Self {
        self.0.edit(DOUBLE, from, to).edit(STUBS, from, to);
        self
    }

    /// A third exercise, `ch01/triple`.
    pub fn new_exercise(&self) -> &Self {
        let metadata = "exercises/ch01/chapter.toml";
        let text = fs::read_to_string(self.0.path(metadata)).unwrap();
        let entry = "\n[[exercise]]\nslug = \"triple\"\ntitle = \"Three times as much\"\npage = \"order\"\n\
                     stars = 1\nminutes = 5\npoints = 5\nhints = [\"Add.\"]\n";
        let stub = "//! Three times as much.\n\npub async fn triple(n: u32) -> u32 {\n    todo!(\"{n}\")\n}\n";
        let stubs = fs::read_to_string(self.0.path(STUBS)).unwrap();
        self.0
            .write(metadata, text + entry)
            .write("exercises/ch01/src/triple.rs", stub)
            .write(STUBS, format!("{stubs}\ntriple = '''\n{stub}'''\n"))
            .write(
                "exercises/ch01/tests/checks/triple.rs",
                "use ch01::triple::triple;\nuse kit::check;\n\n#[check]\nasync fn three_is_nine() {\n    \
                 assert_eq!(triple(3).await, 9, \"three times three\");\n}\n",
            )
            .edit("exercises/ch01/src/lib.rs", "pub mod shared;", "pub mod shared;\npub mod triple;")
            .edit("exercises/ch01/tests/checks/main.rs", "mod double;", "mod double;\nmod triple;");
        self
    }

    pub fn clone(&self) -> Reader {
        self.cloned(&[])
    }

    pub fn cloned(&self, args: &[&str]) -> Reader {
        let around = tempfile::tempdir().unwrap();
        let from = self.path();
        let from = from.to_str().unwrap();
        let url = format!("file://{}", from.replace('\\', "/"));
        let from = if args.is_empty() { from } else { &url };
        let place = around.path().join("workbook");
        let words = [
            &["clone", "--quiet"],
            args,
            &[from, place.to_str().unwrap()],
        ]
        .concat();
        git(around.path(), &words);
        Reader { around }
    }

    /// A copy without its history, as a downloaded archive has it.
    pub fn downloaded(&self) -> Reader {
        let around = tempfile::tempdir().unwrap();
        let tar = around.path().join("workbook.tar");
        let tar = tar.to_str().unwrap();
        git(
            &self.path(),
            &[
                "archive",
                "--format=tar",
                "--prefix=workbook/",
                "--output",
                tar,
                "HEAD",
            ],
        );
        let file = fs::File::open(tar).unwrap();
        tar::Archive::new(file).unpack(around.path()).unwrap();
        fs::remove_file(tar).unwrap();
        Reader { around }
    }
}

impl Reader {
    pub fn root(&self) -> PathBuf {
        self.around.path().join("workbook")
    }

    /// A path beside the workbook's folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.around.path().join(name)
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let file = self.path(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    pub fn edit(&self, name: &str, from: &str, to: &str) -> &Self {
        let text = self.read(name);
        assert!(text.contains(from), "{name} holds no {from:?}");
        self.write(name, text.replacen(from, to, 1))
    }

    /// Answers `double`.
    pub fn answer(&self) -> &Self {
        self.write(DOUBLE, ANSWER)
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).symlink_metadata().is_ok()
    }

    #[track_caller]
    pub fn git(&self, args: &[&str]) -> String {
        git(&self.root(), args)
    }

    #[track_caller]
    pub fn commit(&self) -> String {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "Mine"]);
        self.head()
    }

    pub fn head(&self) -> String {
        self.git(&["rev-parse", "HEAD"])
    }

    /// What git says is changed, a line each.
    pub fn status(&self) -> Vec<String> {
        let said = self.git(&["status", "--porcelain"]);
        said.lines().map(str::to_owned).collect()
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command
            .args(words)
            .current_dir(self.root())
            .env("CARGO_TARGET_DIR", shared_target())
            .env("GIT_CONFIG_GLOBAL", no_file())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("NO_COLOR", "1")
            .env("COLUMNS", "100");
        command
    }

    pub fn run(&self, words: &[&str]) -> Ran {
        Ran::of(self.command(words).output().unwrap())
    }

    /// Runs `update` with these words, which must end so.
    #[track_caller]
    pub fn update(&self, code: i32, words: &[&str]) -> String {
        let ran = self.run(&[&["update"], words].concat());
        assert_eq!(ran.code, Some(code), "{}{}", ran.out, ran.err);
        if code == 2 { ran.err } else { ran.out }
    }
}

pub const ANSWER: &str =
    "// mine\npub async fn double(n: u32) -> u32 {\n    n.saturating_mul(2)\n}\n";
