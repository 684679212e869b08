//! Sees what changes how far the reader is: a save in an editor, a `check` or `watch` in a terminal, an update of the
//! workbook. Open pages then get the rows anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use serde_json::json;

use crate::engine::catalog::{Catalog, chapter_names};
use crate::state;

use super::feed::Feed;
use super::rows;

/// Editors save in several steps.
const QUIET: Duration = Duration::from_millis(100);

/// Follows how far the reader is, until [`Following`] is dropped.
pub struct Follow(mpsc::Sender<Cause>);

/// The thread that follows. Dropping it ends it.
pub struct Following {
    follow: Arc<Follow>,
    thread: Option<JoinHandle<()>>,
}

enum Cause {
    /// The system saw something happen to a watched folder.
    Seen,
    /// Something of this process has changed what is remembered.
    Told,
    End,
}

impl Follow {
    /// Has the rows made anew, and told if they are others than before. Returns at once.
    pub fn look(&self) {
        // Without a receiver the program is about to end.
        let _ = self.0.send(Cause::Told);
    }
}

impl Following {
    /// Follows the reader of the workbook at `root`, and tells `feed`. If the system cannot watch folders, stderr says
    /// so, and pages follow only what is run from a page.
    ///
    /// # Errors
    /// If no thread can be started.
    pub fn start(root: &Path, feed: Arc<Feed>) -> std::io::Result<Self> {
        let (tell, causes) = mpsc::channel();
        let seen = tell.clone();
        let watcher = new_debouncer(QUIET, move |_: DebounceEventResult| {
            let _ = seen.send(Cause::Seen);
        });
        let mut watched = match watcher {
            Ok(debouncer) => Some(Watched {
                debouncer,
                folders: BTreeSet::new(),
            }),
            Err(error) => {
                anstream::eprintln!(
                    "note: folders cannot be watched, so open pages do not follow what is done in a terminal: {error}"
                );
                None
            }
        };
        let mut files = Files::of(root);
        if let Some(watched) = &mut watched {
            watched.watch(&files);
        }
        // After the watch: what happens in between is seen.
        let mut last = Seen::of(root, &files);
        let root = root.to_owned();
        let thread = std::thread::Builder::new()
            .name("follow".to_owned())
            .spawn(move || {
                for cause in causes {
                    if matches!(cause, Cause::End) {
                        return;
                    }
                    if let Some(watched) = &mut watched {
                        watched.watch(&files);
                    }
                    // Only their times: reading a file counts as an event on some systems.
                    let times = files.times();
                    if matches!(cause, Cause::Seen) && times == last.times {
                        continue;
                    }
                    files = Files::of(&root);
                    let now = Seen::of(&root, &files);
                    if now.rows != last.rows {
                        now.tell(&feed);
                    }
                    last = now;
                }
            })?;
        Ok(Self {
            follow: Arc::new(Follow(tell)),
            thread: Some(thread),
        })
    }

    pub fn follow(&self) -> Arc<Follow> {
        Arc::clone(&self.follow)
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        let _ = self.follow.0.send(Cause::End);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The rows at one moment, in JSON, and the times of all that they depend on. `None` if they cannot be made.
struct Seen {
    rows: Option<Vec<serde_json::Value>>,
    times: Vec<Option<(u64, SystemTime)>>,
}

impl Seen {
    fn of(root: &Path, files: &Files) -> Self {
        // Before the files are read: a change meanwhile is seen at the next event.
        let times = files.times();
        let catalog = Catalog::outline(root).ok();
        Self {
            rows: catalog.and_then(|catalog| rows::all(&catalog).ok()),
            times,
        }
    }

    fn tell(&self, feed: &Feed) {
        match &self.rows {
            Some(rows) => feed.tell_beside("rows", &json!({ "rows": rows })),
            // A page that asks for all exercises is told why there are none.
            None => feed.tell_behind(),
        }
    }
}

/// What the rows depend on.
struct Files {
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
}

impl Files {
    fn of(root: &Path) -> Self {
        let exercises = root.join("exercises");
        let mut folders = vec![root.to_owned(), state::folder(root), exercises.clone()];
        let mut files = vec![root.join("Cargo.toml"), state::file(root)];
        for chapter in chapter_names(root).unwrap_or_default() {
            let folder = exercises.join(chapter);
            files.push(folder.join("chapter.toml"));
            files.push(folder.join("stubs.lock"));
            folders.push(folder.join("src"));
            folders.push(folder.join("tests/checks"));
            folders.push(folder);
        }
        if let Ok(catalog) = Catalog::outline(root) {
            for exercise in catalog.exercises() {
                files.push(root.join(exercise.file()));
                files.push(root.join(exercise.checks_file()));
            }
        }
        Self { folders, files }
    }

    fn times(&self) -> Vec<Option<(u64, SystemTime)>> {
        let time = |file: &PathBuf| {
            let about = fs::metadata(file).ok()?;
            Some((about.len(), about.modified().ok()?))
        };
        self.files.iter().map(time).collect()
    }
}

struct Watched {
    debouncer: Debouncer<RecommendedWatcher>,
    folders: BTreeSet<PathBuf>,
}

impl Watched {
    /// Watches the folders that are there. A folder without its subfolders: `target` is in the root.
    fn watch(&mut self, files: &Files) {
        for folder in &files.folders {
            if !folder.is_dir() {
                self.folders.remove(folder);
                continue;
            }
            // A folder that was removed and made again has lost its watch on Linux; to watch one twice does no harm
            // there. On other systems the watch goes by the path.
            if cfg!(target_os = "linux") || !self.folders.contains(folder) {
                let watcher = self.debouncer.watcher();
                // One that cannot be watched is tried again at the next event.
                if watcher.watch(folder, RecursiveMode::NonRecursive).is_ok() {
                    self.folders.insert(folder.clone());
                }
            }
        }
    }
}
