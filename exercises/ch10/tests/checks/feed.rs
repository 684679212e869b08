//! Checks of feed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

use ch10::feed::{FetchError, Page, Post, Site, posts};
use futures::stream::{Stream, StreamExt};
use kit::{ByHand, Gauge, caught, check, counted, varied};

use crate::words::had_been;

type Given = Result<Post, FetchError>;

type Reply = Result<Page, FetchError>;

/// All posts of one page come before the next page is asked for. `next` is `None` on the last page; as a cursor, `None`
/// means the first page.
#[check]
async fn all_posts_of_all_pages_come_in_order() {
    let (first, last) = (varied(3, 1..=9) as usize, varied(4, 1..=9) as usize);
    for sizes in [
        vec![first, 2, last],
        vec![1],
        vec![2],
        vec![1, 1, 1],
        vec![100, 7],
    ] {
        let feed = Feed::new(&sizes);
        let given = feed.some(posts(feed.site())).await;
        let wanted = feed.posts();
        assert!(
            given == wanted,
            "{}",
            feed.wrong(&format!("pages of {sizes:?} posts"), &given, &wanted)
        );
    }
    // Two posts may be equal.
    let mut feed = Feed::new(&[2, 3, 1]);
    feed.id = |_| 7;
    let given = feed.some(posts(feed.site())).await;
    assert!(
        given.len() == 6,
        "of 6 posts that are all equal, {} came",
        given.len()
    );
}

/// A cursor belongs to the site, which alone knows what it means. `None` says that there is no cursor; an empty
/// string is one.
#[check]
async fn each_page_is_asked_for_with_the_next_of_the_page_before() {
    let after = format!(" after={} ", varied(9, 10..=9_999));
    let names: [&str; 10] = [
        "", "2", "1", "0", &after, "None", "null", "%2F?&=", "späť", "\n",
    ];
    let mut feed = Feed::new(&[1; 11]);
    feed.cursors = names.map(str::to_owned).to_vec();
    let given = feed.some(posts(feed.site())).await;
    let asked = feed.asked.borrow();
    let wanted: Vec<_> = std::iter::once(None)
        .chain(names.map(|name| Some(name.to_owned())))
        .collect();
    let wrong = (0..wanted.len()).find(|&place| asked.get(place) != Some(&wanted[place]));
    if let Some(place) = wrong {
        let wanted = &wanted[place];
        match asked.get(place) {
            None => panic!(
                "the `next` of page {place} is {wanted:?}, and page {} was not asked for",
                place + 1
            ),
            Some(cursor) if place == 0 => {
                panic!("the first page was asked for with {cursor:?} instead of {wanted:?}")
            }
            Some(cursor) => panic!(
                "{}",
                other_cursor(place, cursor.as_deref(), wanted.as_deref())
            ),
        }
    }
    drop(asked);
    let wanted = feed.posts();
    assert!(
        given == wanted,
        "{}",
        feed.wrong("11 pages of 1 post", &given, &wanted)
    );
}

/// A page can be empty because its posts were deleted or filtered. Whether it is the last one is said by its `next`
/// alone.
#[check]
async fn a_page_without_posts_is_not_the_end() {
    for sizes in [
        vec![0, 0, 2],
        vec![1, 0, 1],
        vec![2, 0, 0, 0, 1, 0],
        vec![0],
        vec![0, 0, 0],
    ] {
        let feed = Feed::new(&sizes);
        let given = feed.some(posts(feed.site())).await;
        let (asked, wanted) = (feed.asked(), feed.posts());
        assert!(
            given == wanted && asked == sizes.len(),
            "{}",
            feed.wrong(
                &format!(
                    "pages of {sizes:?} posts, and {asked} of {} were asked for",
                    counted(sizes.len(), "page")
                ),
                &given,
                &wanted
            )
        );
    }
    let mut sizes = vec![0; 100_000];
    sizes.push(1);
    let feed = Feed::new(&sizes);
    let given = feed.some(posts(feed.site())).await;
    assert!(
        given == feed.posts(),
        "after 100000 pages without a post, {} posts came instead of 1",
        given.len()
    );
}

