// entry: polls_each_save_once
use std::pin::pin;
use std::task::Poll;

pub async fn save_all<S, F>(visits: Vec<String>, save: S) -> usize
where
    S: Fn(String) -> F,
    F: Future<Output = bool>,
{
    let mut saved = 0;
    for visit in visits {
        let mut saving = pin!(save(visit));
        let polled = std::future::poll_fn(|cx| Poll::Ready(saving.as_mut().poll(cx))).await;
        if let Poll::Ready(true) = polled {
            saved += 1;
        }
    }
    saved
}
