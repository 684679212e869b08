//! One commit of a repository that is not trusted.
//!
//! A repository's configuration names programs: filters, hooks, monitors, remotes that are asked for what is
//! missing. So git is never run in it. An empty repository, made here, borrows its objects; the only thing that git
//! then reads of the submission is objects.

use std::fs;
use std::io::{self, Cursor, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;
use walkdir::WalkDir;

use super::unpack::{Kept, MOST_KEPT, Trouble};
use crate::engine::output::Sink;
use crate::engine::process::{Direct, Ending, Grants, Launcher as _, Stop, Task, Work};

/// How long git may take for a repository, and how much it may say.
const PATIENCE: Duration = Duration::from_secs(60);
const MOST_LISTED: usize = 16 * 1024 * 1024;
/// The most files that are taken out of a commit, and their bytes in all.
const MOST_FILES: usize = 500;
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Whether a folder is a repository, bare or with a work tree.
pub fn is_one(folder: &Path) -> bool {
    folder.join(".git").symlink_metadata().is_ok() || is_git_folder(folder)
}

fn is_git_folder(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}

/// Takes the files whose names are `wanted` out of a commit of the repository in `folder`: `commit`, or the one that
/// HEAD names. Returns the commit.
///
/// # Errors
/// If it cannot be read.
pub fn take(
    folder: &Path,
    commit: &str,
    kept: &mut Kept<'_>,
    wanted: &dyn Fn(&str) -> bool,
    stop: &Stop,
) -> Result<String, Trouble> {
    let theirs = sound(folder)?;
    let named = match commit {
        "" => head(&theirs)?,
        commit => commit.to_owned(),
    };
    let ours = borrow(&theirs, named.len())?;
    let git = Git {
        folder: ours.path(),
        stop,
    };
    let wrong = |what: &str| Trouble::Theirs(format!("commit {named}: {what}"));
    let commit = match named.len() {
        40 | 64 => named.clone(),
        _ => {
            let revision = format!("{named}^{{commit}}");
            let args = [
                "rev-parse",
                "--verify",
                "--quiet",
                "--end-of-options",
                &revision,
            ];
            let said = git.run(&args, "", 256)?;
            let said = said.ok_or_else(|| wrong("there is none that begins so, or several"))?;
            String::from_utf8_lossy(&said).trim().to_owned()
        }
    };
    let listed = git
        .run(
            &["ls-tree", "-r", "-z", "-l", "--full-tree", &commit],
            "",
            MOST_LISTED,
        )?
        .ok_or_else(|| wrong("it is not there, or its tree cannot be read"))?;
    // The object, how long it is, and where it goes.
    let mut files: Vec<(String, usize, PathBuf)> = Vec::new();
    for line in listed.split(|byte| *byte == 0) {
        let Some(tab) = line.iter().position(|byte| *byte == b'\t') else {
            continue;
        };
        let (what, name) = (String::from_utf8_lossy(&line[..tab]), &line[tab + 1..]);
        let last = String::from_utf8_lossy(name);
        // Links elsewhere in the tree are none of our business.
        if !wanted(last.rsplit('/').next().unwrap_or_default()) {
            continue;
        }
        let words: Vec<&str> = what.split_whitespace().collect();
        let [mode, "blob", object, size] = words[..] else {
            continue;
        };
        let size: usize = size.parse().unwrap_or(usize::MAX);
        if let Some(target) = kept.target(name, mode.starts_with("100")) {
            if size as u64 > MOST_KEPT {
                // Its length alone is what the engine looks at.
                kept.write(&target, io::repeat(b' ').take(MOST_KEPT))?;
            } else {
                files.push((object.to_owned(), size, target));
            }
        }
    }
    let all: usize = files.iter().map(|(_, size, _)| size).sum();
    if files.len() > MOST_FILES || all > MOST_BYTES {
        return Err(wrong(
            "it holds more files that may be answers than are read",
        ));
    }
    let asked: String = files
        .iter()
        .map(|(object, ..)| format!("{object}\n"))
        .collect();
    let room = all + files.len() * 128;
    let said = git
        .run(&["cat-file", "--batch"], &asked, room)?
        .ok_or_else(|| wrong("a file of it cannot be read"))?;
    let mut rest = &said[..];
    for (object, size, target) in &files {
        let head = format!("{object} blob {size}\n");
        let text = rest
            .strip_prefix(head.as_bytes())
            .filter(|text| text.len() > *size)
            .ok_or_else(|| wrong("a file of it is missing"))?;
        kept.write(target, Cursor::new(&text[..*size]))?;
        rest = &text[size + 1..];
    }
    Ok(commit)
}

/// The folder with the repository's objects, if no link and no reference leads out of it.
fn sound(folder: &Path) -> Result<PathBuf, Trouble> {
    let refused = |what: &str| Err(Trouble::Theirs(what.to_owned()));
    let inner = folder.join(".git");
    let git = match inner.symlink_metadata() {
        Ok(data) if data.is_dir() => inner,
        Ok(_) => return refused("its .git is no folder"),
        Err(_) => folder.to_owned(),
    };
    if !is_git_folder(&git) {
        return refused("its .git is no repository");
    }
    for name in ["objects/info/alternates", "objects/info/http-alternates"] {
        if git.join(name).symlink_metadata().is_ok() {
            return refused("it borrows its objects from elsewhere");
        }
    }
    for part in ["objects", "refs", "HEAD", "packed-refs"] {
        for entry in WalkDir::new(git.join(part)).follow_root_links(false) {
            match entry {
                Ok(entry) if entry.path_is_symlink() => return refused("its .git holds links"),
                Ok(_) => {}
                Err(error) if part == "packed-refs" && error.depth() == 0 => {}
                Err(error) => return Err(Trouble::Ours(error.into())),
            }
        }
    }
    Ok(git)
}

/// The commit that HEAD names.
fn head(git: &Path) -> Result<String, Trouble> {
    let none = || Trouble::Theirs("its HEAD names no commit".to_owned());
    let read = |file: PathBuf| -> Option<String> {
        let data = file.symlink_metadata().ok().filter(|data| data.is_file())?;
        (data.len() < 16 * 1024 * 1024).then_some(())?;
        fs::read_to_string(file).ok()
    };
    let said = read(git.join("HEAD")).ok_or_else(none)?;
    let commit = match said.trim().strip_prefix("ref: ") {
        None => said.trim().to_owned(),
        Some(name) => {
            let parts = super::unpack::parts(name.as_bytes()).ok_or_else(none)?;
            let loose = parts
                .iter()
                .fold(git.to_owned(), |path, part| path.join(part));
            let packed = || {
                let lines = read(git.join("packed-refs"))?;
                let line = lines.lines().find_map(|line| {
                    let (commit, of) = line.split_once(' ')?;
                    (of == name).then_some(commit)
                })?;
                Some(line.to_owned())
            };
            read(loose)
                .or_else(packed)
                .ok_or_else(none)?
                .trim()
                .to_owned()
        }
    };
    let hex = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    match hex && matches!(commit.len(), 40 | 64) {
        true => Ok(commit),
        false => Err(none()),
    }
}

/// An empty repository that finds the objects of `theirs`.
fn borrow(theirs: &Path, digits: usize) -> Result<TempDir, Trouble> {
    let objects = fs::canonicalize(theirs.join("objects"))?;
    let objects = objects
        .to_str()
        .filter(|path| !path.contains('\n'))
        .ok_or_else(|| Trouble::Theirs("its path is no plain text".to_owned()))?
        .to_owned();
    let ours = tempfile::tempdir()?;
    for folder in ["refs", "objects/info"] {
        fs::create_dir_all(ours.path().join(folder))?;
    }
    let config = match digits {
        64 => {
            "[core]\nrepositoryformatversion = 1\nbare = true\n[extensions]\nobjectFormat = sha256\n"
        }
        _ => "[core]\nrepositoryformatversion = 0\nbare = true\n",
    };
    for (name, text) in [
        ("HEAD", "ref: refs/heads/none\n"),
        ("config", config),
        ("objects/info/alternates", &format!("{objects}\n")),
    ] {
        fs::write(ours.path().join(name), text)?;
    }
    Ok(ours)
}

struct Git<'a> {
    folder: &'a Path,
    stop: &'a Stop,
}

