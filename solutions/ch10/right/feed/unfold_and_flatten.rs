//! Style: `try_unfold` makes a stream of pages, `try_flatten` one of posts.

use futures::stream::{self, Stream, TryStreamExt};

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
    // `None` outside: there is no other page. `None` inside: the first page.
    let first: Option<Option<String>> = Some(None);
    let pages = stream::try_unfold((site, first), |(site, cursor)| async {
        let Some(cursor) = cursor else {
            return Ok(None);
        };
        let page = site.page(cursor.as_deref()).await?;
        let posts = stream::iter(page.posts.into_iter().map(Ok));
        Ok(Some((posts, (site, page.next.map(Some)))))
    });
    pages.try_flatten()
}
