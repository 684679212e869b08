//! The reader's own repository.
//!
//! Git runs as a child process with arguments that are written here, never through a shell. Of the
//! environment it gets what belongs to the reader (identity, proxies, how to ask for a password) and nothing
//! that points it at another repository or index. Hooks do not run: they are for the reader's own commits. All
//! else of the reader's configuration applies, unlike in `classroom::repository`, which reads repositories
//! that are not trusted.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use anyhow::{Context as _, anyhow, bail};

/// As `git rev-parse --local-env-vars` names them: what ties git to one repository.
const OF_A_REPOSITORY: [&str; 18] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// The fixed part of each call.
const SETTINGS: [&str; 5] = [
    if cfg!(windows) {
        "core.hooksPath=NUL"
    } else {
        "core.hooksPath=/dev/null"
    },
    "core.fsmonitor=false",
    "core.quotePath=false",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// The repository that the workbook at `root` is.
pub struct Git<'a> {
    root: &'a Path,
}

impl<'a> Git<'a> {
    /// The repository whose top folder is `root`; none if that is a folder without `.git`.
    ///
    /// # Errors
    /// If there is one, and git does not run or refuses it.
    pub fn of(root: &'a Path) -> anyhow::Result<Option<Self>> {
        if root.join(".git").symlink_metadata().is_err() {
            return Ok(None);
        }
        let git = Self { root };
        git.ask(&["rev-parse", "--is-inside-work-tree"])?;
        Ok(Some(git))
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.current_dir(self.root);
        for name in OF_A_REPOSITORY {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").stdin(Stdio::null());
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(args);
        command
    }

    fn ran(&self, command: &mut Command) -> anyhow::Result<Output> {
        command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => anyhow!(
                "{} is a git repository, and there is no program `git` to ask. Install git, then run \
                 the command again.",
                self.root.display()
            ),
            _ => anyhow!("starting git: {error}"),
        })
    }

    /// What git says, without the line end.
    ///
    /// # Errors
    /// If it fails: in its own words.
    pub fn ask(&self, args: &[&str]) -> anyhow::Result<String> {
        let output = self.ran(&mut self.command(args))?;
        text(args, &output)
    }

    /// As [`Git::ask`]; nothing if git fails.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn try_ask(&self, args: &[&str]) -> anyhow::Result<Option<String>> {
        let output = self.ran(&mut self.command(args))?;
        Ok(match output.status.success() {
            true => Some(text(args, &output)?),
            false => None,
        })
    }

    /// As [`Git::ask`] with variables of the environment and standard input, and with the bytes that git says.
    ///
    /// # Errors
    /// As [`Git::ask`].
    pub fn feed(
        &self,
        args: &[&str],
        env: &[(&str, &OsStr)],
        stdin: &[u8],
    ) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command(args);
        command
            .envs(env.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().context("starting git")?;
        let pipe = child.stdin.take();
        // Git may answer before it has read everything: a full pipe must not stop both.
        let output = thread::scope(|scope| {
            scope.spawn(move || pipe.map(|mut pipe| pipe.write_all(stdin)));
            child.wait_with_output()
        })
        .context("reading what git says")?;
        if !output.status.success() {
            bail!("{}", failed(args, &output));
        }
        Ok(output.stdout)
    }

    /// The commit that a name stands for, in full.
    ///
    /// # Errors
    /// If git cannot be started.
    pub fn commit(&self, name: &str) -> anyhow::Result<Option<String>> {
        self.try_ask(&[
            "rev-parse",
            "--verify",
            "--quiet",
            &format!("{name}^{{commit}}"),
        ])
    }

    /// The last commit that both have.
    ///
    /// # Errors
    /// If git cannot be started.
    pub fn common(&self, one: &str, other: &str) -> anyhow::Result<Option<String>> {
        self.try_ask(&["merge-base", one, other])
    }

    /// A path in the repository's own folder, whatever kind of work tree this is.
    ///
    /// # Errors
    /// If git fails.
    pub fn inner(&self, name: &str) -> anyhow::Result<PathBuf> {
        Ok(self
            .root
            .join(self.ask(&["rev-parse", "--git-path", name])?))
    }

    /// The files of a commit: path, mode and object, as git writes them.
    ///
    /// # Errors
    /// If git fails, or a path is no text.
    pub fn tree(&self, commit: &str) -> anyhow::Result<Vec<(String, String, String)>> {
        let listed = self.feed(&["ls-tree", "-r", "-z", "--full-tree", commit], &[], b"")?;
        let mut files = Vec::new();
        for line in listed.split(|byte| *byte == 0).filter(|l| !l.is_empty()) {
            let line = std::str::from_utf8(line)
                .map_err(|_| anyhow!("{commit} holds a file whose name is no UTF-8 text"))?;
            let (what, path) = line.split_once('\t').context("git ls-tree")?;
            let mut words = what.split(' ');
            let (mode, object) = (words.next(), words.nth(1));
            files.push((
                path.to_owned(),
                mode.context("git ls-tree")?.to_owned(),
                object.context("git ls-tree")?.to_owned(),
            ));
        }
        Ok(files)
    }

    /// The bytes of these objects.
    ///
    /// # Errors
    /// If one is missing.
    pub fn objects(&self, names: &[&str]) -> anyhow::Result<BTreeMap<String, Vec<u8>>> {
        if names.is_empty() {
            return Ok(BTreeMap::new());
        }
        let asked: String = names.iter().map(|name| format!("{name}\n")).collect();
        let said = self.feed(&["cat-file", "--batch"], &[], asked.as_bytes())?;
        let mut rest = &said[..];
        let mut objects = BTreeMap::new();
        for name in names {
            let missing = || anyhow!("git lacks the object {name}: `git fsck` says more");
            let end = rest.iter().position(|byte| *byte == b'\n');
            let (head, after) = rest.split_at(end.ok_or_else(missing)?);
            let head = String::from_utf8_lossy(head);
            let size: usize = match head.split(' ').collect::<Vec<_>>()[..] {
                [_, "blob", size] => size.parse().ok().ok_or_else(missing)?,
                _ => return Err(missing()),
            };
            let bytes = after.get(1..=size).ok_or_else(missing)?;
            objects.insert((*name).to_owned(), bytes.to_vec());
            rest = after.get(size + 2..).unwrap_or_default();
        }
        Ok(objects)
    }

    /// Merges what two sides made of one text: the merged one, or nothing if both changed the same lines.
    ///
    /// # Errors
    /// If git fails.
    pub fn merge(
        &self,
        ours: &[u8],
        base: &[u8],
        theirs: &[u8],
    ) -> anyhow::Result<Option<Vec<u8>>> {
        let folder = tempfile::tempdir()?;
        let mut paths = Vec::new();
        for (name, bytes) in [("ours", ours), ("base", base), ("theirs", theirs)] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes)?;
            paths.push(path);
        }
        let output = self.ran(
            self.command(&["merge-file", "--quiet", "-p", "--"])
                .args(&paths),
        )?;
        // Otherwise it is the number of conflicts, or 255 for what is no text.
        Ok(output.status.success().then_some(output.stdout))
    }

    /// Why nothing can be merged now, and what to do about it.
    ///
    /// # Errors
    /// If git fails.
    pub fn hindrance(&self) -> anyhow::Result<Option<String>> {
        let begun = [
            ("MERGE_HEAD", "a merge", "git merge --abort"),
            ("rebase-merge", "a rebase", "git rebase --abort"),
            ("rebase-apply", "a rebase", "git rebase --abort"),
            (
                "CHERRY_PICK_HEAD",
                "a cherry-pick",
                "git cherry-pick --abort",
            ),
            ("REVERT_HEAD", "a revert", "git revert --abort"),
            ("BISECT_LOG", "a bisection", "git bisect reset"),
        ];
        for (name, what, end) in begun {
            if self.inner(name)?.exists() {
                return Ok(Some(format!(
                    "{what} is in progress. Finish it, or give it up with `{end}`; then update."
                )));
            }
        }
        for name in ["index.lock", "HEAD.lock"] {
            let lock = self.inner(name)?;
            if lock.exists() {
                return Ok(Some(format!(
                    "{} is there: another git command is running, or one was killed. Wait for it; if \
                     none is running, remove that file. Then update.",
                    lock.display()
                )));
            }
        }
        if !self.ask(&["ls-files", "--unmerged"])?.is_empty() {
            return Ok(Some(
                "git holds files with conflicts, as `git status` lists them. Resolve them and `git add` \
                 them; then update."
                    .to_owned(),
            ));
        }
        let sparse = self.try_ask(&["config", "--type=bool", "core.sparseCheckout"])?;
        if sparse.as_deref() == Some("true") {
            return Ok(Some(
                "this is a sparse checkout, and a part of the files cannot be updated. `git \
                 sparse-checkout disable` brings all of them; then update."
                    .to_owned(),
            ));
        }
        Ok(None)
    }
}

fn text(args: &[&str], output: &Output) -> anyhow::Result<String> {
    if !output.status.success() {
        bail!("{}", failed(args, output));
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.trim_end_matches(['\n', '\r']).to_owned())
}

fn failed(args: &[&str], output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr);
    let verb = args.first().copied().unwrap_or_default();
    match said.trim() {
        "" => format!("`git {verb}` failed ({})", output.status),
        said => format!("`git {verb}` failed: {said}"),
    }
}
