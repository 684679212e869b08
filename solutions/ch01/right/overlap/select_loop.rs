//! Style: a loop around `select!`, which disables each branch when its reply has come.

use std::pin::pin;

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
    let mut asked = (pin!(orders(visitor.number)), pin!(friends(visitor.number)));
    let (mut orders, mut friends) = (None, None);
    while orders.is_none() || friends.is_none() {
        tokio::select! {
            list = &mut asked.0, if orders.is_none() => orders = Some(list),
            list = &mut asked.1, if friends.is_none() => friends = Some(list),
        }
    }
    Page {
        name: visitor.name,
        orders: orders.unwrap_or_default(),
        friends: friends.unwrap_or_default(),
    }
}
