//! Style: a set of the paths that are being fetched, a `Notify` that wakes the waiting calls, and a guard that
//! removes the mark.

use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::Mutex;

use tokio::sync::Notify;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// Pages by their path, each fetched once.
pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    known: Mutex<Known>,
    changed: Notify,
}

#[derive(Default)]
struct Known {
    pages: HashMap<String, String>,
    fetching: HashSet<String>,
}

impl Cache {
    /// An empty cache that gets its pages by calling `fetch` with the path.
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            known: Mutex::default(),
            changed: Notify::new(),
        }
    }

    /// The page at `path`, fetched if it is not there.
    ///
    /// # Errors
    /// What the fetch returned, if it failed.
    pub async fn get(&self, path: &str) -> Result<String, String> {
        loop {
            // Before the look at the map: a change in between must wake this call too.
            let changed = self.changed.notified();
            {
                let mut known = self.known.lock().unwrap();
                if let Some(page) = known.pages.get(path) {
                    return Ok(page.clone());
                }
                if known.fetching.insert(path.to_owned()) {
                    break;
                }
            }
            changed.await;
        }
        let _mark = Mark { cache: self, path };
        let fetched = (self.fetch)(path.to_owned()).await?;
        let mut known = self.known.lock().unwrap();
        known.pages.insert(path.to_owned(), fetched.clone());
        Ok(fetched)
    }
}

/// The path is being fetched, until this is dropped: by an error or together with the call, too.
struct Mark<'a> {
    cache: &'a Cache,
    path: &'a str,
}

impl Drop for Mark<'_> {
    fn drop(&mut self) {
        self.cache.known.lock().unwrap().fetching.remove(self.path);
        self.cache.changed.notify_waiters();
    }
}
