// entry: none, or an_empty_cursor_is_none
use async_stream::try_stream;
use futures::stream::Stream;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its number.
    pub id: u64,
    /// Its first line.
    pub title: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The posts of this page.
    pub posts: Vec<Post>,
    /// The cursor of the next page, unless this is the last one.
    pub next: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchError(pub u16);

pub trait Site {
    /// Asks for the page at `cursor`, or for the first one.
    fn page(&self, cursor: Option<&str>) -> impl Future<Output = Result<Page, FetchError>>;
}

pub fn posts<S: Site>(site: S) -> impl Stream<Item = Result<Post, FetchError>> {
    try_stream! {
        let mut cursor: Option<String> = None;
        loop {
            let page = site.page(cursor.as_deref()).await?;
            for post in page.posts {
                yield post;
            }
            cursor = page.next.filter(|next| !next.is_empty());
            if cursor.is_none() {
                break;
            }
        }
    }
}
