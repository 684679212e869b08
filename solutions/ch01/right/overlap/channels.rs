//! Style: each service in a task that sends what it heard through a channel.

use tokio::sync::{oneshot, watch};

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
    let (tell_number, number) = watch::channel(None);
    let (tell_orders, their_orders) = oneshot::channel();
    let (tell_friends, their_friends) = oneshot::channel();
    let (mut first, mut second) = (number.clone(), number);
    tokio::spawn(async move {
        let number = *first
            .wait_for(Option::is_some)
            .await
            .expect("a number comes");
        let _ = tell_orders.send(orders(number.unwrap_or_default()).await);
    });
    tokio::spawn(async move {
        let number = *second
            .wait_for(Option::is_some)
            .await
            .expect("a number comes");
        let _ = tell_friends.send(friends(number.unwrap_or_default()).await);
    });
    let visitor = visitor.await;
    tell_number.send_replace(Some(visitor.number));
    Page {
        name: visitor.name,
        orders: their_orders.await.expect("orders come"),
        friends: their_friends.await.expect("friends come"),
    }
}
