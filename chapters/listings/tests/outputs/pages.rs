//! The pages and the listings, held together: each listing is shown, with the command that runs
//! it, and whatever a page includes exists.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::listing::{Kind, Listing, from_root, listings, package};

pub fn faults() -> Vec<String> {
    let chapters = package().parent().expect("the listings are in chapters");
    let mut faults = Vec::new();
    let mut included = BTreeSet::new();
    let measured = measured();
    let mut prose = String::new();
    for page in pages(chapters) {
        let text = fs::read_to_string(&page).unwrap_or_default();
        let mut own = BTreeSet::new();
        for include in includes(&text) {
            match target(&page, include) {
                Ok(path) => _ = own.insert(path),
                Err(why) => faults.push(format!("{}: {why}", from_root(&page))),
            }
        }
        let without = without_machine(&own, &measured);
        faults.extend(without.map(|fault| format!("{}: {fault}", from_root(&page))));
        included.append(&mut own);
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
        if listing.machine().exists() && !listing.measures() {
            let (machine, name) = (from_root(&listing.machine()), &listing.name);
            faults.push(format!("{machine}: {name} does not say that it measures"));
        }
        // The machine's sentence has the command in it.
        if listing.measures() {
            continue;
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

/// The outputs with measured figures, each with the sentence on its machine.
fn measured() -> Vec<(String, String)> {
    let measuring = Kind::ALL.into_iter().flat_map(listings);
    let mut measured: Vec<_> = measuring
        .filter(Listing::measures)
        .map(|listing| (from_root(&listing.out()), from_root(&listing.machine())))
        .collect();
    // What `cargo bench -p machine-solution` and `-p downloader-solution` write.
    for table in ["machine", "downloader"] {
        let table = package().join(format!("measured/{table}.md"));
        let machine = table.with_extension("machine");
        measured.push((from_root(&table), from_root(&machine)));
    }
    measured
}

/// A fault for each measured output on a page that does not say on which machine it was measured.
fn without_machine<'a>(
    included: &'a BTreeSet<String>,
    measured: &'a [(String, String)],
) -> impl Iterator<Item = String> + 'a {
    let lacking = measured
        .iter()
        .filter(|(out, machine)| included.contains(out) && !included.contains(machine));
    lacking.map(|(out, machine)| format!("includes {out}, but not {machine} below it"))
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

/// The arguments of a page's `{{#include …}}`, except for those shown with a backslash before them.
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
            // mdBook shows what is between the first two, and leaves out the rest.
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

#[test]
fn a_page_with_measured_figures_names_their_machine() {
    let measured = [("a.out".to_owned(), "a.machine".to_owned())];
    let faults = |included: &[&str]| {
        let included = included.iter().map(|path| (*path).to_owned()).collect();
        without_machine(&included, &measured).collect::<Vec<_>>()
    };
    assert_eq!(faults(&["b.out", "a.rs"]), [""; 0]);
    assert_eq!(faults(&["a.out", "a.machine"]), [""; 0]);
    assert_eq!(
        faults(&["a.out", "b.machine"]),
        ["includes a.out, but not a.machine below it"]
    );
}
