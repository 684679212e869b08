//! Belief: a page with the right fields is the right page.
//! Rejected by: each_goes_on_while_the_other_one_waits
//! Saying: 0 of the three had been awaited

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
    let _ = (visitor, orders, friends);
    Page {
        name: "Ada".to_owned(),
        orders: vec!["tea".to_owned()],
        friends: vec!["Bob".to_owned()],
    }
}
