//! Style: everything in a task that the first poll spawns.

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
    let page = tokio::spawn(async move {
        let visitor = visitor.await;
        let number = visitor.number;
        let (orders, friends) = tokio::join!(async move { orders(number).await }, async move {
            friends(number).await
        });
        Page {
            name: visitor.name,
            orders,
            friends,
        }
    });
    page.await.expect("nothing panics")
}
