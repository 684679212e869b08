//! The built book that readers see, and how the next one takes its place.
//!
//! Each build goes to a folder of its own, and a new book becomes the current one in a single step:
//! a request sees the old book or the new one, whole. A folder is removed once no request needs it.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tempfile::TempDir;
use tokio::sync::watch;

use super::build::{self, Built};
use super::faults::Fault;

/// How many replaced books are kept. A page that was sent a moment before a change asks for its
/// styles and its search index by names that only the book it came from has.
const KEPT: usize = 3;

/// One built book, in a folder that is removed when the last holder lets go.
pub struct Edition {
    /// Names this build; never the same twice, even across starts of the program.
    pub id: String,
    /// The folder that holds `index.html`.
    pub site: PathBuf,
    _folder: TempDir,
}

/// What is to be had at one moment.
#[derive(Clone)]
pub struct Stock {
    pub current: Arc<Edition>,
    /// Newest first.
    pub older: VecDeque<Arc<Edition>>,
    /// Why the last build failed, until one succeeds.
    pub fault: Option<Arc<str>>,
}

pub struct Shelf {
    root: PathBuf,
    stock: watch::Sender<Stock>,
}

impl Shelf {
    /// Builds the book of the workbook at `root` for the first time.
    ///
    /// # Errors
    /// The [`Fault`] that kept it from being built.
    pub fn open(root: &Path) -> Result<(Self, Built), Fault> {
        let (edition, built) = edition(root)?;
        let stock = Stock {
            current: Arc::new(edition),
            older: VecDeque::new(),
            fault: None,
        };
        let shelf = Self {
            root: root.to_path_buf(),
            stock: watch::Sender::new(stock),
        };
        Ok((shelf, built))
    }

    /// Builds the book anew. Where that fails, the last good one stays and the fault is told to
    /// every open page.
    ///
    /// # Errors
    /// The [`Fault`], for the caller that printed that a build began.
    pub fn rebuild(&self) -> Result<Built, Fault> {
        match edition(&self.root) {
            Ok((edition, built)) => {
                self.stock.send_modify(|stock| {
                    let old = std::mem::replace(&mut stock.current, Arc::new(edition));
                    stock.older.push_front(old);
                    stock.older.truncate(KEPT);
                    stock.fault = None;
                });
                Ok(built)
            }
            Err(fault) => {
                self.stock
                    .send_modify(|stock| stock.fault = Some(fault.to_string().into()));
                Err(fault)
            }
        }
    }

    /// What is to be had now.
    pub fn stock(&self) -> Stock {
        self.stock.borrow().clone()
    }

    /// Yields now and whenever the stock has changed.
    pub fn changes(&self) -> watch::Receiver<Stock> {
        let mut changes = self.stock.subscribe();
        changes.mark_changed();
        changes
    }
}

fn edition(root: &Path) -> Result<(Edition, Built), Fault> {
    let folder = tempfile::Builder::new()
        .prefix("workbook-")
        .tempdir()
        .map_err(|error| Fault::Output {
            folder: std::env::temp_dir(),
            found: error.to_string(),
        })?;
    let built = build::for_serving(root, &folder.path().join("book"))?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let edition = Edition {
        id: since.unwrap_or_default().as_nanos().to_string(),
        site: built.site.clone(),
        _folder: folder,
    };
    Ok((edition, built))
}
