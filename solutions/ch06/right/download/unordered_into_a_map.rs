//! Style: a stream of requests, buffered without a limit, into a sorted map.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
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

impl From<Disconnected> for Fault {
    fn from(_: Disconnected) -> Self {
        Self::Disconnected
    }
}

impl TryFrom<Response> for Article {
    type Error = Fault;

    fn try_from(response: Response) -> Result<Self, Fault> {
        match response.status {
            200 => {}
            other => return Err(Fault::Status(other)),
        }
        let Ok(Value::Object(mut members)) = serde_json::from_str(&response.body) else {
            return Err(Fault::BadJson);
        };
        match (members.remove("title"), members.remove("words")) {
            (Some(Value::String(title)), Some(Value::Number(words))) => {
                let words = words.as_u64().ok_or(Fault::BadJson)?;
                Ok(Self { title, words })
            }
            _ => Err(Fault::BadJson),
        }
    }
}

pub async fn download_all<S: Site>(
    site: Arc<S>,
    paths: &[&str],
) -> Vec<(String, Result<Article, Fault>)> {
    let mut wanted: Vec<&str> = paths.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    let requests: FuturesUnordered<_> = wanted
        .into_iter()
        .map(async |path| {
            let article = async { Article::try_from(site.get(path).await?) };
            (path, article.await)
        })
        .collect();
    let articles: BTreeMap<&str, Result<Article, Fault>> = requests.collect().await;
    paths
        .iter()
        .map(|&path| (path.to_string(), articles[path].clone()))
        .collect()
}
