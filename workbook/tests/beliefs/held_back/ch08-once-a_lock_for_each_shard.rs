// entry: a_lock_for_each_shard
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;

use tokio::sync::Mutex;

type Fetching = Pin<Box<dyn Future<Output = Result<String, String>> + Send>>;

pub struct Cache {
    fetch: Box<dyn Fn(String) -> Fetching + Send + Sync>,
    shards: [Mutex<HashMap<String, String>>; 16],
}

impl Cache {
    pub fn new<F>(fetch: impl Fn(String) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self {
            fetch: Box::new(move |path| Box::pin(fetch(path))),
            shards: Default::default(),
        }
    }

    pub async fn get(&self, path: &str) -> Result<String, String> {
        let mut hasher = DefaultHasher::new();
        path.hash(&mut hasher);
        let mut pages = self.shards[hasher.finish() as usize % 16].lock().await;
        if let Some(page) = pages.get(path) {
            return Ok(page.clone());
        }
        let page = (self.fetch)(path.to_owned()).await?;
        pages.insert(path.to_owned(), page.clone());
        Ok(page)
    }
}
