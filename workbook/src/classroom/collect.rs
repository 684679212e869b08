//! What was handed in: a folder of folders, archives and repositories, and whose each of them is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use tempfile::TempDir;
use walkdir::WalkDir;

use super::late::moment;
use super::roster::{Person, Row};
use super::unpack::{self, Kept, MOST_KEPT, Trouble};
use super::{handed_in, repository};
use crate::engine::catalog::{Exercise, entries};
use crate::engine::process::Stop;

/// A student, and what this student handed in.
#[derive(Clone, Debug, Default)]
pub struct Student {
    pub person: Person,
    /// Oldest first, as far as that is known.
    pub handed_in: Vec<HandedIn>,
}

/// A submission, not read yet.
#[derive(Clone, Debug)]
pub struct HandedIn {
    pub path: PathBuf,
    /// Its name below SUBMISSIONS, with `/`.
    pub from: String,
    /// The commit that counts; empty: the one that HEAD names.
    pub commit: String,
    /// Empty if it is not known.
    pub collected_at: String,
}

/// A class.
#[derive(Debug, Default)]
pub struct Class {
    /// In the order of their keys.
    pub students: Vec<Student>,
    /// What of SUBMISSIONS was left out, and why.
    pub left_out: Vec<String>,
}

/// The endings of archives.
const ARCHIVES: [&str; 4] = [".zip", ".tar.gz", ".tgz", ".tar"];

/// Who handed in what in `folder`. With a roster, its students; without one, an entry of the folder is a student, and
/// `alice.zip` beside `alice.tar.gz` are two submissions of one. A student's folder may hold several submissions.
///
/// # Errors
/// If the folder cannot be read, or holds nothing.
pub fn class(
    folder: &Path,
    roster: Option<Vec<Person>>,
    exercises: &[Exercise],
    collected_at: Option<&str>,
) -> anyhow::Result<Class> {
    if !folder.is_dir() {
        bail!(
            "{} is no folder: expected one with a folder, an archive or a repository for each student",
            folder.display()
        );
    }
    let is_one = |exercise: &Exercise| {
        let chapter = &exercise.chapter;
        folder.join("exercises").join(chapter).is_dir() || folder.join(chapter).join("src").is_dir()
    };
    if exercises.iter().any(is_one) {
        bail!(
            "{} is one student's workbook: expected a folder with a folder, an archive or a repository for \
             each student. For your own answers there is `cargo workbook check --answers`",
            folder.display()
        );
    }
    let mut class = Class::default();
    let mut found: Vec<(String, String, PathBuf)> = Vec::new();
    for path in entries(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            class
                .left_out
                .push(format!("{:?} has a name that is no text", path.file_name()));
            continue;
        };
        if name.starts_with('.') || name == "__MACOSX" {
            continue;
        }
        let data = path
            .symlink_metadata()
            .with_context(|| format!("reading {}", path.display()))?;
        match stem(name, &path) {
            _ if data.is_symlink() => class.left_out.push(format!("{name} is a link")),
            Some(stem) if data.is_dir() || is_archive(name) => {
                found.push((name.to_owned(), stem, path));
            }
            _ => class
                .left_out
                .push(format!("{name} is no folder and no archive")),
        }
    }
    let people = match roster {
        Some(people) => people,
        None => {
            let keys: BTreeSet<&String> = found.iter().map(|(_, stem, _)| stem).collect();
            keys.into_iter()
                .map(|key| Person {
                    key: key.clone(),
                    ..Person::default()
                })
                .collect()
        }
    };
    let mut owner: BTreeMap<&str, (usize, &Row)> = BTreeMap::new();
    let plain = Row::default();
    for (number, person) in people.iter().enumerate() {
        for row in &person.rows {
            let name = match row.submission.as_str() {
                "" => person.key.as_str(),
                name => name,
            };
            if let Some((other, _)) = owner.insert(name, (number, row))
                && other != number
            {
                bail!(
                    "the roster gives the submission `{name}` to both {} and {}",
                    people[other].key,
                    person.key
                );
            }
        }
        owner.entry(&person.key).or_insert((number, &plain));
    }
    let mut handed: Vec<Vec<HandedIn>> = people.iter().map(|_| Vec::new()).collect();
    for (name, stem, path) in &found {
        let Some((number, row)) = owner
            .get(name.as_str())
            .or_else(|| owner.get(stem.as_str()))
        else {
            class
                .left_out
                .push(format!("{name} belongs to no student of the roster"));
            continue;
        };
        for (path, from) in submissions(path, name, exercises)? {
            let known = match (row.collected_at.as_str(), collected_at) {
                ("", Some(all)) => all.to_owned(),
                ("", None) => written_at(&path)?,
                (own, _) => own.to_owned(),
            };
            let commit = match row.commit.as_str() {
                "" => commit_of(&from).unwrap_or_default().to_owned(),
                commit => commit.to_owned(),
            };
            handed[*number].push(HandedIn {
                path,
                from,
                commit,
                collected_at: known,
            });
        }
    }
    for (person, mut handed_in) in people.into_iter().zip(handed) {
        // Those of a known time come last, for the last one counts.
        handed_in.sort_by_cached_key(|one| (moment(&one.collected_at).ok(), one.from.clone()));
        class.students.push(Student { person, handed_in });
    }
    if class.students.is_empty() {
        bail!(
            "{} holds no submission: expected a folder, an archive ({}) or a repository for each student",
            folder.display(),
            ARCHIVES.join(", ")
        );
    }
    Ok(class)
}

