//! Style: `FuturesUnordered`, each result beside its label.

use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};

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
    let mut both = FuturesUnordered::new();
    both.push(orders(visitor.number).map(|list| ("orders", list)).boxed());
    both.push(
        friends(visitor.number)
            .map(|list| ("friends", list))
            .boxed(),
    );
    let mut page = Page {
        name: visitor.name,
        orders: Vec::new(),
        friends: Vec::new(),
    };
    while let Some((label, list)) = both.next().await {
        if label == "orders" {
            page.orders = list;
        } else {
            page.friends = list;
        }
    }
    page
}
