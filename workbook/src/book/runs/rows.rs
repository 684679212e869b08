//! How far the reader is, as the page gets it.

use std::path::Path;

use anyhow::bail;
use serde_json::{Value, json};

use crate::engine::catalog::{Catalog, Exercise};
use crate::{standing, state};

/// Every chapter with its title and the rows of its exercises. A row is that of `list --json`, and the hints given.
///
/// # Errors
/// If the workbook's metadata or the remembered state cannot be read, or if there is no exercise.
pub fn chapters(root: &Path) -> anyhow::Result<Vec<Value>> {
    let catalog = Catalog::outline(root)?;
    let mut rows = all(&catalog)?.into_iter();
    if rows.len() == 0 {
        bail!(
            "{} holds no exercise: expected exercises/ch01/chapter.toml with an [[exercise]] in it",
            root.display()
        );
    }
    let chapters = catalog.chapters.iter().map(|chapter| {
        let rows: Vec<Value> = rows.by_ref().take(chapter.exercises.len()).collect();
        json!({ "name": chapter.name, "title": chapter.title, "exercises": rows })
    });
    Ok(chapters.collect())
}

/// The rows of all exercises, in the book's order.
///
/// # Errors
/// If the stubs of a chapter or the remembered state cannot be read.
pub fn all(catalog: &Catalog) -> anyhow::Result<Vec<Value>> {
    let exercises: Vec<&Exercise> = catalog.exercises().collect();
    let rows = standing::rows(catalog, &exercises, &state::read(&catalog.root)?)?;
    let next = standing::next(&rows);
    let rows = rows.iter().enumerate().map(|(nth, row)| {
        let mut json = row.json(next == Some(nth));
        json["hint_texts"] = json!(row.exercise.hints[..row.hints]);
        json
    });
    Ok(rows.collect())
}

/// The row of the exercise `id`.
///
/// # Errors
/// As [`all`].
pub fn one(catalog: &Catalog, id: &str) -> anyhow::Result<Value> {
    // Whether it is what to do next depends on the others.
    let mut rows = all(catalog)?.into_iter();
    Ok(rows.find(|row| row["exercise"] == id).unwrap_or_default())
}
