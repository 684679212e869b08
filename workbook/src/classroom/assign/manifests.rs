//! The manifests: cut down to what a repository holds, with their comments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context as _;

use super::Repository;

/// A part of a TOML file: its header, with the comments above it, down to the next one.
pub struct Table<'a> {
    /// `workspace.package` or, of an array of tables, `[exercise]`. Empty for what comes before the first header.
    pub name: &'a str,
    text: &'a str,
}

impl Table<'_> {
    /// The text of a key of its own.
    pub fn value(&self, key: &str) -> Option<String> {
        let table: toml::Table = toml::from_str(self.body()).ok()?;
        table.get(key)?.as_str().map(str::to_owned)
    }

    /// What follows the header.
    fn body(&self) -> &str {
        let header = self.text.lines().position(|line| line.starts_with('['));
        let lines = header.map_or(0, |at| at + 1);
        let mut rest = self.text;
        for _ in 0..lines {
            rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
        }
        rest
    }
}

/// `text` without the tables that `keep` refuses.
pub fn keep_tables(text: &str, keep: impl Fn(&Table<'_>) -> bool) -> String {
    let kept: String = tables(text)
        .iter()
        .filter(|table| keep(table))
        .map(|table| table.text)
        .collect();
    kept.trim_end().to_owned() + "\n"
}

/// The tables of a file. A line that begins with `[` within an array or a text would be taken for a header: cargo's
/// own style indents the one, and the workbook's manifests have none of the other.
fn tables(text: &str) -> Vec<Table<'_>> {
    let mut starts = vec![(0, "")];
    let (mut at, mut comment) = (0, None);
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') {
            comment.get_or_insert(at);
        } else {
            if let Some(rest) = line.strip_prefix('[') {
                let end = line.trim_end().len() - 2;
                starts.push((comment.unwrap_or(at), &rest[..end]));
            }
            comment = None;
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start);
    let ends: Vec<usize> = ends.chain([text.len()]).collect();
    starts
        .iter()
        .zip(ends)
        .map(|((start, name), end)| Table {
            name,
            text: &text[*start..end],
        })
        .collect()
}

/// Cuts the manifests of all packages in `made` down to what is there, adds the packages that they need, and writes
/// the workspace's own.
///
/// # Errors
/// If a manifest cannot be read.
pub fn trim(
    made: &mut Repository,
    root: &Path,
    chapters: &BTreeMap<&str, bool>,
) -> anyhow::Result<()> {
    for folder in packages(made) {
        let name = format!("{folder}/Cargo.toml");
        let text = made.text(&name).unwrap_or_default();
        let of_chapter = chapters
            .keys()
            .any(|chapter| folder == format!("exercises/{chapter}"));
        let text = keep_tables(text, |table| {
            let default = match table.name {
                "[bench]" => "benches",
                "[example]" => "examples",
                "[test]" => "tests",
                // What only tests of the workbook itself use.
                "dev-dependencies" => return of_chapter || of_listings(&folder),
                _ => return true,
            };
            let own = table.value("name").unwrap_or_default();
            let path = table.value("path");
            let path = path.unwrap_or_else(|| format!("{default}/{own}.rs"));
            made.has(&format!("{folder}/{path}"))
        });
        let text = match &*folder {
            "chapters/listings" => used_alone(made, &text),
            _ if of_listings(&folder) => text,
            _ if of_chapter => text,
            _ => untested(&folder, text),
        };
        made.put(&name, &text);
    }
    // Only if something needs it.
    let poller = "exercises/poller";
    let needs = |name: &str| {
        made.text(&format!("{name}/Cargo.toml"))
            .is_some_and(|text| text.lines().any(|line| line.starts_with("poller")))
    };
    if packages(made).iter().any(|name| needs(name)) {
        made.copy(root, &format!("{poller}/Cargo.toml"))?;
        made.copy_folder(root, &format!("{poller}/src"), &["rs"])?;
        let name = format!("{poller}/Cargo.toml");
        let text = keep_tables(made.text(&name).unwrap_or_default(), |table| {
            table.name != "dev-dependencies"
        });
        made.put(&name, &untested(poller, text));
    }
    workspace(made, root, chapters)
}

/// Whether this is the folder of a package of programs that the book shows.
fn of_listings(folder: &str) -> bool {
    ["chapters/listings", "chapters/listings/services"].contains(&folder)
}

/// The folders of all packages in `made`, sorted.
pub fn packages(made: &Repository) -> Vec<String> {
    let names = made.names();
    names
        .filter_map(|name| name.strip_suffix("/Cargo.toml"))
        .map(str::to_owned)
        .collect()
}

/// A package whose tests are not handed out: `cargo test` builds nothing for it.
fn untested(folder: &str, text: String) -> String {
    if text.contains("\ntest = false") {
        return text;
    }
    let program = match folder {
        "workbook" => Some("workbook"),
        "workbook/launcher" => Some("workbook-launcher"),
        _ => None,
    };
    let target = match program {
        Some(name) => format!("[[bin]]\nname = \"{name}\"\npath = \"src/main.rs\"\ntest = false\n"),
        None => "[lib]\ntest = false\ndoctest = false\n".to_owned(),
    };
    format!("{text}\n{target}")
}

