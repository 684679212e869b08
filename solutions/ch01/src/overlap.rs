//! # A page from three services
//!
//! A page shows a visitor's name, orders and friends. The visitor must be known first; orders and
//! friends both need the visitor's number, and nothing of each other. Awaited line by line, they make
//! the visitor wait for the sum of all three.
//!
//! Write `load_page`. It is judged by these promises:
//!
//! - Calling `load_page` starts nothing; awaiting it does.
//! - The visitor is asked for first. Orders and friends are asked for, once each, as soon as the
//!   visitor's number is known, and with that number.
//! - Orders and friends are in flight at the same time: the page takes as long as the visitor plus the
//!   slower of the two, whichever that is.
//! - While it waits, other tasks can run: it starts no thread, it blocks none, and it does not look again
//!   and again whether a reply has come.
//! - The page holds what each of the three said.

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
    let (orders, friends) = tokio::join!(orders(visitor.number), friends(visitor.number));
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
