//! Style: `unfold` over a struct that holds a queue of posts and where to go on.

use std::collections::VecDeque;

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

struct Reader<S> {
    site: S,
    posts: VecDeque<Post>,
    next: Next,
}

enum Next {
    First,
    At(String),
    End,
}

impl<S: Site> Reader<S> {
    async fn post(&mut self) -> Option<Result<Post, FetchError>> {
        loop {
            if let Some(post) = self.posts.pop_front() {
                return Some(Ok(post));
            }
            let reply = match &self.next {
                Next::First => self.site.page(None).await,
                Next::At(cursor) => self.site.page(Some(cursor)).await,
                Next::End => return None,
            };
            match reply {
                Ok(page) => {
                    self.posts = page.posts.into();
                    self.next = page.next.map_or(Next::End, Next::At);
                }
                Err(error) => {
                    self.next = Next::End;
                    return Some(Err(error));
                }
            }
        }
    }
}

/// All posts of `site`, page by page.
pub fn posts<S: Site>(site: S) -> impl Stream<Item = Result<Post, FetchError>> {
    let reader = Reader {
        site,
        posts: VecDeque::new(),
        next: Next::First,
    };
    stream::unfold(reader, |mut reader| async move {
        let post = reader.post().await?;
        Some((post, reader))
    })
}
