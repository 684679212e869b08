//! Style: a hand-written `poll_next`; the request in progress owns the site and gives it back.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

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

struct Posts<F, M> {
    request: Option<Pin<Box<F>>>,
    make: M,
    posts: vec::IntoIter<Post>,
}

impl<S, F, M> Stream for Posts<F, M>
where
    F: Future<Output = (S, Result<Page, FetchError>)>,
    M: FnMut(S, Option<String>) -> F + Unpin,
{
    type Item = Result<Post, FetchError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(post) = this.posts.next() {
                return Poll::Ready(Some(Ok(post)));
            }
            let Some(request) = &mut this.request else {
                return Poll::Ready(None);
            };
            let (site, reply) = ready!(request.as_mut().poll(cx));
            this.request = None;
            match reply {
                Ok(page) => {
                    this.posts = page.posts.into_iter();
                    if let Some(cursor) = page.next {
                        this.request = Some(Box::pin((this.make)(site, Some(cursor))));
                    }
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }
}

/// All posts of `site`, page by page.
pub fn posts<S: Site>(site: S) -> impl Stream<Item = Result<Post, FetchError>> {
    // An async function asks for nothing until it is polled, so the next request may be made early.
    let make = |site: S, cursor: Option<String>| async move {
        let reply = site.page(cursor.as_deref()).await;
        (site, reply)
    };
    Posts {
        request: Some(Box::pin(make(site, None))),
        make,
        posts: Vec::new().into_iter(),
    }
}
