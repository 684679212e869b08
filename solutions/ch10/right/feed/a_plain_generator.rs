//! Style: `stream!` without `?`; the error is an item like the others.

use async_stream::stream;
use futures::stream::Stream;

/// One post.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its number.
    pub id: u64,
    /// Its first line.
    pub title: String,
}

/// Some posts, and where the others are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The posts of this page.
    pub posts: Vec<Post>,
    /// The cursor of the next page, unless this is the last one.
    pub next: Option<String>,
}

/// Why a page did not come: the status of the reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FetchError(pub u16);

/// A site whose posts come in pages.
pub trait Site {
    /// Asks for the page at `cursor`, or for the first one.
    fn page(&self, cursor: Option<&str>) -> impl Future<Output = Result<Page, FetchError>>;
}

/// All posts of `site`, page by page.
pub fn posts<S: Site>(site: S) -> impl Stream<Item = Result<Post, FetchError>> {
    stream! {
        let mut cursor: Option<String> = None;
        loop {
            match site.page(cursor.as_deref()).await {
                Ok(page) => {
                    for post in page.posts {
                        yield Ok(post);
                    }
                    if page.next.is_none() {
                        return;
                    }
                    cursor = page.next;
                }
                Err(error) => {
                    yield Err(error);
                    return;
                }
            }
        }
    }
}
