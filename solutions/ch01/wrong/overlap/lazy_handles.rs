//! Belief: a map that spawns has spawned.
//! Rejected by: orders_and_friends_are_in_flight_at_once
//! Saying: one after another

use std::pin::Pin;

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
    let questions: [Pin<Box<dyn Future<Output = Vec<String>> + Send>>; 2] = [
        Box::pin(orders(visitor.number)),
        Box::pin(friends(visitor.number)),
    ];
    let mut answers = Vec::new();
    for handle in questions.into_iter().map(tokio::spawn) {
        answers.push(handle.await.expect("no panic"));
    }
    let friends = answers.pop().expect("two answers");
    let orders = answers.pop().expect("two answers");
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