/// A stream runs when it is polled, up to the next item. What comes after a `yield` runs when the item after it is
/// asked for.
#[check]
async fn a_page_is_asked_for_when_its_first_post_is() {
    for (sizes, pendings) in [
        (vec![2, 2, 1], 0),
        (vec![2, 3], 2),
        (vec![1, 0, 0, 1], 0),
        (vec![0, 2, 2], 1),
    ] {
        let mut feed = Feed::new(&sizes);
        feed.pendings = pendings;
        let mut stream = Box::pin(posts(feed.site()));
        assert!(
            feed.asked() == 0,
            "{} asked for before the stream was polled",
            had_been(feed.asked(), "page")
        );
        let mut given = 0;
        for (page, &size) in sizes.iter().enumerate() {
            for nth in 1..=size {
                assert!(
                    stream.next().await.is_some(),
                    "{}",
                    feed.unknown_cursor().unwrap_or_else(|| format!(
                        "pages of {sizes:?} posts: the stream ended after {}",
                        counted(given, "item")
                    ))
                );
                given += 1;
                let asked = feed.asked();
                assert!(
                    asked == page + 1,
                    "when {} had been given, {} asked for instead of {}: pages have {sizes:?} posts, and the last one \
                     given was post {nth} of page {}",
                    counted(given, "post"),
                    had_been(asked, "page"),
                    page + 1,
                    page + 1
                );
            }
        }
    }
}

/// An error is an item: without it, the consumer takes a part of the feed for the whole. The rest is unknown, so the
/// stream ends after it.
#[check]
async fn an_error_is_given_once_and_ends_the_stream() {
    for (sizes, fails) in [
        (vec![2, 2, 2], 2),
        (vec![2, 3, 1], 1),
        (vec![1, 1], 0),
        (vec![0, 1], 1),
    ] {
        for status in [503, 404] {
            let mut feed = Feed::new(&sizes);
            feed.fails = Some((fails, status));
            let given = feed.some(posts(feed.site())).await;
            let wanted = feed.posts();
            assert!(
                given == wanted,
                "{}",
                feed.wrong(
                    &format!(
                        "page {} fails with {status}, and pages have {sizes:?} posts",
                        fails + 1
                    ),
                    &given,
                    &wanted
                )
            );
            assert!(
                feed.asked() == fails + 1,
                "page {} failed, and after that the stream asked for {}",
                fails + 1,
                counted(feed.asked() - fails - 1, "more page")
            );
        }
    }
}

/// The future of `next()` only polls the stream. A request that belongs to the stream goes on when that future is
/// dropped, as by a time limit.
#[check]
async fn a_request_goes_on_when_a_next_is_dropped() {
    for pendings in [1, 3] {
        let mut feed = Feed::new(&[2, 1, 0, 2]);
        feed.pendings = pendings;
        let mut stream = Box::pin(posts(feed.site()));
        let (mut given, mut dropped) = (Vec::new(), 0);
        loop {
            // Dropped at the end of this turn, pending or not.
            let mut next = ByHand::new(stream.next());
            match next.poll() {
                Poll::Ready(Some(post)) => given.push(post),
                Poll::Ready(None) => break,
                Poll::Pending => dropped += 1,
            }
            assert!(
                feed.requests.given_up() == 0,
                "a `next()` was dropped at its first Pending, and the request in progress was dropped or begun again"
            );
            assert!(
                dropped <= 4 * pendings + 4,
                "a page takes {} polls, and after {dropped} pending `next()` {} of 4 pages had come",
                pendings + 1,
                feed.requests.finished()
            );
        }
        let wanted = feed.posts();
        assert!(
            given == wanted,
            "{}",
            feed.wrong("each pending `next()` was dropped", &given, &wanted)
        );
        assert!(
            dropped > 0 && feed.asked() == 4,
            "{dropped} pending `next()` were dropped, and 4 pages were asked for {} times",
            feed.asked()
        );
    }
}

