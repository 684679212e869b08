//! Style: the `select!` of `futures`; a fused timer that is replaced, and that ends with the last request.

use std::time::Duration;

use futures::future::Fuse;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt, select_biased};
use tokio::time::sleep;

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
    let mut requests = FuturesUnordered::new();
    let mut late = Box::pin(Fuse::terminated());
    let mut last_error = None;
    let mut numbers = 0..at_most;
    loop {
        let mut begin = false;
        select_biased! {
            reply = requests.select_next_some() => match reply {
                Ok(value) => return Ok(value),
                Err(error) => last_error = Some(error),
            },
            () = late => begin = true,
            complete => begin = true,
        }
        if begin || requests.is_empty() {
            match numbers.next() {
                Some(nth) => {
                    requests.push(ask(nth));
                    late.set(sleep(after).fuse());
                }
                None if requests.is_empty() => {
                    return Err(last_error.expect("`at_most` is at least 1, and all have failed"));
                }
                None => late.set(Fuse::terminated()),
            }
        }
    }
}
