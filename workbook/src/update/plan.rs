//! From two versions and a working folder to what is written, what is removed and what is said.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::bail;

use super::decide::{Base, Decision, Kind, Merge, Why, decide};
use super::folder::{self, Seen};
use super::text::{digest, has_crlf, with_crlf};
use super::version::{Version, is_executable};
use crate::engine::ledger;

/// A version with the bytes of those of its files that differ.
#[derive(Default)]
pub struct Side {
    pub version: Version,
    pub texts: BTreeMap<String, Vec<u8>>,
}

impl Side {
    pub fn text(&self, path: &str) -> Option<&[u8]> {
        self.texts.get(path).map(Vec::as_slice)
    }

    fn executable(&self, path: &str) -> Option<bool> {
        self.version.files.get(path)?.executable
    }

    /// What is at `path` in this version.
    pub fn look(&self, path: &str) -> Seen {
        let files = &self.version.files;
        for (end, _) in path.match_indices('/') {
            if files.contains_key(&path[..end]) {
                return Seen::Below(path[..end].to_owned());
            }
        }
        match self.text(path) {
            Some(text) => Seen::File(text.to_owned()),
            None if self.has_folder(path) => Seen::Folder,
            None => Seen::Nothing,
        }
    }

    pub fn has_folder(&self, path: &str) -> bool {
        let folder = format!("{path}/");
        let mut after = self.version.files.range(folder.clone()..);
        after
            .next()
            .is_some_and(|(path, _)| path.starts_with(&folder))
    }

    fn below(&self, path: &str) -> Vec<String> {
        let folder = format!("{path}/");
        let after = self.version.files.range(folder.clone()..);
        after
            .map(|(path, _)| path.clone())
            .take_while(|path| path.starts_with(&folder))
            .collect()
    }
}

/// What is known of the version that the reader has.
pub enum Known {
    /// All of it.
    Whole(Side),
    /// The stubs of its answers, by path; and the digests of all files, if an earlier update kept them.
    Part {
        stubs: BTreeMap<String, String>,
        digests: Option<BTreeMap<String, String>>,
    },
}

impl Known {
    fn base(&self, path: &str) -> Base<'_> {
        match self {
            Known::Whole(side) => side.text(path).map_or(Base::Absent, Base::Is),
            Known::Part { stubs, digests } => match (stubs.get(path), digests) {
                (Some(stub), _) => Base::Is(stub.as_bytes()),
                (None, Some(digests)) => digests
                    .get(path)
                    .map_or(Base::Absent, |digest| Base::Digest(digest)),
                (None, None) => Base::Unknown,
            },
        }
    }

    /// Whether it had a folder at `path`.
    fn has_folder(&self, path: &str) -> bool {
        match self {
            Known::Whole(side) => side.has_folder(path),
            Known::Part { digests, .. } => match digests {
                Some(digests) => {
                    let folder = format!("{path}/");
                    digests.keys().any(|path| path.starts_with(&folder))
                }
                // Solutions are what people remove, and do not want to see again.
                None => path == "solutions",
            },
        }
    }

    fn executable(&self, path: &str) -> Option<bool> {
        match self {
            Known::Whole(side) => side.executable(path),
            Known::Part { .. } => None,
        }
    }
}

/// All that the rules look at but the reader's files.
pub struct Versions {
    pub known: Known,
    pub theirs: Side,
    /// The paths that differ between the two, or may.
    pub paths: BTreeSet<String>,
    /// The exercises of both, by the paths of their answers.
    pub answers: BTreeMap<String, String>,
}

/// Where the reader's files are: in the working folder, or in a commit.
pub trait Place {
    /// # Errors
    /// If a file cannot be read.
    fn look(&self, path: &str) -> anyhow::Result<Seen>;
    fn has_folder(&self, path: &str) -> bool;
    /// The files below a folder.
    fn below(&self, path: &str) -> Vec<String>;
}

impl Place for Side {
    fn look(&self, path: &str) -> anyhow::Result<Seen> {
        Ok(Side::look(self, path))
    }

    fn has_folder(&self, path: &str) -> bool {
        Side::has_folder(self, path)
    }

    fn below(&self, path: &str) -> Vec<String> {
        Side::below(self, path)
    }
}

impl Place for Path {
    fn look(&self, path: &str) -> anyhow::Result<Seen> {
        folder::look(self, path)
    }

    fn has_folder(&self, path: &str) -> bool {
        !folder::is_absent(self, path)
    }

