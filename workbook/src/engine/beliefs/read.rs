//! An exercise's catalogue and right answers, from the disk.

use std::fs;
use std::path::Path;

use super::super::catalog::{Exercise, entries};
use super::super::error::{Error, Result};
use super::{Beliefs, COMPILER, Entry, file, parse};

/// The catalogue of `exercise`, with a fault for each name in it that does not exist.
///
/// # Errors
/// If it cannot be read.
pub fn read(root: &Path, exercise: &Exercise) -> Result<Beliefs> {
    let name = file(exercise);
    let path = root.join(&name);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(Beliefs {
                faults: vec!["the catalogue of wrong answers is not there".to_owned()],
                ..Beliefs::default()
            });
        }
        text => text.map_err(|error| Error::io("reading", &path, error))?,
    };
    let mut beliefs = parse::parse(&text);
    let right = right_answers(root, exercise)?;
    for entry in &mut beliefs.entries {
        names(root, exercise, &right, entry);
    }
    Ok(beliefs)
}

/// The names of the right answers beside the reference, in order.
///
/// # Errors
/// If their folder cannot be read.
pub fn right_answers(root: &Path, exercise: &Exercise) -> Result<Vec<String>> {
    let folder = root.join(format!(
        "solutions/{}/right/{}",
        exercise.chapter, exercise.slug
    ));
    Ok(entries(&folder)?
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|file| Some(file.file_stem()?.to_string_lossy().into_owned()))
        .collect())
}

/// Faults in what an entry names: a check, a right answer, a page and a heading there.
fn names(root: &Path, exercise: &Exercise, right: &[String], entry: &mut Entry) {
    let by = &entry.rejected_by;
    let checks = &exercise.checks;
    // Without any check, that is the fault to tell.
    let unknown = !checks.is_empty() && checks.iter().all(|check| check.name != *by);
    if unknown && !by.is_empty() && by != COMPILER {
        let names: Vec<&str> = checks.iter().map(|check| check.name.as_str()).collect();
        entry.faults.push(format!(
            "must be rejected by `{by}`, which is no check of {}: those are {}",
            exercise.checks_file(),
            names.join(", ")
        ));
    }
    if let Some(against) = &entry.against
        && !right.contains(against)
    {
        entry.faults.push(format!(
            "its diff is against `{against}`, which is no right answer: those are {}",
            right.join(", ")
        ));
    }
    if let Some(link) = &entry.page {
        match fs::read_to_string(root.join(&link.file)) {
            Err(_) => entry
                .faults
                .push(format!("links to {}, which is not there", link.file)),
            Ok(page) if !link.anchor.is_empty() => {
                let ids = heading_ids(&page);
                if !ids.contains(&link.anchor) {
                    entry.faults.push(format!(
                        "links to the heading #{} of {}, which is not there: those are {}",
                        link.anchor,
                        link.file,
                        ids.join(", ")
                    ));
                }
            }
            Ok(_) => {}
        }
    }
}

/// The ids that mdBook gives to a page's headings, and those that the page keeps from earlier
/// headings: a paragraph that begins with `<a id="…"></a>`.
fn heading_ids(page: &str) -> Vec<String> {
    let mut fenced = false;
    let mut ids: Vec<String> = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        let kept = line
            .strip_prefix("<a id=\"")
            .and_then(|rest| rest.split_once('"'));
        if let (false, Some((id, _))) = (fenced, kept) {
            ids.push(id.to_owned());
            continue;
        }
        let title = line.trim_start_matches('#');
        if fenced || title.len() == line.len() || !title.starts_with(' ') {
            continue;
        }
        // `## A new title {#its-old-id}` keeps the links to the old one.
        let given = title
            .trim_end()
            .strip_suffix('}')
            .and_then(|title| title.rsplit_once(" {#"));
        if let Some((_, id)) = given {
            ids.push(id.to_owned());
            continue;
        }
        let id: String = title
            .trim()
            .chars()
            .filter_map(|c| match c {
                c if c.is_alphanumeric() || c == '-' || c == '_' => Some(c.to_ascii_lowercase()),
                c if c.is_whitespace() => Some('-'),
                _ => None,
            })
            .collect();
        let twins = ids.iter().filter(|other| **other == id).count();
        ids.push(if twins == 0 {
            id
        } else {
            format!("{id}-{twins}")
        });
    }
    ids
}

#[cfg(test)]
mod tests {
    use super::heading_ids;

    #[test]
    fn headings_have_the_ids_that_mdbook_gives_them() {
        let page = "# A `Waker`, and why?\n\n```sh\n# no heading\n```\n## Twice\n## Twice\n#none\n## New {#old-id}\n";
        assert_eq!(
            heading_ids(page),
            ["a-waker-and-why", "twice", "twice-1", "old-id"]
        );
    }

    #[test]
    fn a_page_can_keep_the_id_of_an_earlier_heading() {
        let page = "# New\n\n<a id=\"old\"></a>Text.\n```html\n<a id=\"code\"></a>\n```\n";
        assert_eq!(heading_ids(page), ["new", "old"]);
    }
}
