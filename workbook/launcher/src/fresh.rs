//! Whether the tool is built from the sources as they are now.

use std::env::consts::EXE_SUFFIX;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What cargo has built, and what it says of it.
pub struct Built {
    folder: PathBuf,
    root: PathBuf,
}

impl Built {
    /// The tool in cargo's `folder`, of the workbook at `root`.
    pub fn in_folder(folder: &Path, root: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            root: root.to_path_buf(),
        }
    }

    /// The tool itself.
    pub fn program(&self) -> PathBuf {
        self.folder.join(format!("workbook{EXE_SUFFIX}"))
    }

    /// Whether no source, manifest or setting has changed since the build began that the tool comes from. If in
    /// doubt, it is not fresh: cargo looks more closely.
    pub fn is_fresh(&self) -> bool {
        let Some(began) = modified(&self.stamp()) else {
            return false;
        };
        let is_older = |file: &Path| modified(file).is_some_and(|time| time < began);
        let Ok(text) = fs::read_to_string(self.folder.join("workbook.d")) else {
            return false;
        };
        let sources = sources(&text);
        self.program().is_file()
            && sources.contains(&self.root.join("workbook").join("src").join("main.rs"))
            && self.settings(&sources).iter().all(|file| is_older(file))
            && sources.iter().all(|file| is_older(file))
    }

    /// Notes when a build begins. A file that is saved while it goes on is newer than this, and counts as changed.
    /// `None` if that cannot be noted: then cargo is asked each time.
    pub fn note_beginning(&self) -> Option<PathBuf> {
        let began = self
            .folder
            .join(format!("workbook-launcher.{}.began", std::process::id()));
        let file = File::create(&began).ok()?;
        file.set_modified(SystemTime::now()).ok()?;
        Some(began)
    }

    /// Keeps what [`Self::note_beginning`] noted: the tool is built.
    pub fn note_end(&self, began: Option<PathBuf>) {
        if let Some(began) = began {
            // Without it, cargo is asked again the next time.
            let _ = fs::rename(began, self.stamp());
        }
    }

    /// A file whose time is when the last build began.
    fn stamp(&self) -> PathBuf {
        self.folder.join("workbook-launcher.stamp")
    }

    /// What decides on a build beside the sources: cargo's settings, the lock file, the manifests of the packages that
    /// `sources` belong to. All of them must be there.
    fn settings(&self, sources: &[PathBuf]) -> Vec<PathBuf> {
        let mut settings = vec![
            self.root.join("Cargo.toml"),
            self.root.join("Cargo.lock"),
            self.root.join(".cargo").join("config.toml"),
        ];
        for source in sources {
            let folders = source.ancestors().skip(1);
            let within = folders.take_while(|folder| **folder != self.root);
            let mut manifests = within.map(|folder| folder.join("Cargo.toml"));
            if let Some(manifest) = manifests.find(|manifest| manifest.is_file())
                && !settings.contains(&manifest)
            {
                settings.push(manifest);
            }
        }
        settings
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).ok()?.modified().ok()
}

/// The files that the first rule of a dependency file names, in the form of `make`: a space within a name has a
/// backslash before it.
fn sources(text: &str) -> Vec<PathBuf> {
    let rule = text.lines().next().unwrap_or_default();
    let (_, files) = rule.split_once(": ").unwrap_or_default();
    let mut sources = Vec::new();
    let mut name = String::new();
    let mut characters = files.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek() == Some(&' ') => name.extend(characters.next()),
            ' ' => sources.extend(take(&mut name)),
            other => name.push(other),
        }
    }
    sources.extend(take(&mut name));
    sources
}

fn take(name: &mut String) -> Option<PathBuf> {
    let name = std::mem::take(name);
    (!name.is_empty()).then(|| name.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    struct Tree(tempfile::TempDir);

    /// A file of the tree, changed so many seconds before now.
    fn file(tree: &Path, name: &str, seconds_ago: u64) {
        let path = tree.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let file = File::create(path).unwrap();
        let time = SystemTime::now() - Duration::from_secs(seconds_ago);
        file.set_modified(time).unwrap();
    }

    impl Tree {
        /// Built at some time, from sources that are older.
        fn built() -> (Self, Built) {
            let tree = Self(tempfile::tempdir().unwrap());
            let root = tree.0.path();
            for name in [
                "Cargo.toml",
                "Cargo.lock",
                ".cargo/config.toml",
                "workbook/Cargo.toml",
                "workbook/src/main.rs",
                "kit with space/Cargo.toml",
                "kit with space/src/lib.rs",
            ] {
                file(root, name, 200);
            }
            let built = Built::in_folder(&root.join("target/debug"), root);
            fs::create_dir_all(&built.folder).unwrap();
            let list = format!(
                "{}: {} {}\n",
                built.program().display(),
                escaped(&root.join("kit with space/src/lib.rs")),
                escaped(&root.join("workbook/src/main.rs")),
            );
            fs::write(built.folder.join("workbook.d"), list).unwrap();
            file(root, &format!("target/debug/workbook{EXE_SUFFIX}"), 90);
            file(root, "target/debug/workbook-launcher.stamp", 100);
            (tree, built)
        }
    }

    fn escaped(path: &Path) -> String {
        path.display().to_string().replace(' ', "\\ ")
    }

    #[test]
    fn what_is_older_than_the_build_is_fresh() {
        let (_tree, built) = Tree::built();
        assert!(built.is_fresh());
    }

    #[test]
    fn a_source_a_manifest_or_a_setting_that_changes_is_not() {
        for name in [
            "workbook/src/main.rs",
            "kit with space/src/lib.rs",
            "kit with space/Cargo.toml",
            "Cargo.lock",
            "Cargo.toml",
            ".cargo/config.toml",
        ] {
            let (tree, built) = Tree::built();
            file(tree.0.path(), name, 95);
            assert!(!built.is_fresh(), "{name} changed after the build began");
            fs::remove_file(tree.0.path().join(name)).unwrap();
            let is_manifest = name.ends_with("space/Cargo.toml");
            assert_eq!(built.is_fresh(), is_manifest, "{name} is gone");
        }
    }

    #[test]
    fn nothing_is_without_the_program_its_list_or_the_stamp() {
        for name in ["workbook", "workbook.d", "workbook-launcher.stamp"] {
            let (_tree, built) = Tree::built();
            let file = match name {
                "workbook" => built.program(),
                name => built.folder.join(name),
            };
            fs::remove_file(file).unwrap();
            assert!(!built.is_fresh(), "without {name}");
        }
    }

    #[test]
    fn a_tool_of_another_tree_is_not() {
        let (_tree, built) = Tree::built();
        let other = tempfile::tempdir().unwrap();
        for name in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml"] {
            file(other.path(), name, 200);
        }
        let other = Built::in_folder(&built.folder, other.path());
        assert!(!other.is_fresh());
    }

    #[test]
    fn a_build_that_has_ended_counts_from_its_beginning() {
        let (tree, built) = Tree::built();
        let began = built.note_beginning();
        assert!(began.is_some());
        file(tree.0.path(), "workbook/src/main.rs", 50);
        assert!(!built.is_fresh());
        built.note_end(began);
        assert!(built.is_fresh());
    }
}
