//! Style: `poll_fn` around two options.

use std::future::poll_fn;
use std::task::Poll;

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
    let mut asked = (
        Box::pin(orders(visitor.number)),
        Box::pin(friends(visitor.number)),
    );
    let (mut orders, mut friends) = (None, None);
    poll_fn(|cx| {
        if orders.is_none()
            && let Poll::Ready(list) = asked.0.as_mut().poll(cx)
        {
            orders = Some(list);
        }
        if friends.is_none()
            && let Poll::Ready(list) = asked.1.as_mut().poll(cx)
        {
            friends = Some(list);
        }
        match (orders.take(), friends.take()) {
            (Some(orders), Some(friends)) => Poll::Ready(Page {
                name: visitor.name.clone(),
                orders,
                friends,
            }),
            not_both => {
                (orders, friends) = not_both;
                Poll::Pending
            }
        }
    })
    .await
}
