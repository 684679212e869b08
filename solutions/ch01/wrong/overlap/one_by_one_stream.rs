//! Belief: a stream of futures runs them all.
//! Rejected by: orders_and_friends_are_in_flight_at_once
//! Saying: one after another

use futures::{FutureExt, StreamExt, stream};

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
    let both = [
        orders(visitor.number).boxed(),
        friends(visitor.number).boxed(),
    ];
    let mut lists = stream::iter(both).then(|future| future).boxed();
    let orders = lists.next().await.expect("two lists");
    let friends = lists.next().await.expect("two lists");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
