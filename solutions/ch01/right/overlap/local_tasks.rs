//! Style: tasks that stay on this thread, in a `LocalSet`.

use tokio::task::LocalSet;

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
    let local = LocalSet::new();
    let orders = local.spawn_local(orders(visitor.number));
    let friends = local.spawn_local(friends(visitor.number));
    local.await;
    let orders = orders.await.expect("orders do not panic");
    let friends = friends.await.expect("friends do not panic");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
