//! The wall of namespaces.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{limits, walls};
use crate::engine::process::{Ending, Task};

/// Where this program is inside.
const TOOL: &str = "/workbook";

/// The program `bwrap`.
pub fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join("bwrap"))
        .find(|file| file.is_file())
}

/// The arguments of bwrap up to the arguments of `tool`, which is this program. As root (`as_root`) it needs no
/// namespace of users, and this program becomes another user inside; else the namespace makes one.
pub fn arguments(task: &Task, tool: &Path, as_root: bool) -> Vec<OsString> {
    let mut args = Args(Vec::new());
    args.words(&["--unshare-ipc", "--unshare-pid", "--unshare-net"]);
    args.words(&["--unshare-uts", "--unshare-cgroup-try"]);
    args.words(&["--die-with-parent", "--new-session", "--cap-drop", "ALL"]);
    if as_root {
        // To become another user, and then to read what is granted, whoever may read it outside.
        for capability in ["CAP_SETUID", "CAP_SETGID", "CAP_DAC_READ_SEARCH"] {
            args.words(&["--cap-add", capability]);
        }
    } else {
        args.words(&["--unshare-user", "--uid", "65534", "--gid", "65534"]);
    }
    // Before the grants: one of them may be below it.
    let size = limits::tmp(task.work).to_string();
    args.words(&["--perms", "1777", "--size", &size, "--tmpfs", "/tmp"]);
    for path in walls::system() {
        match std::fs::read_link(&path) {
            Ok(target) => args.paths("--symlink", &target, &path),
            Err(_) => args.paths("--ro-bind", &path, &path),
        }
    }
    args.words(&["--dev", "/dev", "--remount-ro", "/dev"]);
    args.paths("--ro-bind", tool, Path::new(TOOL));
    for path in &task.grants.read {
        args.paths("--ro-bind", path, path);
    }
    for path in &task.grants.write {
        args.paths("--bind", path, path);
    }
    args.words(&["--remount-ro", "/", "--chdir"]);
    args.0.push(task.cwd.clone().into());
    args.words(&["--", TOOL]);
    args.0
}

struct Args(Vec<OsString>);

impl Args {
    fn words(&mut self, words: &[&str]) {
        self.0.extend(words.iter().map(OsString::from));
    }

    fn paths(&mut self, word: &str, from: &Path, to: &Path) {
        self.0.extend([word.into(), from.into(), to.into()]);
    }
}

/// How the program inside ended: bwrap tells of a signal as a shell does.
pub fn ending(ending: Ending) -> Ending {
    match ending {
        Ending::Code(code @ 129..=192) => Ending::Signal(code - 128),
        other => other,
    }
}