fn is_archive(name: &str) -> bool {
    let name = name.to_lowercase();
    ARCHIVES.iter().any(|ending| name.ends_with(ending))
}

/// The name without the ending of an archive, or the commit of a repository.
fn stem(name: &str, path: &Path) -> Option<String> {
    let lower = name.to_lowercase();
    let ending = ARCHIVES.iter().find(|ending| lower.ends_with(*ending));
    let stem = match ending {
        Some(ending) if path.is_file() => &name[..name.len() - ending.len()],
        _ => match commit_of(name) {
            Some(_) if repository::is_one(path) => name.rsplit_once('@')?.0,
            // `alice.git`, as bare ones are named.
            _ if repository::is_one(path) => name.strip_suffix(".git").unwrap_or(name),
            _ => name,
        },
    };
    (!stem.is_empty()).then(|| stem.to_owned())
}

/// The commit in `alice@0123abc`.
fn commit_of(name: &str) -> Option<&str> {
    let (_, commit) = name.rsplit_once('@')?;
    let hex = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    (hex && (7..=64).contains(&commit.len())).then_some(commit)
}

/// When an archive was written here. Of a folder that is not known: its files may have the times that their author
/// gave them.
fn written_at(path: &Path) -> anyhow::Result<String> {
    let data = path
        .metadata()
        .with_context(|| format!("reading {}", path.display()))?;
    if data.is_dir() {
        return Ok(String::new());
    }
    let seconds = data
        .modified()?
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Ok(Timestamp::from_second(i64::try_from(seconds)?)?.to_string())
}

/// The submissions in an entry of SUBMISSIONS: mostly the entry itself.
fn submissions(
    path: &Path,
    name: &str,
    exercises: &[Exercise],
) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let itself = vec![(path.to_owned(), name.to_owned())];
    if !path.is_dir() || repository::is_one(path) {
        return Ok(itself);
    }
    let inside: Vec<PathBuf> = entries(path)?
        .into_iter()
        .filter(|one| {
            let name = one.file_name().unwrap_or_default().to_string_lossy();
            let data = one.symlink_metadata();
            data.is_ok_and(|data| data.is_dir() || (data.is_file() && is_archive(&name)))
        })
        .collect();
    let mut several: Vec<PathBuf> = inside
        .iter()
        .filter(|one| one.is_dir() && repository::is_one(one))
        .cloned()
        .collect();
    let holds = |folder: &Path| {
        exercises
            .iter()
            .any(|exercise| handed_in::find(folder, exercise, exercises).is_some())
    };
    if several.is_empty() && !holds(path) {
        several = inside
            .into_iter()
            .filter(|one| one.is_file() || holds(one))
            .collect();
    }
    if several.is_empty() {
        return Ok(itself);
    }
    Ok(several
        .into_iter()
        .map(|one| {
            let last = one.file_name().unwrap_or_default().to_string_lossy();
            let from = format!("{name}/{last}");
            (one, from)
        })
        .collect())
}

/// What a submission holds.
#[derive(Debug, Default)]
pub struct Read {
    /// The commit, of a repository; else empty.
    pub commit: String,
    /// For each exercise its answer's file, as the student knows it, and what is in it.
    pub answers: Vec<Option<(String, Vec<u8>)>>,
    /// What is odd about it, in sentences.
    pub flags: Vec<String>,
}

