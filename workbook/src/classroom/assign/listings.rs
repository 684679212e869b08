//! The programs that the pages show, with what they printed and recorded.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;

use regex::Regex;

use super::{Repository, sources};
use crate::engine::catalog::entries;

const FOLDER: &str = "chapters/listings";

/// What a page includes: a path, perhaps with an anchor.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\{\{\s*#(?:include|rustdoc_include|playground)\s+([^}\s:]+)[^}]*\}\}")
        .expect("the pattern is fixed")
});
/// How a page names a listing otherwise: in a picture, in a prediction, in a command.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r#"(?m)\{\{#(?:picture|stepper)\s+\S+\s+([\w-]+)|^listing\s*=\s*"([\w-]+)"|--example ([\w-]+)|listings/python/(\w+)\.py"#,
    )
    .expect("the pattern is fixed")
});

/// Adds the listings of the pages in `made`.
///
/// # Errors
/// If a page includes what is not there, or a file cannot be read.
pub fn add(made: &mut Repository, root: &Path) -> anyhow::Result<()> {
    let pages = made.names().filter(|name| name.ends_with(".md"));
    let pages: Vec<String> = pages.map(str::to_owned).collect();
    let mut names = BTreeSet::new();
    for page in &pages {
        let text = made.text(page).unwrap_or_default().to_owned();
        let folder = Path::new(page).parent().unwrap_or(Path::new(""));
        for found in INCLUDE.captures_iter(&text) {
            let file = sources::plain(&folder.join(&found[1]));
            // By its name with all that is beside it, if it is a listing.
            match file
                .strip_prefix(FOLDER)
                .and_then(|_| Path::new(&file).file_stem())
            {
                Some(stem) if in_a_folder_of_programs(&file) => {
                    names.insert(stem.to_string_lossy().into_owned());
                }
                _ => {}
            }
            made.copy(root, &file)?;
        }
        for found in NAMED.captures_iter(&text) {
            names.extend(
                found
                    .iter()
                    .skip(1)
                    .flatten()
                    .map(|name| name.as_str().to_owned()),
            );
        }
    }
    for folder in PROGRAMS {
        let folder = format!("{FOLDER}/{folder}");
        for entry in entries(&root.join(&folder))? {
            let name = entry.file_name().unwrap_or_default().to_string_lossy();
            let stem = name.split('.').next().unwrap_or_default();
            if entry.is_file() && names.contains(stem) {
                made.copy(root, &format!("{folder}/{name}"))?;
            }
        }
    }
    let services = format!("{FOLDER}/services");
    if made.names().any(|name| name.starts_with(&services)) {
        made.copy(root, &format!("{services}/Cargo.toml"))?;
        made.copy(root, &format!("{services}/with-postgres.sh"))?;
        made.copy_folder(root, &format!("{services}/src"), &["rs"])?;
    }
    // What these programs bring along: modules, some of them of a chapter that may not be there.
    let programs: Vec<String> = made
        .names()
        .filter(|name| name.starts_with(FOLDER) && name.ends_with(".rs"))
        .map(str::to_owned)
        .collect();
    let answers = BTreeSet::new();
    for program in &programs {
        sources::follow(made, root, program, &answers)?;
    }
    let uses_module = made.names().any(|name| {
        name.ends_with(".py")
            && made
                .text(name)
                .is_some_and(|text| text.contains("from listings import"))
    });
    if uses_module {
        made.copy_folder(root, &format!("{FOLDER}/python/listings"), &["py"])?;
    }
    Ok(())
}

/// The folders of programs, below that of the listings.
const PROGRAMS: [&str; 4] = ["examples", "rejected", "python", "services/examples"];

fn in_a_folder_of_programs(file: &str) -> bool {
    let within = |folder: &str| file.starts_with(&format!("{FOLDER}/{folder}/"));
    PROGRAMS.iter().any(|folder| within(folder))
}
