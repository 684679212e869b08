//! Style: a stream of both, buffered two wide.

use futures::{FutureExt, StreamExt, stream};

/// The visitor of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    pub number: u64,
    pub name: String,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub name: String,
    pub orders: Vec<String>,
    pub friends: Vec<String>,
}

/// Loads a page: `visitor` first, then `orders` and `friends` of that visitor's number, both at once.
pub async fn load_page<V, O, F>(
    visitor: V,
    orders: impl FnOnce(u64) -> O + Send + 'static,
    friends: impl FnOnce(u64) -> F + Send + 'static,
) -> Page
where
    V: Future<Output = Visitor> + Send + 'static,
    O: Future<Output = Vec<String>> + Send + 'static,
    F: Future<Output = Vec<String>> + Send + 'static,
{
    let visitor = visitor.await;
    let both = [
        orders(visitor.number).boxed(),
        friends(visitor.number).boxed(),
    ];
    let mut lists = stream::iter(both).buffered(2);
    let orders = lists.next().await.unwrap_or_default();
    let friends = lists.next().await.unwrap_or_default();
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
