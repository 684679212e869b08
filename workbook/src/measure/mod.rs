//! The listings that measure: which there are, and running them for the figures that the pages show.

mod run;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

pub use run::{Builds, Outcome};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Language {
    Rust,
    Python,
}

/// A program below `chapters/listings` that says in its first lines that it measures.
#[derive(Clone, Debug)]
pub struct Listing {
    pub name: String,
    pub language: Language,
    /// Its package.
    pub package: &'static str,
    pub source: PathBuf,
    /// The systems it runs on; none if any will do.
    pub needs: Vec<String>,
    /// The variable without which it has nothing to measure.
    pub variable: Option<String>,
}

/// All listings, in the order of their names; and those that measure among them.
pub struct Listings {
    measuring: Vec<Listing>,
    others: Vec<String>,
}

impl Listings {
    /// # Errors
    /// If a folder or a listing cannot be read.
    pub fn below(root: &Path) -> anyhow::Result<Self> {
        let mut all = Self {
            measuring: Vec::new(),
            others: Vec::new(),
        };
        for (folder, package, language) in [
            ("examples", "listings", Language::Rust),
            ("services/examples", "services", Language::Rust),
            ("python", "listings", Language::Python),
        ] {
            let folder = root.join("chapters/listings").join(folder);
            if folder.is_dir() {
                all.read(&folder, package, language)?;
            }
        }
        all.measuring.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    fn read(
        &mut self,
        folder: &Path,
        package: &'static str,
        language: Language,
    ) -> anyhow::Result<()> {
        let ending = match language {
            Language::Rust => "rs",
            Language::Python => "py",
        };
        let unread = || format!("cannot read {}", folder.display());
        for entry in fs::read_dir(folder).with_context(unread)? {
            let source = entry.with_context(unread)?.path();
            if source.extension().is_none_or(|found| found != ending) {
                continue;
            }
            let name = source.file_stem().unwrap_or_default();
            let name = name.to_string_lossy().into_owned();
            let text = fs::read_to_string(&source)
                .with_context(|| format!("cannot read {}", source.display()))?;
            if listings::measures(&text) {
                let needs = listings::needs(&text);
                self.measuring.push(Listing {
                    name,
                    language,
                    package,
                    source,
                    needs,
                    variable: listings::needs_variable(&text),
                });
            } else {
                self.others.push(name);
            }
        }
        Ok(())
    }

    /// The listings of these names, each once; all that measure if there are no names.
    ///
    /// # Errors
    /// If a name is that of no listing, or of one that does not measure.
    pub fn select(self, names: &[String]) -> anyhow::Result<Vec<Listing>> {
        for name in names {
            if self.measuring.iter().any(|listing| listing.name == *name) {
                continue;
            }
            if self.others.contains(name) {
                bail!(
                    "{name} does not measure: its output is the same at every run. \
                     A test runs it."
                );
            }
            bail!("{}", self.unknown(name));
        }
        let mut measuring = self.measuring;
        if measuring.is_empty() {
            bail!(
                "no listing below chapters/listings measures: none begins with a line `// measures: release`"
            );
        }
        measuring.retain(|listing| names.is_empty() || names.contains(&listing.name));
        Ok(measuring)
    }

    fn unknown(&self, name: &str) -> String {
        let near = |listing: &&Listing| strsim::jaro_winkler(name, &listing.name);
        let nearest = self
            .measuring
            .iter()
            .max_by(|a, b| near(a).total_cmp(&near(b)))
            .filter(|nearest| near(nearest) > 0.7);
        let advice = match nearest {
            Some(nearest) => format!("Did you mean {}?", nearest.name),
            None => {
                let names: Vec<_> = self.measuring.iter().map(|l| l.name.as_str()).collect();
                format!("These do: {}.", names.join(", "))
            }
        };
        format!("no listing that measures is called {name}. {advice}")
    }
}

impl Listing {
    /// What repeats its measurement.
    pub fn command(&self) -> String {
        format!("cargo run -- measure {}", self.name)
    }

    /// Keeps the figures, and the machine that they are of, beside the program.
    ///
    /// # Errors
    /// If one of the two files cannot be written.
    pub fn keep(&self, printed: &str, machine: &str) -> anyhow::Result<()> {
        for (ending, text) in [("out", printed), ("machine", machine)] {
            let file = self.source.with_extension(ending);
            fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
        }
        Ok(())
    }
}
