//! A reader's progress as one file, to take to another machine: `progress --save` and `--load`.
//!
//! ```json
//! {
//!   "file": "progress in the Async Rust Workbook",
//!   "version": 1,
//!   "exercises": {
//!     "ch03/delay": {
//!       "hints": 2,
//!       "judged": { "digest": "5f0c…", "compiled": true, "passed": 4, "checks": 9, "earned": 9 },
//!       "answer": "//! # A delay\n…"
//!     }
//!   }
//! }
//! ```
//!
//! It names exercises and no paths: where an answer goes is what this copy says of its own exercises. A verdict
//! comes along with the digest of the answer and the checks that it is of, and counts only if these are here.

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::engine::catalog::{Catalog, Exercise};
use crate::engine::stubs::Stubs;
use crate::kept::{self, Replaced};
use crate::state::{self, Judged};

/// What the file says of itself, so that another program's is known for one.
const MARK: &str = "progress in the Async Rust Workbook";
/// The form that this version writes. It goes up if an older version could no longer read the file.
const VERSION: u64 = 1;
/// In bytes: far above the answers of a whole book.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A reader's progress.
#[derive(Debug, Serialize, Deserialize)]
pub struct Portable {
    file: String,
    version: u64,
    /// By the exercise's id, `ch03/delay`.
    pub exercises: BTreeMap<String, Carried>,
}

/// What is carried of one exercise.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Carried {
    /// How many of its hints were given.
    #[serde(default)]
    pub hints: usize,
    /// How its answer was last judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judged: Option<Judged>,
    /// The answer's text, if it is not the stub.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// What to do about an answer that differs from the one that is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differing {
    /// Nothing at all is loaded.
    Refuse,
    /// The file's answer takes the place of the one here, which is kept beside it.
    Replace,
    /// The one here stays, and the file's is left in the file.
    Leave,
}

/// What [`load`] did.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Exercises whose answer was written where there was none.
    pub written: Vec<String>,
    /// Exercises whose answer was the same.
    pub same: Vec<String>,
    /// Exercises whose answer was replaced, and the file that keeps the one before.
    pub replaced: Vec<(String, String)>,
    /// Exercises whose answer here stays, though the file has another.
    pub left: Vec<String>,
    /// Verdicts of the file that count from now on.
    pub verdicts: usize,
    /// Verdicts of the file on another answer or other checks than are here.
    pub stale: usize,
    /// Hints that were not counted here before.
    pub hints: usize,
    /// Exercises that this copy of the workbook does not have.
    pub unknown: Vec<String>,
}

/// Collects the progress of the workbook of `catalog`. Also returns the answers that are no text, and so are left out.
///
/// # Errors
/// If the state, the stubs or an answer cannot be read.
pub fn collect(catalog: &Catalog) -> anyhow::Result<(Portable, Vec<String>)> {
    let root = &catalog.root;
    let state = state::read(root)?;
    let mut exercises = BTreeMap::new();
    let mut no_text = Vec::new();
    for chapter in &catalog.chapters {
        let stubs = Stubs::read(root, &chapter.name)?;
        for exercise in &chapter.exercises {
            let record = state.of(&exercise.id);
            let answer = match answer(root, exercise)? {
                Some(answer) if stubs.is_stub(exercise, &answer) => None,
                Some(answer) => match String::from_utf8(answer) {
                    Ok(text) => Some(text.replace("\r\n", "\n")),
                    Err(_) => {
                        no_text.push(exercise.file());
                        None
                    }
                },
                None => None,
            };
            let carried = Carried {
                hints: record.hints,
                // Of a stub, or of what is not carried, a verdict would be no use.
                judged: record.judged.filter(|_| answer.is_some()),
                answer,
            };
            if carried != Carried::default() {
                exercises.insert(exercise.id.clone(), carried);
            }
        }
    }
    let portable = Portable {
        file: MARK.to_owned(),
        version: VERSION,
        exercises,
    };
    Ok((portable, no_text))
}

/// Writes `portable` into `file`, whole or not at all. A file there is replaced only if it holds progress too.
///
/// # Errors
/// If it holds something else, or cannot be written.
pub fn save(portable: &Portable, file: &Path) -> anyhow::Result<()> {
    match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).with_context(|| format!("looking at {}", file.display())),
        Ok(_) if read(file).is_ok() => {}
        Ok(_) => bail!(
            "{} is there already, and --save replaces only a file that it has written itself: name another file.",
            file.display()
        ),
    }
    let mut bytes = serde_json::to_vec_pretty(portable)?;
    bytes.push(b'\n');
    kept::write(file, &bytes).with_context(|| format!("writing {}", file.display()))
}

