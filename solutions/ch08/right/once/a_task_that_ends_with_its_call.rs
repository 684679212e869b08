//! Style: the fetch is a task, and a `JoinSet` in the future of `get` aborts it if the call is dropped.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::task::JoinSet;

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
        let mut task = JoinSet::new();
        task.spawn((self.fetch)(path.to_owned()));
        let fetched = task.join_next().await.expect("one task was spawned");
        let fetched = fetched.expect("a fetch does not panic")?;
        *page = Some(fetched.clone());
        Ok(fetched)
    }

    fn page(&self, path: &str) -> Page {
        let mut pages = self.pages.lock().unwrap();
        Arc::clone(pages.entry(path.to_owned()).or_default())
    }
}
