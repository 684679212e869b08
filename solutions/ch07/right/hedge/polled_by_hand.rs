//! Style: one `poll_fn` over a vector of pinned requests and a timer.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Makes up to `at_most` requests, the next one whenever no reply has come for `after`. Returns the first success.
///
/// # Errors
/// The last error, if all requests have failed.
pub async fn hedge<T, E, F>(
    mut ask: impl FnMut(usize) -> F,
    after: Duration,
    at_most: usize,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut requests: Vec<Pin<Box<F>>> = Vec::new();
    let mut late = pin!(sleep(Duration::ZERO));
    let (mut made, mut last_error) = (0, None);
    poll_fn(|cx| {
        loop {
            let mut place = 0;
            while place < requests.len() {
                match requests[place].as_mut().poll(cx) {
                    Poll::Ready(Ok(value)) => return Poll::Ready(Ok(value)),
                    Poll::Ready(Err(error)) => {
                        last_error = Some(error);
                        requests.remove(place);
                    }
                    Poll::Pending => place += 1,
                }
            }
            let is_time = requests.is_empty() || late.as_mut().poll(cx).is_ready();
            if made < at_most && is_time {
                requests.push(Box::pin(ask(made)));
                made += 1;
                late.as_mut().reset(Instant::now() + after);
            } else if requests.is_empty() {
                return Poll::Ready(Err(last_error.take().expect("all have failed")));
            } else {
                return Poll::Pending;
            }
        }
    })
    .await
}
