//! The wall of namespaces.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{limits, walls};
use crate::engine::process::{Ending, Task, Work};

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
        // To become another user, and then to read what is granted, even if that user could not read it outside.
        for capability in [
            "CAP_SETUID",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_DAC_READ_SEARCH",
        ] {
            args.words(&["--cap-add", capability]);
        }
    } else {
        args.words(&["--unshare-user", "--uid", "65534", "--gid", "65534"]);
    }
    // bwrap makes folders that only root may pass through, if it is not told otherwise.
    args.words(&["--perms", "0755", "--dir", "/etc"]);
    // Before the grants: one of them may be below it.
    let size = limits::tmp(task.work).to_string();
    args.words(&["--perms", "1777", "--size", &size, "--tmpfs", "/tmp"]);
    for path in walls::system() {
        match std::fs::read_link(&path) {
            Ok(target) => args.paths("--symlink", &target, &path),
            Err(_) => args.paths("--ro-bind", &path, &path),
        }
    }
    let granted = task.grants.read.iter().chain(&task.grants.write);
    let above: BTreeSet<&Path> = granted.flat_map(|path| path.ancestors().skip(1)).collect();
    for folder in above.into_iter().filter(|folder| !is_systems(folder)) {
        args.words(&["--perms", "0755", "--dir"]);
        args.0.push(folder.into());
    }
    args.words(&["--dev", "/dev", "--remount-ro", "/dev"]);
    args.paths("--ro-bind", tool, Path::new(TOOL));
    for path in &task.grants.read {
        args.paths("--ro-bind", path, path);
    }
    for (linker, wrapper) in linkers(task) {
        args.paths("--ro-bind", &linker, &wrapper);
    }
    for path in &task.grants.write {
        args.paths("--bind", path, path);
    }
    args.words(&["--remount-ro", "/", "--chdir"]);
    args.0.push(task.cwd.clone().into());
    args.words(&["--", TOOL]);
    args.0
}

/// The folder of the toolchain whose rustc `task` calls.
fn sysroot(task: &Task) -> Option<&Path> {
    let rustc = (task.work == Work::Compile).then_some(&task.program)?;
    rustc.parent()?.parent()
}

/// The toolchain's linkers, each with the program that calls it: that one finds it by `/proc/self/exe`, which is not
/// there. The linker in its place knows by its name what to do.
fn linkers(task: &Task) -> Vec<(PathBuf, PathBuf)> {
    let Some(targets) = sysroot(task).and_then(|root| root.join("lib/rustlib").read_dir().ok())
    else {
        return Vec::new();
    };
    targets
        .filter_map(Result::ok)
        .map(|target| target.path().join("bin"))
        .map(|bin| (bin.join("rust-lld"), bin.join("gcc-ld/ld.lld")))
        .filter(|(linker, wrapper)| linker.is_file() && wrapper.is_file())
        .collect()
}

/// Where the toolchain's libraries are. Without `/proc/self/exe`, rustc does not find them beside itself.
pub fn libraries(task: &Task) -> Option<PathBuf> {
    sysroot(task).map(|root| root.join("lib"))
}

/// Whether a folder is there before anything is granted.
fn is_systems(folder: &Path) -> bool {
    folder == Path::new("/")
        || folder == Path::new("/tmp")
        || walls::system().any(|system| folder.starts_with(system))
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
