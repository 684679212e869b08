//! What is kept beside a listing: its program, its output, its recording.

use std::path::{Path, PathBuf};

use crate::pictures::{self, Recording};

/// The folder of the book's gallery, whose pages explain the pictures.
const GALLERY: &str = "gallery";

/// The folder of the listings.
pub struct Listings {
    examples: PathBuf,
    /// Whether the book has a gallery.
    has_gallery: bool,
    /// The path from the page to that gallery, if there is one.
    gallery: Option<String>,
}

impl Listings {
    /// The listings of the book whose sources are in `src`.
    pub fn below(src: &Path) -> Self {
        Self {
            examples: src.join("listings").join("examples"),
            has_gallery: src.join(GALLERY).is_dir(),
            gallery: None,
        }
    }

    /// The same for the page at that path below the book's sources.
    pub fn seen_from(&self, page: &Path) -> Self {
        let up = "../".repeat(page.components().count().saturating_sub(1));
        Self {
            examples: self.examples.clone(),
            has_gallery: self.has_gallery,
            gallery: self.has_gallery.then(|| format!("{up}{GALLERY}/")),
        }
    }

    /// The way from the page to the gallery's pages.
    pub fn gallery(&self) -> Option<&str> {
        self.gallery.as_deref()
    }

    /// The program of a listing.
    ///
    /// # Errors
    /// A sentence, if there is none.
    pub fn program(&self, name: &str) -> Result<String, String> {
        self.read(name, "rs", "write it, or fix the name")
    }

    /// What a listing printed when it ran last.
    ///
    /// # Errors
    /// A sentence, where that is not kept.
    pub fn output(&self, name: &str) -> Result<String, String> {
        self.read(name, "out", "run `UPDATE_OUT=1 cargo test -p listings`")
    }

    /// What a listing recorded when it ran last.
    ///
    /// # Errors
    /// A sentence, where that is not kept, or is no recording.
    pub fn recording(&self, name: &str) -> Result<Recording, String> {
        let fix = "let the listing call `keep_beside_listing` on its recorder, and run `UPDATE_OUT=1 \
                    cargo test -p listings`";
        let text = self.read(name, "jsonl", fix)?;
        pictures::read(&text).map_err(|why| format!("asks for {name}, but {why}"))
    }

    fn read(&self, name: &str, extension: &str, fix: &str) -> Result<String, String> {
        let file = format!("{name}.{extension}");
        let services = self.examples.with_file_name("services").join("examples");
        let text = std::fs::read_to_string(self.examples.join(&file));
        let text =
            text.or_else(|error| std::fs::read_to_string(services.join(&file)).map_err(|_| error));
        text.map_err(|error| {
            format!("asks for {name}, but listings/examples/{name}.{extension} cannot be read ({error}): {fix}.")
        })
    }
}