/// Reads the progress in `file`.
///
/// # Errors
/// If it cannot be read, is damaged, of another program or of a later version, or names what is no exercise.
pub fn read(file: &Path) -> anyhow::Result<Portable> {
    let shown = file.display();
    let open = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let opened = fs::File::open(file)?;
        opened.take(LARGEST + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = open().with_context(|| format!("reading {shown}"))?;
    if bytes.len() as u64 > LARGEST {
        bail!("{shown} is larger than {LARGEST} bytes: that is no file of `progress --save`");
    }
    let value: Value = match serde_json::from_slice(&bytes) {
        Ok(value) => value,
        Err(error) => bail!(
            "{shown} is damaged, or was not written by `progress --save`: it is not JSON ({error}). Save it anew \
             where the progress is."
        ),
    };
    if value["file"] != MARK {
        bail!(
            "{shown} was not written by `progress --save`: its member `file` would say {MARK:?}. Name the file \
             that it wrote."
        );
    }
    match value["version"].as_u64() {
        Some(VERSION) => {}
        Some(later) if later > VERSION => bail!(
            "{shown} has version {later}, and this copy of the workbook reads version {VERSION}: update this \
             copy, or save with an older one."
        ),
        _ => bail!(
            "{shown} is damaged: it has no version that there ever was. Save it anew where the progress is."
        ),
    }
    let portable: Portable = serde_json::from_value(value).map_err(|error| {
        anyhow::anyhow!("{shown} is damaged: {error}. Save it anew where the progress is.")
    })?;
    if let Some(id) = portable.exercises.keys().find(|id| !is_id(id)) {
        bail!(
            "{shown} is damaged, or was changed: it names {id:?}, and expected is an exercise such as \
             \"ch01/overlap\". Save it anew where the progress is."
        );
    }
    Ok(portable)
}

/// Takes `portable` into the workbook of `catalog`: first all answers, then hints and verdicts.
///
/// # Errors
/// If an answer differs from the one here and `differing` refuses that, or something cannot be read: nothing is
/// changed then. If something cannot be written: what was written before that stays, and loading anew goes on.
pub fn load(
    catalog: &Catalog,
    portable: &Portable,
    differing: Differing,
) -> anyhow::Result<Loaded> {
    let root = &catalog.root;
    // Read first: a state that cannot be, leaves the answers as they are.
    state::read(root)?;
    let mut loaded = Loaded::default();
    let mut known: Vec<(&Exercise, &Carried)> = Vec::new();
    for (id, carried) in &portable.exercises {
        match catalog.exercises().find(|exercise| exercise.id == *id) {
            Some(exercise) => known.push((exercise, carried)),
            None => loaded.unknown.push(id.clone()),
        }
    }
    let mut plan = Vec::new();
    for (exercise, carried) in &known {
        let Some(text) = &carried.answer else {
            continue;
        };
        let stubs = Stubs::read(root, &exercise.chapter)?;
        let differs = answer(root, exercise)?.is_some_and(|answer| {
            !kept::is_same(&answer, text) && !stubs.is_stub(exercise, &answer)
        });
        match differs && differing != Differing::Replace {
            true => loaded.left.push(exercise.id.clone()),
            false => plan.push((*exercise, text, stubs)),
        }
    }
    if differing == Differing::Refuse && !loaded.left.is_empty() {
        bail!("{}", differ(&loaded.left));
    }
    for (exercise, text, stubs) in plan {
        let id = exercise.id.clone();
        match kept::replace(root, exercise, &stubs, text)? {
            Replaced::Nothing => loaded.same.push(id),
            Replaced::NoFile | Replaced::Stub => loaded.written.push(id),
            Replaced::Kept(name) => loaded.replaced.push((id, name)),
        }
    }
    state::update(root, |state| {
        for (exercise, carried) in &known {
            let here = state::digest(root, exercise);
            let record = state.record(&exercise.id);
            let hints = carried.hints.min(exercise.hints.len());
            loaded.hints += hints.saturating_sub(record.hints);
            record.hints = record.hints.max(hints);
            let Some(judged) = &carried.judged else {
                continue;
            };
            let fits = |judged: &Judged| here.as_ref() == Some(&judged.digest);
            if !fits(judged) || !is_possible(exercise, judged) {
                loaded.stale += 1;
            } else if !record.judged.as_ref().is_some_and(fits) {
                record.judged = Some(judged.clone());
                loaded.verdicts += 1;
            }
        }
    })?;
    Ok(loaded)
}

/// Whether a judging of `exercise` can have come to that.
fn is_possible(exercise: &Exercise, judged: &Judged) -> bool {
    judged.checks > 0
        && judged.passed <= judged.checks
        && judged.earned <= exercise.points
        && (judged.passed < judged.checks || judged.earned == exercise.points)
}

/// Whether `id` is formed as an exercise's.
fn is_id(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    id.split_once('/').is_some_and(|(chapter, slug)| {
        [chapter, slug]
            .iter()
            .all(|part| !part.is_empty() && part.chars().all(plain))
    })
}

fn answer(root: &Path, exercise: &Exercise) -> anyhow::Result<Option<Vec<u8>>> {
    let name = exercise.file();
    match fs::read(root.join(&name)) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => Ok(Some(read.with_context(|| format!("reading {name}"))?)),
    }
}

fn differ(ids: &[String]) -> String {
    format!(
        "nothing was loaded, because the answers here differ from those in the file, and neither says which is \
         newer: {}. To take those in the file: --replace, which keeps the ones here beside them. To keep the ones \
         here: --leave.",
        ids.join(", ")
    )
}
