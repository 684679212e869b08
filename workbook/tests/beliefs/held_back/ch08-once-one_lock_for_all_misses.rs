// entry: one_lock_for_all_misses
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::Mutex;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    pages: Mutex<HashMap<String, String>>,
    fetching: tokio::sync::Mutex<()>,
}

impl Cache {
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            pages: Mutex::default(),
            fetching: tokio::sync::Mutex::new(()),
        }
    }

    pub async fn get(&self, path: &str) -> Result<String, String> {
        if let Some(page) = self.known(path) {
            return Ok(page);
        }
        let _fetching = self.fetching.lock().await;
        if let Some(page) = self.known(path) {
            return Ok(page);
        }
        let page = (self.fetch)(path.to_owned()).await?;
        self.pages.lock().unwrap().insert(path.to_owned(), page.clone());
        Ok(page)
    }

    fn known(&self, path: &str) -> Option<String> {
        self.pages.lock().unwrap().get(path).cloned()
    }
}
