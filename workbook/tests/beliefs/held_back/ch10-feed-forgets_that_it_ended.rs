// entry: forgets_that_it_ended
use std::collections::VecDeque;

use futures::stream::{self, Stream};

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

type Asked<S> = (S, Result<Page, FetchError>);

pub fn posts<S: Site>(site: S) -> impl Stream<Item = Result<Post, FetchError>> {
    let mut site = Some(site);
    let mut ready: VecDeque<Post> = VecDeque::new();
    let mut cursor: Option<String> = None;
    let mut last = false;
    let mut asking = None;
    stream::poll_fn(move |cx| {
        use std::task::{Poll, ready};
        loop {
            if let Some(post) = ready.pop_front() {
                return Poll::Ready(Some(Ok(post)));
            }
            if last {
                last = false;
                cursor = None;
                return Poll::Ready(None);
            }
            if asking.is_none() {
                let (site, cursor) = (site.take().expect("not in use"), cursor.clone());
                asking = Some(Box::pin(async move {
                    let page = site.page(cursor.as_deref()).await;
                    let asked: Asked<S> = (site, page);
                    asked
                }));
            }
            let asked = asking.as_mut().expect("set above");
            let (back, page) = ready!(asked.as_mut().poll(cx));
            asking = None;
            site = Some(back);
            match page {
                Ok(page) => {
                    ready.extend(page.posts);
                    cursor = page.next;
                    last = cursor.is_none();
                }
                Err(error) => {
                    last = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    })
}
