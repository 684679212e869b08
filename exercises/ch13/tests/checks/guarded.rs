//! Checks of guarded.

use std::cell::Cell;
use std::time::Duration;

use ch13::guarded::Prices;
use futures::future::join;
use kit::{check, virtual_ms};
use tokio::time::{sleep, timeout};

/// The temporaries of a `match` scrutinee live until the end of the `match`.
#[check]
async fn an_unknown_item_is_asked_for_once_and_kept() {
    the_first_request_returns().await;
    let prices = Prices::new();
    let shop = Shop::default();
    for _ in 0..3 {
        for item in ["tea", "coffee", ""] {
            let price = prices.get(item, async |item| shop.ask(item).await).await;
            assert!(
                price == Ok(price_of(item)),
                "the shop's price of {item:?} is {}, and `get` returned {price:?}",
                price_of(item)
            );
        }
    }
    let asked = shop.asked.get();
    assert!(
        asked == 3,
        "three items were requested three times each: the shop was asked {asked} times"
    );
}

/// A lock that is held across an await keeps out all other requests until the await ends.
#[check]
async fn others_go_on_while_a_request_waits_for_the_shop() {
    the_first_request_returns().await;
    let prices = Prices::new();
    let shop = Shop::default();
    for item in ["tea", "milk"] {
        let _ = prices.get(item, async |item| shop.ask(item).await).await;
    }
    let began = virtual_ms();
    let waits = prices.get("coffee", async |item| shop.ask(item).await);
    let others = async {
        sleep(Duration::from_millis(10)).await;
        for item in ["tea", "milk"] {
            let asked = shop.asked.get();
            let price = prices.get(item, async |item| shop.ask(item).await).await;
            let (at, again) = (virtual_ms() - began, shop.asked.get() - asked);
            assert!(
                at == 10 && again == 0 && price == Ok(price_of(item)),
                "another request waits for the shop: a request for {item:?}, whose price is known, began at \
                 10 ms, asked the shop {again} times and returned {price:?} at {at} ms"
            );
        }
        let price = prices.get("cocoa", async |item| shop.ask(item).await).await;
        let at = virtual_ms() - began;
        assert!(
            at == 110 && price == Ok(price_of("cocoa")),
            "the shop takes 100 ms: a request that began while another one waited, at 10 ms, returned at {at} ms"
        );
    };
    let (price, ()) = join(waits, others).await;
    assert!(
        price == Ok(price_of("coffee")),
        "a request that waited while others were served returned {price:?}"
    );
    for item in ["coffee", "cocoa"] {
        let asked = shop.asked.get();
        let _ = prices.get(item, async |item| shop.ask(item).await).await;
        assert!(
            shop.asked.get() == asked,
            "coffee and cocoa were asked for at the same time: the price of {item} was not kept"
        );
    }
}

/// An error says nothing about the price. The next request asks again.
#[check]
async fn an_error_of_the_shop_is_returned_and_no_price_is_kept() {
    the_first_request_returns().await;
    let prices = Prices::new();
    let shop = Shop::default();
    let _ = prices.get("milk", async |item| shop.ask(item).await).await;
    for attempt in 1..=3 {
        let price = prices
            .get("tea", async |_| {
                sleep(Duration::from_millis(5)).await;
                Err("closed")
            })
            .await;
        assert!(
            price == Err("closed"),
            "request {attempt}: the shop failed, and `get` returned {price:?}"
        );
    }
    let price = prices.get("tea", async |item| shop.ask(item).await).await;
    let asked = shop.asked.get() - 1;
    assert!(
        price == Ok(price_of("tea")) && asked == 1,
        "the shop failed three times and would answer now: it was asked {asked} times, and `get` returned {price:?}"
    );
    let _ = prices.get("milk", async |item| shop.ask(item).await).await;
    assert!(
        shop.asked.get() == 2,
        "the price of milk was known when the shop failed for tea: it was asked for milk again"
    );
}

/// A dropped future ends at the await at which it waits, and what comes after does not run.
#[check]
async fn a_dropped_request_leaves_the_prices_usable() {
    the_first_request_returns().await;
    for known in ["milk", "coffee"] {
        let prices = Prices::new();
        let shop = Shop::default();
        let _ = prices.get(known, async |item| shop.ask(item).await).await;
        for ms in [0, 1, 99] {
            let waits = prices.get("tea", async |item| shop.ask(item).await);
            let _ = timeout(Duration::from_millis(ms), waits).await;
        }
        shop.asked.set(0);
        for item in [known, "tea"] {
            let get = prices.get(item, async |item| shop.ask(item).await);
            let price = timeout(HOUR, get).await;
            assert!(
                price == Ok(Ok(price_of(item))),
                "three requests were dropped while they waited: a later one for {item:?} returned {price:?}"
            );
        }
        assert!(
            shop.asked.get() == 1,
            "three requests for tea were dropped, and the price of {known} was known: for one request of each, \
             the shop was asked {} times",
            shop.asked.get()
        );
    }
}

/// The scenario of the report.
async fn the_first_request_returns() {
    let price = Prices::new().get("tea", async |_| Ok::<_, ()>(1)).await;
    assert!(
        price == Ok(1),
        "the first request for an item returned {price:?}"
    );
}

const HOUR: Duration = Duration::from_secs(3600);

/// A shop that answers after 100 ms and counts how often it was asked.
#[derive(Default)]
struct Shop {
    asked: Cell<usize>,
}

impl Shop {
    async fn ask(&self, item: &str) -> Result<u32, &'static str> {
        self.asked.set(self.asked.get() + 1);
        sleep(Duration::from_millis(100)).await;
        Ok(price_of(item))
    }
}

/// The empty name is free: zero is a price.
fn price_of(item: &str) -> u32 {
    u32::try_from(item.len()).unwrap_or_default() * 100
}