    fn below(&self, path: &str) -> Vec<String> {
        folder::below(self, path)
    }
}

impl Versions {
    fn kind(&self, path: &str) -> Kind {
        match path {
            _ if self.answers.contains_key(path) => Kind::Answer,
            "Cargo.lock" | "assignment.toml" | ledger::FILE => Kind::Theirs,
            _ if path.ends_with("/stubs.lock") => Kind::Theirs,
            _ => Kind::Any,
        }
    }

    /// What becomes of each path, if the reader's files are those in `place`; and what is there.
    ///
    /// # Errors
    /// If a file cannot be read or merged.
    pub fn decisions(
        &self,
        place: &(impl Place + ?Sized),
        merge: &Merge<'_>,
    ) -> anyhow::Result<BTreeMap<String, (Decision, Seen)>> {
        let mut decisions = BTreeMap::new();
        let mut in_the_way = Vec::new();
        for path in &self.paths {
            let seen = place.look(path)?;
            let decision = self.decided(place, path, &seen, merge)?;
            if decision == Decision::Keep(Why::InTheWay) {
                in_the_way.push((path, seen.clone()));
            }
            decisions.insert(path.clone(), (decision, seen));
        }
        // What is in the way may be about to go.
        for (path, seen) in in_the_way {
            let goes = |path: &String| matches!(decisions.get(path), Some((Decision::Remove, _)));
            let is_free = match seen {
                Seen::Below(above) => goes(&above),
                Seen::Folder => place.below(path).iter().all(goes),
                _ => false,
            };
            if is_free {
                let decision = self.decided(place, path, &Seen::Nothing, merge)?;
                decisions.insert(path.clone(), (decision, Seen::Nothing));
            }
        }
        Ok(decisions)
    }

    fn decided(
        &self,
        place: &(impl Place + ?Sized),
        path: &str,
        seen: &Seen,
        merge: &Merge<'_>,
    ) -> anyhow::Result<Decision> {
        let base = self.known.base(path);
        let theirs = self.theirs.text(path);
        let decision = decide(self.kind(path), base, seen, theirs, merge)?;
        // A new file in a folder that the reader removed is as unwanted as the old ones.
        let is_new = *seen == Seen::Nothing && matches!(decision, Decision::Take { .. });
        let mut above = path.match_indices('/').map(|(end, _)| &path[..end]);
        if is_new && above.any(|folder| self.known.has_folder(folder) && !place.has_folder(folder))
        {
            return Ok(Decision::Keep(Why::Deleted));
        }
        Ok(decision)
    }

    /// Whether the new version says of a file that it may be run, or may not; nothing if that did not change.
    pub fn new_mode(&self, path: &str) -> Option<bool> {
        let theirs = self.theirs.executable(path)?;
        (self.known.executable(path) != Some(theirs)).then_some(theirs)
    }
}

/// What is done to one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `executable` is whether it may be run; none leaves that as it is.
    Write {
        bytes: Vec<u8>,
        executable: Option<bool>,
    },
    Remove,
}

/// What is said of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub path: String,
    pub what: What,
    /// The file beside it that holds the new version's.
    pub beside: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Kept(Why),
    /// Both changed it, on different lines.
    Merged,
    /// It is the new version's now, and may have held changes of the reader's.
    Replaced,
    /// A link, which is not written.
    Link,
}

/// What an update does to the working folder.
#[derive(Default)]
pub struct Plan {
    pub steps: BTreeMap<String, Step>,
    /// By path, the digest of what is there before; nothing if no file is.
    before: BTreeMap<String, Option<String>>,
    pub notes: Vec<Note>,
    /// How many of the project's files are new, change, and go.
    pub new: usize,
    pub changed: usize,
    pub removed: usize,
}