/// A stream may be polled after its end, by `select!` in a loop for one. Nothing is left to ask for.
#[check]
async fn nothing_is_asked_for_after_the_end() {
    for fails in [None, Some((1, 503)), Some((0, 404))] {
        let mut feed = Feed::new(&[1, 1]);
        feed.fails = fails;
        let mut stream = Box::pin(posts(feed.site()));
        while let Some(post) = stream.next().await {
            let _ = feed.count(post);
        }
        let (asked, how) = (
            feed.asked(),
            if fails.is_some() {
                "an error"
            } else {
                "the last page"
            },
        );
        assert!(asked > 0, "the stream ended before it had asked for a page");
        for _ in 0..3 {
            // Some streams panic if they are polled after their end: that is left open.
            let _ = caught(|| ByHand::new(stream.next()).poll().map(drop));
        }
        assert!(
            feed.asked() == asked,
            "the stream had ended after {how}, was polled again, and asked for {}",
            counted(feed.asked() - asked, "more page")
        );
    }
}

/// What a feed holds, and what its site has seen.
struct Feed {
    sizes: Vec<usize>,
    /// The cursors of all pages but the first.
    cursors: Vec<String>,
    id: fn(u64) -> u64,
    fails: Option<(usize, u16)>,
    /// How often a request is pending before its page comes.
    pendings: usize,
    asked: Rc<RefCell<Vec<Option<String>>>>,
    given: Cell<usize>,
    /// The error that was given.
    failed: Cell<Option<FetchError>>,
    requests: Gauge,
}

impl Feed {
    fn new(sizes: &[usize]) -> Self {
        Self {
            sizes: sizes.to_vec(),
            cursors: (1..sizes.len())
                .map(|page| format!("cursor {}", page + 1))
                .collect(),
            id: |id| id,
            fails: None,
            pendings: 0,
            asked: Rc::default(),
            given: Cell::new(0),
            failed: Cell::new(None),
            requests: Gauge::new(),
        }
    }

    fn site(&self) -> Counted {
        let mut pages = HashMap::new();
        let mut ids = 0..;
        for (page, &size) in self.sizes.iter().enumerate() {
            let cursor = page
                .checked_sub(1)
                .map(|before| self.cursors[before].clone());
            let posts = ids.by_ref().take(size).map(|id| post((self.id)(id)));
            let found = Page {
                posts: posts.collect(),
                next: self.cursors.get(page).cloned(),
            };
            let reply = match self.fails {
                Some((fails, status)) if fails == page => Err(FetchError(status)),
                _ => Ok(found),
            };
            pages.insert(cursor, reply);
        }
        Counted {
            pages,
            pendings: self.pendings,
            asked: Rc::clone(&self.asked),
            requests: self.requests.clone(),
        }
    }

    /// All that the stream should give.
    fn posts(&self) -> Vec<Given> {
        let before = self.fails.map_or(self.sizes.len(), |(page, _)| page);
        let count = self.sizes[..before].iter().sum::<usize>();
        let posts = (0..count as u64).map(|id| Ok(post((self.id)(id))));
        let error = self.fails.map(|(_, status)| Err(FetchError(status)));
        posts.chain(error).collect()
    }

    /// All that the stream gives. It stops a stream that does not end.
    async fn some(&self, stream: impl Stream<Item = Given>) -> Vec<Given> {
        stream.map(|given| self.count(given)).collect().await
    }

    fn count(&self, given: Given) -> Given {
        if let Some(error) = self.failed.get() {
            panic!(
                "the stream gave Err({error:?}), and then {given:?} instead of its end\n\nWhat comes after a page that \
                 failed is unknown, because the page says where the next one begins."
            );
        }
        self.failed.set(given.clone().err());
        self.given.set(self.given.get() + 1);
        let count = self.sizes.iter().sum::<usize>();
        assert!(
            self.given.get() <= count + 1,
            "the feed has {count} posts, and the stream has given {} items: it does not end. The pages that it asked \
             for were {:?}",
            self.given.get(),
            self.pages_asked()
        );
        given
    }

