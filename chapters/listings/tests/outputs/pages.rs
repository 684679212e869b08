//! The pages and the listings, held together: each listing is shown, with the command that runs
//! it, and whatever a page includes exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::listing::{Kind, from_root, listings, package};

pub fn faults() -> Vec<String> {
    let chapters = package().parent().expect("the listings are in chapters");
    let mut faults = Vec::new();
    let mut included = BTreeSet::new();
    let mut prose = String::new();
    for page in pages(chapters) {
        let text = fs::read_to_string(&page).unwrap_or_default();
        for include in includes(&text) {
            match target(&page, include) {
                Ok(path) => _ = included.insert(path),
                Err(why) => faults.push(format!("{}: {why}", from_root(&page))),
            }
        }
        prose += &text;
        prose.push('\n');
    }
    for example in listings(Kind::Example) {
        if example.recording().exists() && !draws(&prose, &example.name) {
            let kept = from_root(&example.recording());
            faults.push(format!(
                "{kept}: no page draws it or asks for a prediction of it"
            ));
        }
    }
    for listing in Kind::ALL.into_iter().flat_map(listings) {
        let kept = ["out", "rustc"].map(|extension| listing.source.with_extension(extension));
        for path in [listing.source.clone()].into_iter().chain(kept) {
            if path.exists() && !included.contains(&from_root(&path)) {
                faults.push(format!("{}: no page includes it", from_root(&path)));
            }
        }
        let command = listing.command();
        if !prose
            .lines()
            .any(|line| line.split('`').any(|part| part.trim() == command))
        {
            faults.push(format!(
                "{}: no page shows `{command}`",
                listing.source_from_root()
            ));
        }
    }
    faults
}

/// Whether a page has a picture of the listing, or a prediction that its run decides.
fn draws(prose: &str, name: &str) -> bool {
    prose.lines().any(|line| {
        let asked = line
            .strip_prefix("{{#picture ")
            .or_else(|| line.strip_prefix("{{#stepper "));
        let drawn = asked.and_then(|rest| rest.strip_suffix("}}"));
        drawn.is_some_and(|words| words.split_whitespace().nth(1) == Some(name))
            || line == format!("listing = \"{name}\"")
    })
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut pages = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            pages.extend(self::pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
    pages
}

/// What stands in a page's `{{#include …}}`, but for those shown with a backslash before them.
fn includes(text: &str) -> Vec<&str> {
    let opening = "{{#include ";
    let starts = text
        .match_indices(opening)
        .filter(|(at, _)| !text[..*at].ends_with('\\'));
    starts
        .filter_map(|(at, _)| text[at + opening.len()..].split("}}").next())
        .map(str::trim)
        .collect()
}

/// The file that an include names, from the root, if it and its anchor exist.
fn target(page: &Path, include: &str) -> Result<String, String> {
    let (file, part) = include
        .split_once(':')
        .map_or((include, None), |(f, p)| (f, Some(p)));
    let mut path = page.parent().expect("a page is in a folder").to_owned();
    for step in file.split('/') {
        match step {
            ".." => _ = path.pop(),
            step => path.push(step),
        }
    }
    let text =
        fs::read_to_string(&path).map_err(|_| format!("includes {file}, which is missing"))?;
    if let Some(anchor) = part.filter(|part| part.starts_with(|c: char| c.is_ascii_alphabetic())) {
        for mark in [format!("ANCHOR: {anchor}"), format!("ANCHOR_END: {anchor}")] {
            // mdBook shows what stands between the first two, and leaves out the rest.
            let lines = text.lines().filter(|line| line.ends_with(&mark)).count();
            if lines != 1 {
                return Err(format!(
                    "includes {include}, but {file} has {lines} lines `{mark}`"
                ));
            }
        }
    }
    Ok(from_root(&path))
}
