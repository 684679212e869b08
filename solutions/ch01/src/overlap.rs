//! # A page from three services
//!
//! ```
//! let visitor = async { session(cookie).await }; // 100 ms
//! let page = load_page(visitor, orders_of, friends_of).await; // 200 ms each
//! // All this takes 300 ms, not 500.
//! ```
//!
//! A page shows a visitor's name, orders and friends. Orders and friends both need the visitor's number,
//! and neither needs the other. If you await all three one after another, the visitor waits for the sum of
//! the three.
//!
//! Write `load_page`. Requirements:
//!
//! Order:
//!
//! 1. Calling `load_page` starts nothing. Only awaiting its future does.
//! 2. The visitor comes first. As soon as the visitor's number is known, orders and friends are each asked
//!    for once, with exactly that number.
//! 3. Orders and friends are in flight at the same time. The page takes as long as the visitor plus the
//!    slower of the two, whichever that is, and not a millisecond longer.
//! 4. A service may wait several times before it replies. It goes on each time it is woken, even while the
//!    other one waits.
//!
//! Waiting and the result:
//!
//! 5. While the page waits, other tasks can run: `load_page` blocks no thread, starts none, and does not
//!    check again and again whether a reply has come. There is no time limit.
//! 6. The page holds what each of the three replied, unchanged.
//!
//! Left open: whether orders or friends come first, whether you spawn tasks, and what happens if a service
//! panics.

/// The visitor of the page.
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
