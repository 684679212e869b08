//! Belief: what is moved into an async block lies in it once.
//! Rejected by: it_keeps_only_what_it_still_needs
//! Saying: room for price's future twice

/// A future of the price times its rate: awaits `price`, and then what `rate_for` makes of it.
pub async fn total<A, M, B>(price: A, rate_for: M) -> u64
where
    A: Future<Output = u64>,
    M: FnOnce(u64) -> B,
    B: Future<Output = u64>,
{
    let price = price.await;
    let rate = rate_for(price).await;
    price * rate
}
