//! Belief: only threads can do two things at the same time.
//! Rejected by: it_starts_no_thread
//! Saying: another thread

use tokio::runtime::Handle;

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
    let number = visitor.number;
    let (handle, same) = (Handle::current(), Handle::current());
    let orders = tokio::task::spawn_blocking(move || handle.block_on(orders(number)));
    let friends = tokio::task::spawn_blocking(move || same.block_on(friends(number)));
    let orders = orders.await.expect("no panic");
    let friends = friends.await.expect("no panic");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
