//! The helper is async, too: what waits is awaited all the way up.

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

    /// The text of a part that follows a `$`: the value of its name, and what comes after the name.
    async fn expand(&self, part: &str) -> Result<String, Missing> {
        let end = part
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if name.is_empty() {
            return Ok(format!("${rest}"));
        }
        let value = self.store.get(name.to_owned()).await?;
        Ok(value + rest)
    }
}
