//! Belief: one poll sends a question off, and its reply can be fetched later.
//! Rejected by: each_goes_on_while_the_other_one_waits
//! Saying: was woken and not polled

use futures::poll;
use std::pin::pin;
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
    let Visitor { number, name } = visitor.await;
    // The first poll sends the question off; its answer is taken below.
    let mut friends = pin!(friends(number));
    let first = poll!(friends.as_mut());
    let orders = orders(number).await;
    let friends = match first {
        Poll::Ready(list) => list,
        Poll::Pending => friends.await,
    };
    Page {
        name,
        orders,
        friends,
    }
}
