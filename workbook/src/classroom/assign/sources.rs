//! Which files a crate's root brings along.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::bail;
use regex::Regex;

use super::Repository;

/// Attributes, then `mod name;`.
static MODULE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^[ \t]*((?:#\[[^\]]*\]\s*)*)(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*;")
        .expect("the pattern is fixed")
});
static PATH: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"#\[path\s*=\s*"([^"]+)"\]"#).expect("the pattern is fixed"));

/// Copies the files of all modules that `file` declares and that are not there yet, and theirs. Those of `answers`
/// are left alone: they are there as stubs, or are not handed out.
///
/// # Errors
/// If a module has no file.
pub fn follow(
    made: &mut Repository,
    root: &Path,
    file: &str,
    answers: &BTreeSet<String>,
) -> anyhow::Result<()> {
    let text = made.text(file).unwrap_or_default().to_owned();
    let path = Path::new(file);
    let folder = path.parent().unwrap_or(Path::new(""));
    for found in MODULE.captures_iter(&text) {
        let name = &found[2];
        let candidates = match PATH.captures(&found[1]) {
            Some(given) => vec![folder.join(&given[1])],
            None => {
                let own = folder.join(path.file_stem().unwrap_or_default());
                // Of a crate's root and of a file that `#[path]` names, modules are beside it; else below it.
                [folder, own.as_path()]
                    .iter()
                    .flat_map(|at| {
                        [
                            at.join(format!("{name}.rs")),
                            at.join(format!("{name}/mod.rs")),
                        ]
                    })
                    .collect()
            }
        };
        let candidates: Vec<String> = candidates.iter().map(|path| plain(path)).collect();
        if candidates.iter().any(|one| answers.contains(one)) {
            continue;
        }
        let is_own = |one: &&String| root.join(one).is_file() && **one != file;
        let Some(module) = candidates.iter().rev().find(is_own) else {
            bail!(
                "{file} declares the module {name}, and {} is not there",
                candidates[0]
            );
        };
        if !made.has(module) {
            made.copy(root, module)?;
            follow(made, root, module, answers)?;
        }
    }
    Ok(())
}

/// `path` with `/`, without `.` and `..`.
pub fn plain(path: &Path) -> String {
    let mut parts: Vec<String> = Vec::new();
    for part in PathBuf::from(path).components() {
        match part {
            std::path::Component::ParentDir if parts.pop().is_some() => {}
            // Out of the tree, which is refused.
            std::path::Component::ParentDir => parts.push("..".to_owned()),
            std::path::Component::Normal(part) => parts.push(part.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

/// `text` without blanks at the ends of lines, and never with two empty lines in a row.
pub fn without_gaps(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = false;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && empty) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    out
}