impl Git<'_> {
    /// What git says; `None` if it failed, took too long or said too much.
    fn run(&self, args: &[&str], stdin: &str, most: usize) -> Result<Option<Vec<u8>>, Trouble> {
        let mut env = vec![
            ("HOME".into(), self.folder.into()),
            ("LC_ALL".into(), "C".into()),
        ];
        env.extend(
            ["PATH", "SYSTEMROOT", "TEMP", "TMP"]
                .iter()
                .filter_map(|name| Some((name.into(), std::env::var_os(name)?))),
        );
        let fixed = [
            ("GIT_CONFIG_NOSYSTEM", "1"),
            (
                "GIT_CONFIG_GLOBAL",
                if cfg!(windows) { "NUL" } else { "/dev/null" },
            ),
            ("GIT_NO_LAZY_FETCH", "1"),
            ("GIT_NO_REPLACE_OBJECTS", "1"),
            ("GIT_ALLOW_PROTOCOL", ""),
            ("GIT_TERMINAL_PROMPT", "0"),
        ];
        env.extend(fixed.map(|(name, value)| (name.into(), value.into())));
        let mut all = vec!["--git-dir".into(), self.folder.as_os_str().to_owned()];
        all.extend(args.iter().map(std::ffi::OsString::from));
        let task = Task {
            program: "git".into(),
            args: all,
            cwd: self.folder.to_owned(),
            env,
            stdin: stdin.as_bytes().to_vec(),
            limit: PATIENCE,
            stdout: Sink::head(most),
            stderr: Sink::tail(4096),
            work: Work::Compile,
            grants: Grants::default(),
        };
        // That git could not be started says nothing about the repository.
        let ended = Direct.run(task, self.stop).map_err(Trouble::Ours)?;
        match ended.ending {
            Ending::Code(0) if ended.stdout.dropped == 0 => Ok(Some(ended.stdout.bytes)),
            Ending::Stopped => Err(Trouble::Ours(io::ErrorKind::Interrupted.into())),
            _ => Ok(None),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::process::Command;

    /// A repository whose configuration would run a program at each chance.
    struct Hostile(TempDir);

    impl Hostile {
        fn new() -> Self {
            let one = Self(tempfile::tempdir().unwrap());
            one.git(&["init", "--quiet", "--initial-branch", "main"]);
            one.commit("hw/ch01/src/double.rs", "first");
            one.commit("hw/ch01/src/double.rs", "second");
            one.commit(".gitattributes", "*.rs filter=run export-ignore\n");
            let run = one.program();
            for (key, value) in [
                ("filter.run.smudge", &run),
                ("filter.run.clean", &run),
                ("filter.run.process", &run),
                ("core.fsmonitor", &run),
                ("core.sshCommand", &run),
                ("core.pager", &run),
                ("core.hooksPath", &one.path("")),
                ("remote.origin.url", &format!("ext::{run}")),
                ("remote.origin.promisor", &"true".to_owned()),
                ("protocol.allow", &"always".to_owned()),
                ("extensions.partialClone", &"origin".to_owned()),
                ("core.repositoryFormatVersion", &"1".to_owned()),
            ] {
                one.git(&["config", key, value]);
            }
            one
        }

        fn path(&self, name: &str) -> String {
            self.0.path().join(name).display().to_string()
        }

        fn program(&self) -> String {
            use std::os::unix::fs::PermissionsExt as _;
            let file = self.path(".git/run");
            let text = format!("#!/bin/sh\ntouch {}\ncat\n", self.path(".git/has-run"));
            fs::write(&file, text).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
            file
        }

        fn git(&self, args: &[&str]) -> String {
            let output = Command::new("git")
                .args(["-c", "user.name=A", "-c", "user.email=a@example.org"])
                .args(args)
                .current_dir(self.0.path())
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .output()
                .unwrap();
            assert!(output.status.success(), "{args:?}: {output:?}");
            String::from_utf8(output.stdout).unwrap().trim().to_owned()
        }

        fn commit(&self, name: &str, text: &str) {
            let file = self.0.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
            self.git(&["add", "."]);
            self.git(&["commit", "--quiet", "-m", "more"]);
        }

        /// The text of the answer at `commit`, and what was odd.
        fn taken(&self, commit: &str) -> Result<(String, Vec<String>), String> {
            let into = tempfile::tempdir().unwrap();
            let wanted = |name: &str| name == "double.rs";
            let mut kept = Kept::new(into.path(), &wanted);
            let taken = take(self.0.path(), commit, &mut kept, &wanted, &Stop::default());
            assert!(
                !self.0.path().join(".git/has-run").exists(),
                "a program of its was run"
            );
            match taken {
                Ok(full) => {
                    assert_eq!(full.len(), 40);
                    let text = fs::read_to_string(into.path().join("hw/ch01/src/double.rs"));
                    Ok((text.unwrap_or_default(), kept.odd))
                }
                Err(Trouble::Theirs(what)) => Err(what),
                Err(Trouble::Ours(error)) => panic!("{error}"),
            }
        }
    }

    #[test]
    fn a_commit_is_read_without_the_repositorys_configuration() {
        let one = Hostile::new();
        assert_eq!(one.taken("").unwrap().0, "second");
        let first = one.git(&["-c", "core.fsmonitor=", "rev-parse", "HEAD~2"]);
        assert_eq!(one.taken(&first).unwrap().0, "first");
        assert_eq!(one.taken(&first[..10]).unwrap().0, "first");
        assert!(one.taken("0123456").is_err());
        assert!(one.taken(&"0".repeat(40)).is_err());
    }

    #[test]
    fn packed_references_and_objects_are_found_too() {
        let one = Hostile::new();
        one.git(&[
            "-c",
            "core.fsmonitor=",
            "-c",
            "core.hooksPath=/dev/null",
            "gc",
            "--quiet",
        ]);
        // Its configuration did run for that.
        let _ = fs::remove_file(one.path(".git/has-run"));
        fs::remove_dir_all(one.path(".git/refs")).unwrap();
        fs::create_dir(one.path(".git/refs")).unwrap();
        assert_eq!(one.taken("").unwrap().0, "second");
    }

    #[test]
    fn an_answer_that_is_a_link_in_the_commit_is_left_out() {
        let one = Hostile(tempfile::tempdir().unwrap());
        one.git(&["init", "--quiet", "--initial-branch", "main"]);
        fs::create_dir_all(one.path("hw/ch01/src")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", one.path("hw/ch01/src/double.rs")).unwrap();
        one.commit("README.md", "text");
        let (text, odd) = one.taken("").unwrap();
        assert_eq!(text, "");
        assert!(odd[0].contains("is a link"), "{odd:?}");
    }

    #[test]
    fn a_repository_that_leads_elsewhere_is_refused() {
        let one = Hostile::new();
        fs::write(one.path(".git/objects/info/alternates"), "/srv/git/other\n").unwrap();
        assert!(one.taken("").unwrap_err().contains("from elsewhere"));
        fs::remove_file(one.path(".git/objects/info/alternates")).unwrap();
        std::os::unix::fs::symlink("/etc", one.path(".git/objects/no")).unwrap();
        assert!(one.taken("").unwrap_err().contains("links"));
        fs::remove_file(one.path(".git/objects/no")).unwrap();
        fs::write(one.path(".git/HEAD"), "ref: ../../../etc/hostname\n").unwrap();
        assert!(one.taken("").unwrap_err().contains("HEAD names no commit"));
        fs::rename(one.path(".git"), one.path("real")).unwrap();
        fs::write(one.path(".git"), format!("gitdir: {}\n", one.path("real"))).unwrap();
        assert!(one.taken("").unwrap_err().contains("no folder"));
    }
}
