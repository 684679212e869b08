//! Rebuilds the book when one of its files changes.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::Context as _;
use notify_debouncer_mini::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_mini::{DebounceEventResult, Debouncer, new_debouncer};
use walkdir::WalkDir;

use super::build;
use super::shelf::Shelf;

/// Editors save in several steps; one rebuild should do for all of them.
const QUIET: Duration = Duration::from_millis(100);

/// Watches until dropped; dropping waits for a rebuild under way.
pub struct Watch {
    debouncer: Option<Debouncer<RecommendedWatcher>>,
    builder: Option<JoinHandle<()>>,
}

impl Watch {
    /// Watches what the book of `root` is made from: book.toml, its pages, its theme, and the
    /// folders that book.toml names as `extra-watch-dirs`.
    ///
    /// # Errors
    /// If the system cannot watch a folder: which, and why.
    pub fn start(root: &Path, shelf: Arc<Shelf>) -> anyhow::Result<Self> {
        let folders = sources(root)?;
        let (changed, changes) = mpsc::channel();
        let mut debouncer = new_debouncer(QUIET, move |found: DebounceEventResult| {
            // No receiver is left: the program is about to end.
            let _ = changed.send(found);
        })?;
        let mut seen = fingerprint(root, &folders);
        // The folder of book.toml, not the file: editors replace files, and a watch stays with the
        // file that was replaced.
        let watched = folders
            .iter()
            .map(|folder| (folder, RecursiveMode::Recursive));
        for (folder, mode) in watched.chain([(&root.to_path_buf(), RecursiveMode::NonRecursive)]) {
            debouncer
                .watcher()
                .watch(folder, mode)
                .with_context(|| format!("{} cannot be watched for changes", folder.display()))?;
        }
        let root = root.to_path_buf();
        let builder = std::thread::Builder::new()
            .name("rebuild".to_owned())
            .spawn(move || {
                while changes.recv().is_ok() {
                    let now = fingerprint(&root, &folders);
                    // A build reads every page, and some systems report reading as an event.
                    if now != seen {
                        seen = now;
                        tell(&shelf);
                    }
                }
            })?;
        Ok(Self {
            debouncer: Some(debouncer),
            builder: Some(builder),
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // In this order: the channel closes with the debouncer, and the builder ends with the channel.
        drop(self.debouncer.take());
        if let Some(builder) = self.builder.take() {
            let _ = builder.join();
        }
    }
}

fn tell(shelf: &Shelf) {
    match shelf.rebuild() {
        Ok(built) => anstream::println!(
            "Built {} pages in {:.2} s.",
            built.pages,
            built.took.as_secs_f64()
        ),
        Err(fault) => {
            anstream::eprintln!("error: {fault}\nThe last good book is still served.");
        }
    }
}

fn sources(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let config = build::settings(root)?;
    let mut folders = vec![root.join(&config.book.src)];
    folders.extend(
        config
            .html_config()
            .and_then(|html| html.theme)
            .map(|theme| root.join(theme)),
    );
    folders.extend(
        config
            .build
            .extra_watch_dirs
            .iter()
            .map(|folder| root.join(folder)),
    );
    folders.retain(|folder| folder.is_dir());
    Ok(folders)
}

/// Changes when a file of the book comes, goes or is written.
fn fingerprint(root: &Path, folders: &[PathBuf]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let files = folders
        .iter()
        .flat_map(|folder| WalkDir::new(folder).sort_by_file_name())
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path);
    for file in files.chain([root.join("book.toml")]) {
        if let Ok(about) = file.metadata()
            && about.is_file()
        {
            (&file, about.len(), about.modified().ok()).hash(&mut hasher);
        }
    }
    hasher.finish()
}
