//! Which answers were saved.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};

use super::Input;
use crate::engine::catalog::Catalog;

/// Editors save in several steps. A judging that begins between two of them is stopped by the second, so this need not
/// be long.
const QUIET: Duration = Duration::from_millis(20);
/// How long a file may be away while an editor replaces it.
const AWAY: Duration = Duration::from_millis(100);
/// How often files are looked at without any event: some folders, as those that a virtual machine or a container
/// shares with its host, report none.
const LOOK: Duration = Duration::from_secs(1);

/// Watches until dropped.
pub struct Changes {
    _debouncer: Option<Debouncer<RecommendedWatcher>>,
}

impl Changes {
    /// Sends the ids of exercises whose answer or checks are saved from now on, in the book's order.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn watch(catalog: &Catalog, tell: Sender<Input>) -> anyhow::Result<Self> {
        let files: Vec<(String, [PathBuf; 2])> = catalog
            .exercises()
            .map(|exercise| {
                let files = [exercise.file(), exercise.checks_file()];
                (
                    exercise.id.clone(),
                    files.map(|file| catalog.root.join(file)),
                )
            })
            .collect();
        let mut seen = Seen::default();
        seen.changed(&files);
        let (changed, changes) = mpsc::channel();
        let debouncer = debouncer(&catalog.root, changed.clone());
        thread::Builder::new()
            .name("saves".to_owned())
            .spawn(move || {
                // Holds the channel open where there is no watcher.
                let _changed = changed;
                loop {
                    match changes.recv_timeout(LOOK) {
                        Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                        Err(RecvTimeoutError::Disconnected) => return,
                    }
                    let ids = seen.changed(&files);
                    if !ids.is_empty() && tell.send(Input::Saved(ids)).is_err() {
                        return;
                    }
                }
            })
            .context("no thread could be started to watch for saves")?;
        Ok(Self {
            _debouncer: debouncer,
        })
    }
}

/// Tells of each event below `exercises/`. Nothing if the system cannot watch it: then saves are seen within [`LOOK`].
fn debouncer(root: &Path, changed: Sender<()>) -> Option<Debouncer<RecommendedWatcher>> {
    let mut debouncer = new_debouncer(QUIET, move |_: DebounceEventResult| {
        // No receiver is left: the program is about to end.
        let _ = changed.send(());
    })
    .ok()?;
    // Folders, not files: editors replace files, and a watch stays with the file that was replaced.
    let folder = root.join("exercises");
    debouncer
        .watcher()
        .watch(&folder, RecursiveMode::Recursive)
        .ok()?;
    Some(debouncer)
}

/// What tells one save of a file from the next; `None` if there is no file.
type Print = Option<(u64, Option<SystemTime>)>;

/// The files as they were last seen. Judging reads them, and some systems report reading as an event.
#[derive(Default)]
struct Seen(BTreeMap<PathBuf, Print>);

impl Seen {
    /// The ids of those exercises whose files are not as they were last seen.
    fn changed(&mut self, files: &[(String, [PathBuf; 2])]) -> Vec<String> {
        let mut ids = Vec::new();
        for (id, files) in files {
            let mut is_changed = false;
            for file in files {
                is_changed |= self.is_changed(file);
            }
            if is_changed {
                ids.push(id.clone());
            }
        }
        ids
    }

    fn is_changed(&mut self, file: &Path) -> bool {
        let before = self.0.get(file).copied();
        let mut now = print(file);
        if now.is_none() && before.flatten().is_some() {
            thread::sleep(AWAY);
            now = print(file);
        }
        if before == Some(now) {
            return false;
        }
        self.0.insert(file.to_owned(), now);
        true
    }
}

fn print(file: &Path) -> Print {
    let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some((about.len(), about.modified().ok()))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;

    /// Long enough for a machine with every core busy.
    const PATIENCE: Duration = Duration::from_secs(60);

    /// Waits for a save of `id` alone. A file that is written in place may have been seen twice, empty and whole.
    fn wait_for(inputs: &mpsc::Receiver<Input>, id: &str) {
        loop {
            match inputs.recv_timeout(PATIENCE) {
                Ok(Input::Saved(ids)) if ids == [id] => return,
                Ok(Input::Saved(_)) => {}
                _ => panic!("no save of {id} was told"),
            }
        }
    }

    #[test]
    fn a_save_is_told_however_an_editor_does_it_and_reading_is_none() {
        let root = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let file = root.path().join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(&file, text).unwrap();
            file
        };
        put(
            "Cargo.toml",
            "[workspace]\nmembers = [\"exercises/ch01\"]\n",
        );
        let metadata: String = ["a", "b"]
            .map(|slug| {
                format!(
                    "[[exercise]]\nslug = \"{slug}\"\ntitle = \"T\"\npage = \"p\"\nstars = 1\nminutes = 1\n\
                     points = 1\nhints = []\n"
                )
            })
            .concat();
        put(
            "exercises/ch01/chapter.toml",
            &format!("title = \"T\"\n{metadata}"),
        );
        put("exercises/ch01/Cargo.toml", "");
        let a = put("exercises/ch01/src/a.rs", "1");
        let b = put("exercises/ch01/src/b.rs", "1");
        let checks = put("exercises/ch01/tests/checks/b.rs", "1");
        let catalog = Catalog::outline(root.path()).unwrap();
        assert_eq!(catalog.exercises().count(), 2);
        let (tell, inputs) = channel();
        let _changes = Changes::watch(&catalog, tell).unwrap();

        // Written in place.
        fs::write(&a, "22").unwrap();
        wait_for(&inputs, "ch01/a");
        // Read, and a file beside it.
        assert_eq!(fs::read(&a).unwrap(), b"22");
        put("exercises/ch01/src/a.rs~", "1");
        // Written beside and renamed over it.
        let beside = put("exercises/ch01/src/.b.rs.swp", "333");
        fs::rename(beside, &b).unwrap();
        wait_for(&inputs, "ch01/b");
        // Checks too: a new version of the workbook brings some.
        fs::write(checks, "22").unwrap();
        wait_for(&inputs, "ch01/b");
        fs::remove_file(&a).unwrap();
        wait_for(&inputs, "ch01/a");
    }

    #[test]
    fn a_file_that_is_replaced_is_saved_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.rs");
        let files = [("a".to_owned(), [file.clone(), folder.path().join("none")])];
        fs::write(&file, "1").unwrap();
        let mut seen = Seen::default();
        assert_eq!(seen.changed(&files), ["a"]);
        assert!(seen.changed(&files).is_empty());
        fs::write(folder.path().join("b"), "22").unwrap();
        fs::rename(folder.path().join("b"), &file).unwrap();
        assert_eq!(seen.changed(&files), ["a"]);
        assert!(seen.changed(&files).is_empty());
    }
}
