//! From chapters to pages, by mdBook's own parts.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use mdbook_driver::MDBook;
use mdbook_driver::book::BookItem;
use mdbook_driver::config::Config;
use mdbook_summary::{Summary, SummaryItem, parse_summary};

use super::faults::Fault;
use super::{includes, log};
use crate::pages::{PageFaults, Pages};

/// A book that was built.
pub struct Built {
    /// The folder that holds `index.html`.
    pub site: PathBuf,
    /// How many written pages it has; drafts are not counted.
    pub pages: usize,
    pub took: Duration,
}

/// The settings of the workbook at `root`, from book.toml and mdBook's environment variables.
///
/// # Errors
/// [`Fault::Settings`] where book.toml is missing, unreadable, or says what mdBook does not know.
pub fn settings(root: &Path) -> Result<Config, Fault> {
    let file = root.join("book.toml");
    let fault = |found: String| Fault::Settings {
        file: PathBuf::from("book.toml"),
        found,
    };
    let mut config = Config::from_disk(&file).map_err(|error| fault(format!("{error:#}")))?;
    config
        .update_from_env()
        .map_err(|error| fault(format!("{error:#}")))?;
    // mdBook logs an unknown key of [output.html] and goes on with its defaults.
    let (_, logged) = log::caught(|| config.html_config());
    if logged.is_empty() {
        Ok(config)
    } else {
        Err(fault(logged.join(" ")))
    }
}

/// Builds the book of `root` into the folder that book.toml names, replacing what was there only
/// once the new pages are whole.
///
/// # Errors
/// Every [`Fault`]; the pages built before are then still there.
pub fn publish(root: &Path) -> Result<Built, Fault> {
    let begun = Instant::now();
    let config = settings(root)?;
    let folder = root.join(&config.build.build_dir);
    if root.join(&config.book.src).starts_with(&folder) {
        return Err(Fault::WouldDeleteSources {
            folder: config.build.build_dir,
        });
    }
    let failed = |error: std::io::Error| Fault::Output {
        folder: folder.clone(),
        found: error.to_string(),
    };
    let beside = folder.parent().unwrap_or(root);
    std::fs::create_dir_all(beside).map_err(failed)?;
    let fresh = tempfile::Builder::new()
        .prefix(".book-")
        .tempdir_in(beside)
        .map_err(failed)?;
    let built = render(root, config, &fresh.path().join("new"))?;
    let (old, new) = (fresh.path().join("old"), fresh.path().join("new"));
    if folder.exists() {
        std::fs::rename(&folder, &old).map_err(failed)?;
    }
    if let Err(error) = std::fs::rename(new, &folder) {
        // The old pages are better than none; the first error is the one to tell.
        let _ = std::fs::rename(old, &folder);
        return Err(failed(error));
    }
    Ok(Built {
        site: folder,
        took: begun.elapsed(),
        ..built
    })
}

/// Builds the book of `root` into `folder`, whatever book.toml says of where and of the address it
/// will have: for serving.
///
/// # Errors
/// Every [`Fault`] but [`Fault::WouldDeleteSources`].
pub fn for_serving(root: &Path, folder: &Path) -> Result<Built, Fault> {
    let mut config = settings(root)?;
    // The page for unknown addresses finds its styles from here.
    config
        .set("output.html.site-url", "/")
        .map_err(|error| Fault::Settings {
            file: PathBuf::from("book.toml"),
            found: format!("{error:#}"),
        })?;
    render(root, config, folder)
}

fn render(root: &Path, mut config: Config, folder: &Path) -> Result<Built, Fault> {
    let begun = Instant::now();
    config.build.build_dir = folder.to_path_buf();
    let src = config.book.src.clone();
    let summary = contents(root, &src)?;
    let missing = missing_pages(&summary, root, &src);
    if !missing.is_empty() {
        return Err(Fault::Pages { found: missing });
    }
    let book = load(root, config, summary)?;
    let mut found = Vec::new();
    let mut pages = 0;
    for item in book.iter() {
        if let BookItem::Chapter(chapter) = item
            && let Some(path) = &chapter.source_path
        {
            pages += 1;
            let shown = src.join(path);
            found.extend(includes::faults(
                &chapter.content,
                &root.join(&shown),
                &shown,
            ));
        }
    }
    if !found.is_empty() {
        return Err(Fault::Pages { found });
    }
    let (built, found) = log::caught(|| book.build());
    built.map_err(|error| match error.downcast::<PageFaults>() {
        Ok(PageFaults(found)) => Fault::Pages { found },
        Err(error) => Fault::Output {
            folder: folder.to_path_buf(),
            found: format!("{error:#}"),
        },
    })?;
    if !found.is_empty() {
        return Err(Fault::Pages { found });
    }
    Ok(Built {
        site: book.build_dir_for("html"),
        pages,
        took: begun.elapsed(),
    })
}

/// The one place that makes mdBook's book. The workbook's own preprocessor replaces book.toml's entry
/// of the same name, which is there for a stock mdBook.
fn load(root: &Path, config: Config, summary: Summary) -> Result<MDBook, Fault> {
    let (loaded, logged) =
        log::caught(|| MDBook::load_with_config_and_summary(root, config, summary));
    let found = match loaded {
        Ok(mut book) if logged.is_empty() => {
            book.with_preprocessor(Pages);
            return Ok(book);
        }
        Ok(_) => logged,
        Err(error) => vec![format!("{error:#}")],
    };
    Err(Fault::Pages { found })
}

fn contents(root: &Path, src: &Path) -> Result<Summary, Fault> {
    let file = src.join("SUMMARY.md");
    let (read, logged) = log::caught(|| {
        let text = std::fs::read_to_string(root.join(&file))?;
        parse_summary(&text)
    });
    let found = match read {
        Ok(summary) if logged.is_empty() => return Ok(summary),
        Ok(_) => logged.join(" "),
        Err(error) => format!("{error:#}"),
    };
    Err(Fault::Summary { file, found })
}

/// One sentence for each page that the table of contents names and that is not there.
fn missing_pages(summary: &Summary, root: &Path, src: &Path) -> Vec<String> {
    let mut missing = Vec::new();
    let mut items: Vec<&SummaryItem> = [
        &summary.suffix_chapters,
        &summary.numbered_chapters,
        &summary.prefix_chapters,
    ]
    .into_iter()
    .flat_map(|part| part.iter().rev())
    .collect();
    while let Some(item) = items.pop() {
        let SummaryItem::Link(link) = item else {
            continue;
        };
        items.extend(link.nested_items.iter().rev());
        if let Some(page) = &link.location
            && !root.join(src).join(page).is_file()
        {
            missing.push(format!(
                "{} names {}, which does not exist: write {}, or make the entry a draft, \
                 `- [{}]()`.",
                src.join("SUMMARY.md").display(),
                page.display(),
                src.join(page).display(),
                link.name
            ));
        }
    }
    missing
}
