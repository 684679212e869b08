//! Belief: a list of friends is nicer sorted, and with each friend once.
//! Rejected by: the_page_holds_what_each_of_the_three_said
//! Saying: the friends on the page are

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
    let (orders, mut friends) = tokio::join!(orders(visitor.number), friends(visitor.number));
    friends.sort();
    friends.dedup();
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
