//! Style: the parts are a stream, which `try_fold` puts together.

use futures::{TryStreamExt, stream};

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
        let (first, rest) = template
            .split_once('$')
            .map_or((template, None), |(a, b)| (a, Some(b)));
        let parts = stream::iter(rest.into_iter().flat_map(|rest| rest.split('$')).map(Ok));
        parts
            .try_fold(first.to_owned(), async |text, part| {
                let name: String = part.chars().take_while(char::is_ascii_alphabetic).collect();
                let after = &part[name.len()..];
                Ok(match name.is_empty() {
                    true => text + "$" + after,
                    false => text + &self.store.get(name).await? + after,
                })
            })
            .await
    }
}
