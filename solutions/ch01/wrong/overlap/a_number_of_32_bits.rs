//! Belief: no service has more than four billion visitors.
//! Rejected by: orders_and_friends_are_asked_for_with_the_visitors_number
//! Saying: instead of 18446744073709551615

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
    let number = u64::from(visitor.number as u32);
    let (orders, friends) = tokio::join!(orders(number), friends(number));
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
