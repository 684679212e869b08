//! Style: a `JoinSet` whose tasks say which of the two they are.

use tokio::task::JoinSet;

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
    enum Said {
        Orders(Vec<String>),
        Friends(Vec<String>),
    }

    let visitor = visitor.await;
    let (orders, friends) = (orders(visitor.number), friends(visitor.number));
    let mut tasks = JoinSet::new();
    tasks.spawn(async { Said::Orders(orders.await) });
    tasks.spawn(async { Said::Friends(friends.await) });
    let mut page = Page {
        name: visitor.name,
        orders: Vec::new(),
        friends: Vec::new(),
    };
    while let Some(said) = tasks.join_next().await {
        match said.expect("no task panics") {
            Said::Orders(orders) => page.orders = orders,
            Said::Friends(friends) => page.friends = friends,
        }
    }
    page
}
