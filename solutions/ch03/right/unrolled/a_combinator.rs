//! Style: the combinators `then` and `map` of `futures`.

use futures::FutureExt;

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub fn total<A, M, B>(price: A, rate_for: M) -> impl Future<Output = u64>
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    price.then(move |price| rate_for(price).map(move |rate| price * rate))
}