/// Reads the answers to `exercises` out of a submission. One that is broken holds none, and says why.
///
/// # Errors
/// If this machine cannot read or write.
pub fn read(handed_in: &HandedIn, exercises: &[Exercise], stop: &Stop) -> anyhow::Result<Read> {
    let path = &handed_in.path;
    let wanted = |name: &str| {
        name.strip_suffix(".rs")
            .is_some_and(|stem| exercises.iter().any(|exercise| exercise.slug == stem))
    };
    let mut read = Read::default();
    let (folder, _kept): (PathBuf, Option<TempDir>) = if path.is_dir() && !repository::is_one(path)
    {
        (path.clone(), None)
    } else {
        let into = tempfile::tempdir().context("making a folder for a submission")?;
        let unpacked = if path.is_dir() {
            let mut kept = Kept::new(into.path(), &wanted);
            repository::take(path, &handed_in.commit, &mut kept, &wanted, stop).map(|commit| {
                read.commit = commit;
                kept.odd
            })
        } else {
            unpack::archive(path, into.path(), &wanted)
        };
        match unpacked {
            Ok(odd) => read.flags = odd,
            Err(Trouble::Theirs(what)) => {
                read.flags = vec![format!("{} could not be read: {what}", handed_in.from)];
                read.answers = exercises.iter().map(|_| None).collect();
                return Ok(read);
            }
            Err(Trouble::Ours(error)) => {
                return Err(error).with_context(|| format!("reading {}", path.display()));
            }
        }
        (into.path().to_owned(), Some(into))
    };
    for exercise in exercises {
        let answer = match handed_in::find(&folder, exercise, exercises) {
            None => None,
            Some(file) => plain(&folder, &file, &mut read.flags)
                .with_context(|| format!("reading {}", file.display()))?,
        };
        read.answers.push(answer);
    }
    if read.answers.iter().all(Option::is_none) {
        read.flags.extend(links(&folder));
    }
    for (exercise, answer) in exercises.iter().zip(&read.answers) {
        if answer.is_none() {
            read.flags.extend(elsewhere(&folder, exercise));
        }
    }
    Ok(read)
}

/// A link in the folders of a submission without answers, which may be why there are none.
fn links(folder: &Path) -> Option<String> {
    let link = WalkDir::new(folder)
        .max_depth(5)
        .sort_by_file_name()
        .into_iter()
        .filter_map(Result::ok)
        .find(walkdir::DirEntry::path_is_symlink)?;
    let name = link.path().strip_prefix(folder).unwrap_or(link.path());
    Some(format!(
        "`{}` is a link: links are not followed",
        name.to_string_lossy().escape_debug()
    ))
}

/// A file in a submission without an answer to `exercise` that is named like one, and is not where one is expected.
fn elsewhere(folder: &Path, exercise: &Exercise) -> Option<String> {
    let file = format!("{}.rs", exercise.slug);
    let skipped = |name: &std::ffi::OsStr| name == "target" || name == ".git";
    // A workbook's checks have the names of its answers.
    let is_check = |path: &Path| {
        path.parent()
            .is_some_and(|folder| folder.ends_with("tests/checks"))
    };
    let found = WalkDir::new(folder)
        .max_depth(8)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !skipped(entry.file_name()))
        .filter_map(Result::ok)
        .find(|entry| {
            entry.file_type().is_file()
                && entry.file_name().to_string_lossy() == *file
                && !is_check(entry.path())
        })?;
    let name = found.path().strip_prefix(folder).unwrap_or(found.path());
    Some(format!(
        "`{}` was not graded: the answer to {} is expected in `{}`, in `src` or beside the other answers",
        name.to_string_lossy().replace('\\', "/").escape_debug(),
        exercise.id,
        exercise.file(),
    ))
}

/// The name and the contents of an answer, if no link leads to it.
fn plain(
    folder: &Path,
    file: &Path,
    flags: &mut Vec<String>,
) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let below = file.strip_prefix(folder).unwrap_or(file);
    let shown = below.to_string_lossy().replace('\\', "/");
    let mut at = folder.to_owned();
    for part in below.components() {
        at.push(part);
        if at.symlink_metadata()?.is_symlink() {
            flags.push(format!(
                "`{}` is a link: links are not followed",
                shown.escape_debug()
            ));
            return Ok(None);
        }
    }
    // Not a pipe, which would be waited for.
    if !fs::symlink_metadata(file)?.is_file() {
        flags.push(format!(
            "`{}` is no plain file: left out",
            shown.escape_debug()
        ));
        return Ok(None);
    }
    let mut bytes = Vec::new();
    File::open(file)?.take(MOST_KEPT).read_to_end(&mut bytes)?;
    Ok(Some((shown, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_commit_is_told_from_an_address() {
        assert_eq!(commit_of("alice@0123abc"), Some("0123abc"));
        assert_eq!(commit_of("alice@example.org"), None);
        assert_eq!(commit_of("alice@cafe"), None);
    }
}
