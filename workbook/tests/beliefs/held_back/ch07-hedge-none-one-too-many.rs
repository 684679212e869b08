// entry: none, or one_more_than_at_most
use std::pin::pin;
use std::time::Duration;

use futures::stream::{FuturesUnordered, StreamExt};
use tokio::time::sleep;

pub async fn hedge<T, E, F>(
    mut ask: impl FnMut(usize) -> F,
    after: Duration,
    at_most: usize,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let mut requests = FuturesUnordered::new();
    let mut made = 0;
    loop {
        requests.push(ask(made));
        made += 1;
        let mut late = pin!(sleep(after));
        loop {
            tokio::select! {
                biased;
                Some(reply) = requests.next() => match reply {
                    Ok(value) => return Ok(value),
                    Err(error) if requests.is_empty() && made > at_most => return Err(error),
                    Err(_) if requests.is_empty() => break,
                    Err(_) => {}
                },
                () = &mut late, if made <= at_most => break,
            }
        }
    }
}
