//! Style: the visitor as a shared future, for which each of the two waits by itself.

use futures::FutureExt;

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
    let visitor = visitor.shared();
    let (for_orders, for_friends) = (visitor.clone(), visitor.clone());
    let (visitor, orders, friends) = futures::join!(
        visitor,
        for_orders.then(|visitor| orders(visitor.number)),
        for_friends.then(|visitor| friends(visitor.number)),
    );
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