impl Plan {
    /// The plan for the working folder at `root`. `crlf` says whether git writes new text with `\r\n`.
    ///
    /// # Errors
    /// If a file cannot be read or merged.
    pub fn make(
        root: &Path,
        versions: &Versions,
        crlf: bool,
        merge: &Merge<'_>,
    ) -> anyhow::Result<Self> {
        let mut plan = Self::default();
        for (path, (decision, seen)) in versions.decisions(root, merge)? {
            let is_below = matches!(seen, Seen::Below(_));
            let ours = match seen {
                Seen::File(bytes) => Some(bytes),
                _ => None,
            };
            plan.expect(&path, ours.as_deref());
            let theirs = versions.theirs.text(&path).unwrap_or_default();
            let here = |bytes: &[u8]| match ours.as_deref().map_or(crlf, has_crlf) {
                true => with_crlf(bytes),
                false => bytes.to_owned(),
            };
            // Only Unix has such a mode.
            let now = is_executable(&root.join(&path));
            let mode = versions.new_mode(&path);
            let mode = mode.filter(|mode| cfg!(unix) && now != Some(*mode));
            let write = |bytes: &[u8]| Step::Write {
                bytes: here(bytes),
                executable: mode,
            };
            match decision {
                Decision::Leave => {
                    if let (Some(ours), Some(_)) = (&ours, mode) {
                        plan.changed += 1;
                        plan.steps.insert(path.clone(), write(ours));
                    }
                }
                Decision::Take { over } => {
                    if over {
                        plan.note(&path, What::Replaced, None);
                    }
                    match ours {
                        Some(_) => plan.changed += 1,
                        None => plan.new += 1,
                    }
                    plan.steps.insert(path.clone(), write(theirs));
                }
                Decision::Merge(bytes) => {
                    plan.note(&path, What::Merged, None);
                    plan.changed += 1;
                    plan.steps.insert(path.clone(), write(&bytes));
                }
                Decision::Remove => {
                    plan.removed += 1;
                    plan.steps.insert(path.clone(), Step::Remove);
                }
                Decision::Keep(why) => {
                    let has_beside = match why {
                        Why::Answer | Why::Conflict | Why::SameName => true,
                        Why::InTheWay => !is_below,
                        Why::Deleted | Why::Gone => false,
                    };
                    let beside = has_beside
                        .then(|| beside(root, &path, why == Why::Answer))
                        .transpose()?;
                    if let Some((name, there)) = &beside {
                        plan.expect(name, there.as_deref());
                        let bytes = here(theirs);
                        if there.as_ref() != Some(&bytes) {
                            let executable = Some(false);
                            let step = Step::Write { bytes, executable };
                            plan.steps.insert(name.clone(), step);
                        }
                    }
                    plan.note(&path, What::Kept(why), beside.map(|(name, _)| name));
                }
            }
        }
        let known = match &versions.known {
            Known::Whole(side) => &side.version.odd[..],
            Known::Part { .. } => &[],
        };
        for path in &versions.theirs.version.odd {
            if !known.contains(path) {
                plan.note(path, What::Link, None);
            }
        }
        Ok(plan)
    }

    fn note(&mut self, path: &str, what: What, beside: Option<String>) {
        let path = path.to_owned();
        self.notes.push(Note { path, what, beside });
    }

    /// Notes what is at `path` before the plan is carried out.
    pub fn expect(&mut self, path: &str, bytes: Option<&[u8]>) {
        self.before.insert(path.to_owned(), bytes.map(digest));
    }

    /// Whether the file that a step is about is as it was. An editor may have saved it in the meantime.
    fn check(&self, root: &Path, path: &str) -> anyhow::Result<()> {
        let now = match folder::look(root, path)? {
            Seen::File(bytes) => Some(digest(&bytes)),
            _ => None,
        };
        if self.before.get(path).is_some_and(|before| *before != now) {
            bail!("{path} was changed in the meantime, and stays as it is");
        }
        Ok(())
    }

    /// Does it, and stops at the first file that cannot be written.
    ///
    /// # Errors
    /// If there is one, or if a file has changed since the plan was made.
    pub fn apply(&self, root: &Path) -> anyhow::Result<()> {
        // A file may go to make room for a folder of its name.
        for (path, step) in &self.steps {
            if *step == Step::Remove {
                self.check(root, path)?;
                folder::remove(root, path)?;
            }
        }
        for (path, step) in &self.steps {
            if let Step::Write { bytes, executable } = step {
                self.check(root, path)?;
                folder::write(root, path, bytes, *executable)?;
            }
        }
        Ok(())
    }
}

/// A name beside `path` for the new version's file, and what is there: one that cargo does not compile.
fn beside(root: &Path, path: &str, is_answer: bool) -> anyhow::Result<(String, Option<Vec<u8>>)> {
    let ending = if is_answer { "new-stub" } else { "new" };
    let mut name = format!("{path}.{ending}");
    for nth in 2.. {
        match folder::look(root, &name)? {
            Seen::Nothing => return Ok((name, None)),
            Seen::File(bytes) => return Ok((name, Some(bytes))),
            _ => name = format!("{path}.{ending}-{nth}"),
        }
    }
    Ok((name, None))
}