    fn asked(&self) -> usize {
        self.asked.borrow().len()
    }

    /// What is wrong with the items: an unknown cursor comes before what it led to.
    fn wrong(&self, scene: &str, given: &[Given], wanted: &[Given]) -> String {
        self.unknown_cursor()
            .unwrap_or_else(|| format!("{scene}: {}", difference(given, wanted)))
    }

    /// The page at `cursor`, counted from 0.
    fn page_of(&self, cursor: &Option<String>) -> Option<usize> {
        match cursor {
            None => Some(0),
            Some(cursor) => Some(1 + self.cursors.iter().position(|known| known == cursor)?),
        }
    }

    /// The pages that were asked for, counted from 1.
    fn pages_asked(&self) -> Vec<usize> {
        let asked = self.asked.borrow();
        asked
            .iter()
            .filter_map(|cursor| Some(self.page_of(cursor)? + 1))
            .collect()
    }

    /// Says that a page was asked for with a cursor that no page gave.
    fn unknown_cursor(&self) -> Option<String> {
        let asked = self.asked.borrow();
        let at = asked
            .iter()
            .position(|cursor| self.page_of(cursor).is_none())?;
        let cursor = asked[at].as_deref();
        let Some(before) = at
            .checked_sub(1)
            .and_then(|before| self.page_of(&asked[before]))
        else {
            return Some(format!(
                "the first page was asked for with {cursor:?} instead of None"
            ));
        };
        let next = self.cursors.get(before).map(String::as_str);
        Some(other_cursor(before + 1, cursor, next))
    }
}

/// Says that the page after `page`, counted from 1, was asked for with another cursor than `next`.
fn other_cursor(page: usize, cursor: Option<&str>, next: Option<&str>) -> String {
    format!(
        "after page {page} the stream asked for a page with {cursor:?}, and the `next` of page {page} is {next:?}\n\n\
         A cursor belongs to the site, which alone knows what it means: it is passed on unchanged. This site replies \
         with 400 to a cursor that it does not know."
    )
}

struct Counted {
    pages: HashMap<Option<String>, Reply>,
    pendings: usize,
    asked: Rc<RefCell<Vec<Option<String>>>>,
    requests: Gauge,
}

impl Site for Counted {
    fn page(&self, cursor: Option<&str>) -> impl Future<Output = Result<Page, FetchError>> {
        let cursor = cursor.map(str::to_owned);
        let mut asked = self.asked.borrow_mut();
        asked.push(cursor.clone());
        assert!(
            asked.len() <= self.pages.len() + 20,
            "the site has {}, and was asked for a page {} times, at last with the cursor {cursor:?}\n\n\
             Each page is asked for once: a request is kept until it is ready, and the `next` of its page says what \
             comes after it.",
            counted(self.pages.len(), "page"),
            asked.len()
        );
        drop(asked);
        async move {
            let pass = self.requests.enter();
            let mut left = self.pendings;
            poll_fn(|cx| {
                if left == 0 {
                    return Poll::Ready(());
                }
                left -= 1;
                cx.waker().wake_by_ref();
                Poll::Pending
            })
            .await;
            pass.finish();
            self.pages
                .get(&cursor)
                .cloned()
                .unwrap_or(Err(FetchError(400)))
        }
    }
}

fn post(id: u64) -> Post {
    Post {
        id,
        title: format!("post {id}"),
    }
}

/// Where what was given first differs from what is wanted.
fn difference(given: &[Given], wanted: &[Given]) -> String {
    let place = (0..wanted.len()).find(|&place| given.get(place) != wanted.get(place));
    match place {
        None if given.len() == wanted.len() => "the items are right".to_owned(),
        None => format!(
            "after {} items the stream gave {:?} instead of its end",
            wanted.len(),
            given[wanted.len()]
        ),
        Some(place) => match given.get(place) {
            None => format!(
                "the stream ended after {} items, and {:?} is missing",
                given.len(),
                wanted[place]
            ),
            Some(item) => format!("item {place} is {item:?} instead of {:?}", wanted[place]),
        },
    }
}
