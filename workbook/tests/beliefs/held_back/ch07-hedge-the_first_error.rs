// entry: the_first_error
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
    let mut first = None;
    loop {
        requests.push(ask(made));
        made += 1;
        let mut late = pin!(sleep(after));
        loop {
            tokio::select! {
                biased;
                Some(reply) = requests.next() => match reply {
                    Ok(value) => return Ok(value),
                    Err(error) => {
                        let error = first.get_or_insert(error);
                        let _ = error;
                        if requests.is_empty() {
                            if made == at_most {
                                return Err(first.take().expect("there was one"));
                            }
                            break;
                        }
                    }
                },
                () = &mut late, if made < at_most => break,
            }
        }
    }
}
