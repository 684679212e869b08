//! Belief: results come in the order in which the futures were pushed.
//! Rejected by: the_page_holds_what_each_of_the_three_said
//! Saying: orders and friends are swapped

use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};

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
    let mut both = FuturesUnordered::new();
    both.push(orders(visitor.number).boxed());
    both.push(friends(visitor.number).boxed());
    let orders = both.next().await.expect("two futures");
    let friends = both.next().await.expect("two futures");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
