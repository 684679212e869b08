//! Style: one shared future for each path; its entries are clones that await the same reply.

use std::collections::HashMap;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::join_all;
use serde_json::Value;

/// What a site said to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// 200 if all is well.
    pub status: u16,
    /// JSON, if all is well.
    pub body: String,
}

/// The site hung up before it had replied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

/// One session with a site, shared by all requests.
pub trait Site: Send + Sync + 'static {
    /// Requests `path`.
    fn get(&self, path: &str) -> impl Future<Output = Result<Response, Disconnected>> + Send;
}

/// What is wanted of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    pub words: u64,
}

/// Why there is no article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The site hung up.
    Disconnected,
    /// The site answered with this status.
    Status(u16),
    /// The body is not the JSON of an article.
    BadJson,
}

pub async fn download_all<S: Site>(
    site: Arc<S>,
    paths: &[&str],
) -> Vec<(String, Result<Article, Fault>)> {
    let mut begun = HashMap::new();
    let entries = paths.iter().map(|path| {
        let article = begun
            .entry(*path)
            .or_insert_with(|| {
                request(Arc::clone(&site), (*path).to_owned())
                    .boxed()
                    .shared()
            })
            .clone();
        article.map(move |article| ((*path).to_owned(), article))
    });
    let entries: Vec<_> = entries.collect();
    drop(begun);
    join_all(entries).await
}

async fn request<S: Site>(site: Arc<S>, path: String) -> Result<Article, Fault> {
    let response = site.get(&path).await.or(Err(Fault::Disconnected))?;
    if response.status == 200 {
        let json = serde_json::from_str::<Value>(&response.body);
        json.ok()
            .and_then(|json| {
                let title = json.get("title").and_then(Value::as_str)?.to_owned();
                let words = json.get("words").and_then(Value::as_u64)?;
                Some(Article { title, words })
            })
            .ok_or(Fault::BadJson)
    } else {
        Err(Fault::Status(response.status))
    }
}