/// The listings' manifest without the packages that none of the listings handed out names.
fn used_alone(made: &Repository, text: &str) -> String {
    let mut sources = String::new();
    for name in made.names() {
        if name.starts_with("chapters/listings/") && name.ends_with(".rs") {
            sources.push_str(made.text(name).unwrap_or_default());
        }
    }
    let mut out = String::new();
    let mut dev = false;
    for line in text.lines() {
        if line.starts_with('[') {
            dev = line == "[dev-dependencies]";
        }
        let key = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let krate = key.replace('-', "_");
        if dev && line.contains('=') && !names_crate(&sources, &krate) {
            continue;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Whether `source` holds `krate` as a word.
fn names_crate(source: &str, krate: &str) -> bool {
    source.match_indices(krate).any(|(at, _)| {
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !word(source[..at].chars().next_back()) && !word(source[at + krate.len()..].chars().next())
    })
}

/// The workspace's manifest, with the members that are there.
fn workspace(
    made: &mut Repository,
    root: &Path,
    chapters: &BTreeMap<&str, bool>,
) -> anyhow::Result<()> {
    let name = "Cargo.toml";
    made.copy(root, name)?;
    let text = made.text(name).unwrap_or_default();
    let members = packages(made);
    let mut default = vec!["workbook".to_owned()];
    default.extend(
        chapters
            .keys()
            .map(|chapter| format!("exercises/{chapter}")),
    );
    let text = array(text, "members", &members, "");
    let about = "# What `cargo run` and `cargo test` mean without `-p`: the book, and the checks of all exercises.\n";
    let text = array(&text, "default-members", &default, about);
    // Packages with a profile of their own that nothing uses: cargo would warn of each.
    let used = super::lock::packages_in(made, root)
        .with_context(|| format!("reading {name} and Cargo.lock"))?;
    let text = keep_tables(&text, |table| {
        let package = table.name.strip_prefix("profile.dev.package.");
        package.is_none_or(|package| package.starts_with('"') || used.contains(package))
    });
    // What only other packages take from here.
    let text = needed_dependencies(made, &text);
    made.put(name, &text);
    Ok(())
}

/// `text` with other elements in the array `key`, which has a line for its opening and one for its end; `above` in
/// place of the comments above it.
fn array(text: &str, key: &str, elements: &[String], above: &str) -> String {
    let mut out = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line != format!("{key} = [") {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        while !above.is_empty()
            && out
                .lines()
                .next_back()
                .is_some_and(|last| last.starts_with('#'))
        {
            let kept = out.trim_end().rfind('\n').map_or(0, |at| at + 1);
            out.truncate(kept);
        }
        let listed: String = elements
            .iter()
            .map(|one| format!("    \"{one}\",\n"))
            .collect();
        out.push_str(&format!("{above}{line}\n{listed}]\n"));
        lines.by_ref().find(|line| line.starts_with(']'));
    }
    out
}

/// `text` without the workspace's dependencies that no package takes. A dependency goes with the comments above it.
fn needed_dependencies(made: &Repository, text: &str) -> String {
    let mut taken = BTreeSet::new();
    for folder in packages(made) {
        let manifest = made
            .text(&format!("{folder}/Cargo.toml"))
            .unwrap_or_default();
        taken.extend(super::lock::dependencies(manifest));
    }
    let parts: Vec<String> = tables(text)
        .iter()
        .map(|table| match table.name {
            "workspace.dependencies" => some_keys(table.text, |key| taken.contains(key)),
            _ => table.text.to_owned(),
        })
        .collect();
    parts.concat()
}

/// The lines of a table, without the keys that `keep` refuses and the comments right above them.
fn some_keys(text: &str, keep: impl Fn(&str) -> bool) -> String {
    let (mut out, mut above) = (String::new(), String::new());
    let mut within = true;
    for line in text.split_inclusive('\n') {
        if line.starts_with('#') || line.trim().is_empty() {
            above.push_str(line);
            continue;
        }
        if !line.starts_with([' ', ']', '}']) {
            let key = line.split([' ', '=', '.']).next().unwrap_or_default();
            within = line.starts_with('[') || keep(key);
        }
        if within {
            out.push_str(&above);
            out.push_str(line);
        }
        above.clear();
    }
    out + &above
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "\
# The whole.
[package]
name = \"a\"

# The first.
[[test]]
name = \"one\"

[[test]]
name = \"two\"
path = \"b/two.rs\"

# Ends.
[lints]
workspace = true
";

    #[test]
    fn a_table_goes_with_the_comments_above_it() {
        let kept = keep_tables(MANIFEST, |table| {
            table.value("name").is_none_or(|name| name != "one")
        });
        assert_eq!(
            kept,
            MANIFEST.replace("# The first.\n[[test]]\nname = \"one\"\n\n", "")
        );
        let kept = keep_tables(MANIFEST, |table| table.name != "[test]");
        assert!(!kept.contains("two") && kept.contains("# Ends."), "{kept}");
    }

    #[test]
    fn an_array_gets_other_elements_and_a_comment() {
        let text = "a = 1\n# Old.\n# Older.\nlist = [\n    \"x\",\n    # y\n]\nb = 2\n";
        assert_eq!(
            array(text, "list", &["z".to_owned()], "# New.\n"),
            "a = 1\n# New.\nlist = [\n    \"z\",\n]\nb = 2\n"
        );
    }

    #[test]
    fn keys_go_with_their_lines_and_comments() {
        let text = "[t]\n# A.\na = { b = [\n    \"c\",\n] }\n# D.\nd.workspace = true\n\n";
        assert_eq!(
            some_keys(text, |key| key == "d"),
            "[t]\n# D.\nd.workspace = true\n\n"
        );
    }
}
