//! Belief: a visitor without orders has nothing to show.
//! Rejected by: the_page_holds_what_each_of_the_three_said
//! Saying: friends are missing

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
    let number = visitor.number;
    let some = |list: Vec<String>| if list.is_empty() { Err(()) } else { Ok(list) };
    let asked = (orders(number), friends(number));
    let both = tokio::try_join!(async { some(asked.0.await) }, async { some(asked.1.await) });
    let (orders, friends) = both.unwrap_or_default();
    Page {
        name: visitor.name,
        orders,
        friends,
    }
}
