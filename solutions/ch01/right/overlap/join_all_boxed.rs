//! Style: `join_all` over boxed futures, which keeps their order.

use futures::FutureExt;
use futures::future::{BoxFuture, join_all};

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
    let both: [BoxFuture<'static, Vec<String>>; 2] = [
        orders(visitor.number).boxed(),
        friends(visitor.number).boxed(),
    ];
    let mut lists = join_all(both).await.into_iter();
    let (orders, friends) = (lists.next(), lists.next());
    Page {
        name: visitor.name,
        orders: orders.expect("two lists"),
        friends: friends.expect("two lists"),
    }
}
