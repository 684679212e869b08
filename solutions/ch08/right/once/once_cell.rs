//! Style: a `OnceCell` of tokio for each path, which does the whole of it.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// Pages by their path, each fetched once.
pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    cells: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl Cache {
    /// An empty cache that gets its pages by calling `fetch` with the path.
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            cells: Mutex::default(),
        }
    }

    /// The page at `path`, fetched if it is not there.
    ///
    /// # Errors
    /// What the fetch returned, if it failed.
    pub async fn get(&self, path: &str) -> Result<String, String> {
        let cell = {
            let mut cells = self.cells.lock().unwrap();
            Arc::clone(cells.entry(path.to_owned()).or_default())
        };
        let fetch = || (self.fetch)(path.to_owned());
        cell.get_or_try_init(fetch).await.cloned()
    }
}
