//! Belief: a page must not wait longer than a day.
//! Rejected by: the_page_holds_what_each_of_the_three_said
//! Saying: are missing

use std::time::Duration;

use tokio::time::timeout;

/// Who looks at the page.
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
    let patience = Duration::from_secs(86_400);
    let (orders, friends) = tokio::join!(
        timeout(patience, orders(visitor.number)),
        timeout(patience, friends(visitor.number)),
    );
    Page {
        name: visitor.name,
        orders: orders.unwrap_or_default(),
        friends: friends.unwrap_or_default(),
    }
}
