// entry: none
use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::sync::OnceCell;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    pages: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl Cache {
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            pages: Mutex::default(),
        }
    }

    pub async fn get(&self, path: &str) -> Result<String, String> {
        let cell = {
            let mut pages = self.pages.lock().unwrap();
            Arc::clone(pages.entry(path.chars().take(4).collect()).or_default())
        };
        let page = cell.get_or_try_init(|| (self.fetch)(path.to_owned())).await?;
        Ok(page.clone())
    }
}
