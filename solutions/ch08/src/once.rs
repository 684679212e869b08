//! # One fetch for many
//!
//! ```
//! let cache = Arc::new(Cache::new(|path: String| async move { download(path).await }));
//! let (a, b) = tokio::join!(cache.get("/tea"), cache.get("/tea"));
//! // Both are Ok with the same page, and `download` was called once.
//! ```
//!
//! "Look in the map; if the page is not there, fetch it and insert it." Between the look and the insertion
//! is an await, and during that await a hundred other tasks look too. All of them fetch. This race needs no
//! threads.
//!
//! Write `Cache::get`, and change the fields and `new` as you need. Requirements:
//!
//! 1. A path that has been fetched is not fetched again. `get` returns a clone of the page.
//! 2. While a path is being fetched, other calls of `get` for it start no fetch. They wait for that one, and
//!    return when it ends.
//! 3. Different paths are fetched at the same time. A fetch in progress does not delay calls for other paths,
//!    whether their pages are cached or not.
//! 4. An error is returned to the call that has fetched, and is not kept. The calls that waited then fetch
//!    themselves, one at a time, until one succeeds.
//! 5. If a call is dropped while it fetches, its fetch is dropped too, and one of the waiting calls fetches.
//! 6. A call that is dropped while it waits disturbs no other.
//!
//! Calls come from many tasks: the future of `get` must be `Send`. Left open: the order in which waiting calls
//! continue. The fetch function and its futures do not panic.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;
type Page = Arc<tokio::sync::Mutex<Option<String>>>;

/// Pages by their path, each fetched once.
pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    pages: Mutex<HashMap<String, Page>>,
}

impl Cache {
    /// An empty cache that gets its pages by calling `fetch` with the path.
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            pages: Mutex::default(),
        }
    }

    /// The page at `path`, fetched if it is not there.
    ///
    /// # Errors
    /// What the fetch returned, if it failed.
    pub async fn get(&self, path: &str) -> Result<String, String> {
        let page = self.page(path);
        // Held during the fetch, so it excludes calls for this path and no others.
        let mut page = page.lock().await;
        if let Some(page) = &*page {
            return Ok(page.clone());
        }
        let fetched = (self.fetch)(path.to_owned()).await?;
        *page = Some(fetched.clone());
        Ok(fetched)
    }

    fn page(&self, path: &str) -> Page {
        let mut pages = self.pages.lock().unwrap();
        Arc::clone(pages.entry(path.to_owned()).or_default())
    }
}
