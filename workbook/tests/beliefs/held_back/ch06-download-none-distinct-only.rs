// entry: none, or a_map_of_articles
use std::collections::HashMap;
use std::sync::Arc;

use futures::future::join_all;
use serde_json::Value;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// 200 if all is well.
    pub status: u16,
    /// JSON, if all is well.
    pub body: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Disconnected;

pub trait Site: Send + Sync + 'static {
    /// Requests `path`.
    fn get(&self, path: &str) -> impl Future<Output = Result<Response, Disconnected>> + Send;
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    pub title: String,
    pub words: u64,
}

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
    let mut distinct: Vec<&str> = paths.to_vec();
    distinct.sort();
    distinct.dedup();
    let requests = distinct.iter().map(|path| download(&*site, path));
    let results = join_all(requests).await;
    let found: HashMap<&str, Result<Article, Fault>> = distinct.into_iter().zip(results).collect();
    let mut entries: Vec<_> = found.into_iter().map(|(path, result)| (path.to_owned(), result)).collect();
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    entries
}

async fn download<S: Site>(site: &S, path: &str) -> Result<Article, Fault> {
    match site.get(path).await {
        Err(Disconnected) => Err(Fault::Disconnected),
        Ok(response) if response.status != 200 => Err(Fault::Status(response.status)),
        Ok(response) => parse(&response.body).ok_or(Fault::BadJson),
    }
}

fn parse(body: &str) -> Option<Article> {
    let value: Value = serde_json::from_str(body).ok()?;
    Some(Article {
        title: value.get("title")?.as_str()?.to_owned(),
        words: value.get("words")?.as_u64()?,
    })
}
