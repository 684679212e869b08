//! Style: `select_all` over pinned boxes, with a time limit up to the next begin.

use std::time::Duration;

use futures::future::select_all;
use tokio::time::{Instant, timeout_at};

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
    let mut requests = vec![Box::pin(ask(0))];
    let (mut made, mut next_at) = (1, Instant::now() + after);
    loop {
        // By reference: dropping the future of `select_all` drops no request.
        let any = select_all(requests.iter_mut());
        let ended = if made < at_most {
            timeout_at(next_at, any).await.ok()
        } else {
            Some(any.await)
        };
        match ended.map(|(reply, place, _)| (reply, place)) {
            Some((Ok(value), _)) => return Ok(value),
            Some((Err(error), place)) => {
                drop(requests.swap_remove(place));
                if !requests.is_empty() {
                    continue;
                }
                if made == at_most {
                    return Err(error);
                }
            }
            None => {}
        }
        requests.push(Box::pin(ask(made)));
        made += 1;
        next_at = Instant::now() + after;
    }
}
