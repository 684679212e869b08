//! Style: the helper stays an ordinary function, and returns a boxed future.

use futures::FutureExt;
use futures::future::{BoxFuture, ready};

/// A store has no value of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing(pub String);

/// Where the values are.
pub trait Store: Send + Sync + 'static {
    /// The value of `name`.
    fn get(&self, name: String) -> impl Future<Output = Result<String, Missing>> + Send;
}

/// Fills placeholders with values from a store.
pub struct Page<S> {
    store: S,
}

impl<S: Store> Page<S> {
    /// A page with the values of `store`.
    pub fn new(store: S) -> Self {
        Self { store }
    }

    /// `template`, with the values of its placeholders.
    ///
    /// # Errors
    /// The first value that is missing.
    pub async fn render(&self, template: &str) -> Result<String, Missing> {
        let mut parts = template.split('$');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            text.push_str(&self.expand(part).await?);
        }
        Ok(text)
    }

    fn expand<'a>(&'a self, part: &'a str) -> BoxFuture<'a, Result<String, Missing>> {
        let end = part
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if name.is_empty() {
            return ready(Ok(format!("${rest}"))).boxed();
        }
        let lookup = self.store.get(name.to_owned());
        lookup
            .map(move |value| value.map(|value| value + rest))
            .boxed()
    }
}
