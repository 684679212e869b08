//! Style: a sync function finds the placeholders, and an async one looks them up.

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

enum Part<'t> {
    Text(&'t str),
    Name(&'t str),
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
        let mut text = String::new();
        for part in parts(template) {
            match part {
                Part::Text(part) => text += part,
                Part::Name(name) => text += &self.store.get(name.to_owned()).await?,
            }
        }
        Ok(text)
    }
}

fn parts(template: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find('$') {
        let name = &rest[at + 1..];
        let end = name
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(name.len());
        if end == 0 {
            parts.push(Part::Text(&rest[..=at]));
        } else {
            parts.push(Part::Text(&rest[..at]));
            parts.push(Part::Name(&name[..end]));
        }
        rest = &name[end..];
    }
    parts.push(Part::Text(rest));
    parts
}
