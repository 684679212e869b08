//! Style: two tasks that fill in one page behind a lock, counted by a semaphore.

use std::sync::{Arc, Mutex};

use tokio::sync::Semaphore;

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
    let page = Arc::new(Mutex::new(Page {
        name: visitor.name,
        orders: Vec::new(),
        friends: Vec::new(),
    }));
    let done = Arc::new(Semaphore::new(0));
    let (theirs, over, asked) = (Arc::clone(&page), Arc::clone(&done), orders(visitor.number));
    tokio::spawn(async move {
        let orders = asked.await;
        theirs.lock().expect("nobody panics").orders = orders;
        over.add_permits(1);
    });
    let (theirs, over, asked) = (
        Arc::clone(&page),
        Arc::clone(&done),
        friends(visitor.number),
    );
    tokio::spawn(async move {
        let friends = asked.await;
        theirs.lock().expect("nobody panics").friends = friends;
        over.add_permits(1);
    });
    let _both = done.acquire_many(2).await.expect("it is never closed");
    let page = page.lock().expect("nobody panics").clone();
    page
}
