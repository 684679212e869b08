//! Style: no async at all: a future in a variable, polled by hand.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Poll, ready};
/// Saves `visits`, one after another, by calling `save` and waiting for it; resolves to how many of
/// them were saved.
pub fn save_all<S, F>(visits: Vec<String>, save: S) -> impl Future<Output = usize>
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut waiting = visits.into_iter();
    let mut under_way: Option<Pin<Box<F>>> = None;
    let mut saved = 0;
    poll_fn(move |cx| {
        loop {
            let Some(save_of_one) = &mut under_way else {
                match waiting.next() {
                    Some(visit) => under_way = Some(Box::pin(save(visit))),
                    None => return Poll::Ready(saved),
                }
                continue;
            };
            saved += usize::from(ready!(save_of_one.as_mut().poll(cx)));
            under_way = None;
        }
    })
}
