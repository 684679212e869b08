//! Style: a state machine with its own `poll`.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

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
    Load::Visitor(Box::pin(visitor), Some((orders, friends)))
}

enum Load<V, A, B, O, F> {
    Visitor(Pin<Box<V>>, Option<(A, B)>),
    Both {
        name: String,
        orders: Asked<O>,
        friends: Asked<F>,
    },
}

enum Asked<F> {
    Waiting(Pin<Box<F>>),
    Said(Vec<String>),
}

impl<F: Future<Output = Vec<String>>> Asked<F> {
    fn poll(&mut self, cx: &mut Context<'_>) -> bool {
        if let Asked::Waiting(future) = self {
            match future.as_mut().poll(cx) {
                Poll::Ready(list) => *self = Asked::Said(list),
                Poll::Pending => return false,
            }
        }
        true
    }

    fn take(&mut self) -> Vec<String> {
        match self {
            Asked::Said(list) => std::mem::take(list),
            Asked::Waiting(_) => Vec::new(),
        }
    }
}

impl<V, A, B, O, F> Unpin for Load<V, A, B, O, F> {}

impl<V, A, B, O, F> Future for Load<V, A, B, O, F>
where
    V: Future<Output = Visitor>,
    A: FnOnce(u64) -> O,
    B: FnOnce(u64) -> F,
    O: Future<Output = Vec<String>>,
    F: Future<Output = Vec<String>>,
{
    type Output = Page;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Page> {
        if let Load::Visitor(visitor, questions) = &mut *self {
            let visitor = ready!(visitor.as_mut().poll(cx));
            let (orders, friends) = questions.take().expect("asked once");
            *self = Load::Both {
                name: visitor.name,
                orders: Asked::Waiting(Box::pin(orders(visitor.number))),
                friends: Asked::Waiting(Box::pin(friends(visitor.number))),
            };
        }
        match &mut *self {
            Load::Both {
                name,
                orders,
                friends,
            } => {
                let ended = (orders.poll(cx), friends.poll(cx));
                if ended != (true, true) {
                    return Poll::Pending;
                }
                Poll::Ready(Page {
                    name: std::mem::take(name),
                    orders: orders.take(),
                    friends: friends.take(),
                })
            }
            Load::Visitor(..) => Poll::Pending,
        }
    }
}
