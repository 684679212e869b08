//! Belief: whoever calls load_page wants it to run, so the call may start the work.
//! Rejected by: calling_load_page_starts_nothing
//! Saying: before anybody awaited

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
pub fn load_page<V, O, F>(
    visitor: V,
    orders: impl FnOnce(u64) -> O + Send + 'static,
    friends: impl FnOnce(u64) -> F + Send + 'static,
) -> impl Future<Output = Page>
where
    V: Future<Output = Visitor> + Send + 'static,
    O: Future<Output = Vec<String>> + Send + 'static,
    F: Future<Output = Vec<String>> + Send + 'static,
{
    let visitor = tokio::spawn(visitor);
    async move {
        let visitor = visitor.await.expect("no panic");
        let (orders, friends) = tokio::join!(orders(visitor.number), friends(visitor.number));
        Page {
            name: visitor.name,
            orders,
            friends,
        }
    }
}
