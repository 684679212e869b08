//! Hidden checks of ch01/overlap.

/// A page waits for its own services only. Calls of `load_page` are independent, so several can
/// wait at the same time.
#[check]
async fn two_pages_at_once_take_no_longer_than_one() {
    let gauge = Gauge::new();
    let page = |number| {
        load_page(
            gauge.job("visitor", 10, visitor(number)),
            service(&gauge, "orders", 120, &["tea"]),
            service(&gauge, "friends", 80, &["Bob"]),
        )
    };
    ::tokio::join!(page(1), page(2));
    let (took, ended) = (virtual_ms(), gauge.finished());
    assert!(
        ended == 6,
        "two pages were returned when {ended} of 6 jobs had ended"
    );
    assert!(
        took == 130,
        "right with one page, wrong with two at once: they took {took} ms instead of 130"
    );
}
