//! # Download many
//!
//! ```
//! let articles = download_all(site, &["/tea", "/rust"]).await;
//! assert_eq!(articles[0].0, "/tea");
//! assert_eq!(articles[0].1, Ok(Article { title: "Tea".to_owned(), words: 812 }));
//! ```
//!
//! This is the program with which most articles on asyncio begin: many addresses, one session, `gather`. They
//! leave out what real sites do: answer late, answer with an error page, send half of the JSON, or hang up.
//! One such reply must not cost the others, and the caller wants to know which path failed, and why.
//!
//! Write `download_all`. Requirements:
//!
//! 1. All requests are in progress at the same time. There is one request for each distinct path, even if the
//!    list holds it twice.
//! 2. There is one entry for each element of the list, in its order, with the path and what became of it.
//! 3. If the site hangs up, the entry is `Disconnected`. Any status but 200 is `Status` with its number,
//!    whatever the body holds.
//! 4. A body with status 200 is `Ok` if it is a JSON object with a string `title` and a whole number `words`
//!    (such as `812` or `0`, and not `-1`, `8.5` or `"812"`); other members are ignored. Else it is `BadJson`.
//! 5. A fault of one request changes nothing for the others.
//! 6. If the future of `download_all` is dropped, all requests that have not ended are dropped as well.
//!
//! Left open: whether requests are tasks, in which order they start, and what `8.0` is. A request does not
//! panic. The crate `serde_json` is there for you.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

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

/// Requests all `paths` at the same time, and returns what became of each, in their order.
pub async fn download_all<S: Site>(
    site: Arc<S>,
    paths: &[&str],
) -> Vec<(String, Result<Article, Fault>)> {
    let unique: HashSet<&str> = paths.iter().copied().collect();
    let requests = unique.into_iter().map(|path| {
        let site = &site;
        async move {
            let reply = site.get(path).await;
            (path, reply.map_or(Err(Fault::Disconnected), article))
        }
    });
    let articles: HashMap<_, _> = join_all(requests).await.into_iter().collect();
    paths
        .iter()
        .map(|path| ((*path).to_owned(), articles[path].clone()))
        .collect()
}

fn article(response: Response) -> Result<Article, Fault> {
    if response.status != 200 {
        return Err(Fault::Status(response.status));
    }
    let json: Value = serde_json::from_str(&response.body).map_err(|_| Fault::BadJson)?;
    match (json["title"].as_str(), json["words"].as_u64()) {
        (Some(title), Some(words)) => Ok(Article {
            title: title.to_owned(),
            words,
        }),
        _ => Err(Fault::BadJson),
    }
}
