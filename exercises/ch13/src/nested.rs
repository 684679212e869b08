//! # A runtime within a runtime
//!
//! ```
//! let page = Page::new(store);
//! let text = page.render("Hello, $name!").await?;
//! // It never gets here.
//! ```
//!
//! The bug report: "A page without a placeholder is rendered. A page with one takes the task down. The same helper
//! worked in the old program, which called it from `main`, outside of the runtime." It happens on each run.
//!
//! Find the cause and fix `Page`. You may change all but the signatures of `new` and `render`. Requirements:
//!
//! 1. `render` works in a task of any runtime, also on one with a single thread.
//! 2. While a value is looked up, the other tasks of that thread go on.
//! 3. Each placeholder, `$` and then letters, becomes its value; all other text stays as it is. The placeholders are
//!    looked up one after another, each time that one occurs.
//! 4. The first lookup that fails ends the page with its error, and no other one begins.
//! 5. If the future of `render` is dropped, the lookup in progress is dropped at once, and no other one begins.
//!
//! Left open: how a value that contains a `$` is shown.

use tokio::runtime::Handle;

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
            text.push_str(&self.expand(part)?);
        }
        Ok(text)
    }

    /// The text of a part that follows a `$`: the value of its name, and what comes after the name.
    fn expand(&self, part: &str) -> Result<String, Missing> {
        let end = part
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(part.len());
        let (name, rest) = part.split_at(end);
        if name.is_empty() {
            return Ok(format!("${rest}"));
        }
        let value = Handle::current().block_on(self.store.get(name.to_owned()))?;
        Ok(value + rest)
    }
}
