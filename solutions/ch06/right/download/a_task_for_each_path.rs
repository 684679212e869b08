//! Style: a task for each path in a `JoinSet`, with the path as its name.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Map, Value};
use tokio::task::JoinSet;

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

fn read(body: &str) -> Option<Article> {
    let object: Map<String, Value> = serde_json::from_str(body).ok()?;
    Some(Article {
        title: object.get("title")?.as_str()?.to_owned(),
        words: object.get("words")?.as_u64()?,
    })
}

async fn download<S: Site>(site: &S, path: &str) -> Result<Article, Fault> {
    match site.get(path).await {
        Err(Disconnected) => Err(Fault::Disconnected),
        Ok(Response { status: 200, body }) => read(&body).ok_or(Fault::BadJson),
        Ok(Response { status, .. }) => Err(Fault::Status(status)),
    }
}

pub async fn download_all<S: Site>(
    site: Arc<S>,
    paths: &[&str],
) -> Vec<(String, Result<Article, Fault>)> {
    let mut tasks = JoinSet::new();
    let mut articles: HashMap<String, Option<Result<Article, Fault>>> = HashMap::new();
    for path in paths {
        if articles.insert((*path).to_owned(), None).is_none() {
            let (site, path) = (Arc::clone(&site), (*path).to_owned());
            tasks.spawn(async move {
                let article = download(&*site, &path).await;
                (path, article)
            });
        }
    }
    while let Some(ended) = tasks.join_next().await {
        let (path, article) = ended.expect("a request does not panic");
        articles.insert(path, Some(article));
    }
    let entry = |path: &&str| {
        let article = articles[*path].clone();
        ((*path).to_owned(), article.expect("each task has ended"))
    };
    paths.iter().map(entry).collect()
}
