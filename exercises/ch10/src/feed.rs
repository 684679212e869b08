//! # All posts of a feed
//!
//! ```
//! let mut posts = pin!(posts(site));
//! let newest = posts.next().await; // the site has been asked for one page
//! let others: Vec<Post> = posts.try_collect().await?; // now for all of them
//! ```
//!
//! A site gives its posts page by page, and each page says where the next one begins. A function that returns a
//! `Vec` asks for all pages, even if its caller needs three posts, and loses everything if the last page fails. A
//! stream asks for a page when its consumer gets there.
//!
//! Write `posts`. Requirements:
//!
//! 1. The stream gives all posts of all pages, in order. The first page is asked for with the cursor `None`, each
//!    other page with the `next` of the page before it, unchanged; an empty string is a cursor too.
//! 2. It ends after the page whose `next` is `None`. A page without posts is not the end; however many of them may
//!    come in a row.
//! 3. A page is asked for when the stream is polled for a post and has none left, not before.
//! 4. If a page fails, the stream gives the error once, then ends. The posts before it have been given.
//! 5. Each page is asked for once. If a `next()` is dropped while a request is in progress, the following `next()`
//!    goes on with that request.
//! 6. After its end the stream asks for nothing.
//!
//! Left open: what a poll after the end returns, whether it panics, and what happens if a cursor comes twice.

use futures::stream::{self, Stream};

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
    // So that the stub compiles: replace it with your stream.
    stream::poll_fn(move |_| {
        let _ = &site;
        todo!("ask `site` for a page, give its posts, and go on with the next page")
    })
}
