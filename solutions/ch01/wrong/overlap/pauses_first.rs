//! Belief: a service needs a moment before it may be asked again.
//! Rejected by: a_page_with_slow_orders_takes_no_longer_than_they_do
//! Saying: ms more than

use std::time::Duration;

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
    let friends = tokio::spawn(friends(visitor.number));
    tokio::time::sleep(Duration::from_millis(10)).await;
    let orders = orders(visitor.number).await;
    let friends = friends.await.expect("no panic");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
