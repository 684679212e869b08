//! Style: the call that fetches holds the sender of a `watch` channel, and the others wait for it to be dropped.

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Mutex;

use tokio::sync::watch;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

/// Pages by their path, each fetched once.
pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    entries: Mutex<HashMap<String, Entry>>,
}

enum Entry {
    Page(String),
    /// It closes when the call that fetches has ended, in whatever way.
    Fetched(watch::Receiver<()>),
}

impl Cache {
    /// An empty cache that gets its pages by calling `fetch` with the path.
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            entries: Mutex::default(),
        }
    }

    /// The page at `path`, fetched if it is not there.
    ///
    /// # Errors
    /// What the fetch returned, if it failed.
    pub async fn get(&self, path: &str) -> Result<String, String> {
        let _fetching = loop {
            let mut fetched = {
                let mut entries = self.entries.lock().unwrap();
                match entries.get(path) {
                    Some(Entry::Page(page)) => return Ok(page.clone()),
                    Some(Entry::Fetched(fetched)) if fetched.has_changed().is_ok() => {
                        fetched.clone()
                    }
                    _ => {
                        let (fetching, fetched) = watch::channel(());
                        entries.insert(path.to_owned(), Entry::Fetched(fetched));
                        break fetching;
                    }
                }
            };
            let _ = fetched.changed().await;
        };
        let page = (self.fetch)(path.to_owned()).await?;
        let mut entries = self.entries.lock().unwrap();
        entries.insert(path.to_owned(), Entry::Page(page.clone()));
        Ok(page)
    }
}
