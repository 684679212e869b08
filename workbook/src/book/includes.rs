//! Checks each page's `{{#include …}}` before mdBook expands it.
//!
//! mdBook leaves a failed include in the page as text, and turns one whose anchor is gone into an
//! empty block. Here both are faults, with the page and the line.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

/// As mdBook finds them; a leading backslash makes it plain text.
static INCLUDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\\?)\{\{\s*#(?:include|rustdoc_include|playground)\s+([^}\s]+)[^}]*\}\}")
        .expect("the pattern is fixed")
});
static ANCHOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"ANCHOR:\s*([\w-]+)").expect("the pattern is fixed"));

/// One sentence for each include of `text` that leads nowhere. `page` is the file that `text` was
/// read from, and `shown` what to call it.
pub fn faults(text: &str, page: &Path, shown: &Path) -> Vec<String> {
    let folder = page.parent().unwrap_or(Path::new(""));
    INCLUDE
        .captures_iter(text)
        .filter(|found| found[1].is_empty())
        .filter_map(|found| {
            let line = 1 + text[..found.get(0)?.start()].matches('\n').count();
            let fault = look(folder, &found[2])?;
            Some(format!("{}:{line} {fault}", shown.display()))
        })
        .collect()
}

/// What is wrong with including `target`, as seen from `folder`; `None` if nothing is.
fn look(folder: &Path, target: &str) -> Option<String> {
    let (file, part) = target.split_once(':').unwrap_or((target, ""));
    let path: PathBuf = folder.join(file);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Some(format!(
                "includes {file}, which does not exist: fix the path (it starts from the page's own \
                 folder), or write the file."
            ));
        }
        Err(error) => return Some(format!("includes {file}, which cannot be read: {error}.")),
    };
    let anchor = part.split(':').next().unwrap_or("");
    if anchor.is_empty() || anchor.parse::<usize>().is_ok() {
        return None;
    }
    let anchors: Vec<&str> = ANCHOR
        .captures_iter(&text)
        .map(|found| found.extract::<1>().1[0])
        .collect();
    if anchors.contains(&anchor) {
        return None;
    }
    let there = match anchors.as_slice() {
        [] => "no anchors".to_owned(),
        some => format!("only {}", some.join(", ")),
    };
    Some(format!(
        "includes the anchor {anchor} of {file}, which has {there}: fix the name, or put \
         `// ANCHOR: {anchor}` and `// ANCHOR_END: {anchor}` around the lines to show."
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_at(text: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("a.rs"),
            "// ANCHOR: body\n// ANCHOR_END: body\n",
        )
        .unwrap();
        faults(text, &folder.path().join("page.md"), Path::new("page.md"))
    }

    #[test]
    fn includes_that_lead_somewhere_are_no_faults() {
        assert!(
            look_at("{{#include a.rs}} {{ #include a.rs:body }} {{#include a.rs:1:2}}").is_empty()
        );
    }

    #[test]
    fn an_escaped_include_is_text() {
        assert!(look_at(r"\{{#include none.rs}}").is_empty());
    }

    #[test]
    fn a_missing_file_is_named_with_page_and_line() {
        let found = look_at("one\n{{#include none.rs}}");
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("page.md:2 includes none.rs, which does not exist"),
            "{found:?}"
        );
    }

    #[test]
    fn a_missing_anchor_is_named_beside_those_that_exist() {
        let found = look_at("{{#rustdoc_include a.rs:boddy}}");
        assert!(
            found[0].contains("anchor boddy of a.rs, which has only body"),
            "{found:?}"
        );
    }
}
