//! Checks of guarded.

use std::cell::Cell;
use std::time::Duration;

use ch13::guarded::Prices;
use futures::future::join;
use kit::{check, counted, virtual_ms};
use tokio::time::{sleep, timeout};

use crate::symptom;

#[check]
async fn an_unknown_item_is_asked_for_once_and_kept() {
    the_first_request_returns().await;
    let prices = Prices::new();
    let shop = Shop::default();
    for item in ["tea", "coffee", ""] {
        learn(&prices, &shop, item).await;
    }
    for _ in 0..3 {
        for item in ["tea", "coffee", ""] {
            let price = prices.get(item, async |item| shop.ask(item).await).await;
            assert!(
                price == Ok(price_of(item)),
                "the shop's price of {item:?} is {}, and `get` returned {price:?} for the known item",
                price_of(item)
            );
        }
    }
    let asked = shop.asked.get();
    assert!(
        asked == 3,
        "three items were requested five times each: the shop was asked {asked} times instead of 3"
    );
}

#[check]
async fn others_go_on_while_a_request_waits_for_the_shop() {
    symptom::is_gone(the_first_request_returns()).await;
    let prices = Prices::new();
    let shop = Shop::default();
    for item in ["tea", "milk"] {
        learn(&prices, &shop, item).await;
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
                again == 0,
                "a request for {item:?}, whose price is known, asked the shop again while another request waited for the \
                 shop: the known price was not there meanwhile\n\n\
                 What a request takes out of the lock for its await, a price or the whole map, is missing for all others \
                 until it is back, and for good if the request is dropped."
            );
            assert!(
                at == 10,
                "while another request waits for the shop, from 0 to 100 ms, a request for {item:?}, whose price is \
                 known, began at 10 ms and returned at {at} ms instead of 10\n\n\
                 A lock that is held across an await, a tokio one too, keeps out all other requests until the await \
                 ends."
            );
            assert!(
                price == Ok(price_of(item)),
                "while another request waits for the shop, one for {item:?} returned {price:?} instead of the known \
                 price, {}",
                price_of(item)
            );
        }
        let price = prices.get("cocoa", async |item| shop.ask(item).await).await;
        let at = virtual_ms() - began;
        assert!(
            at == 110 && price == Ok(price_of("cocoa")),
            "the shop takes 100 ms: a request for cocoa that began at 10 ms, while one for coffee waited, returned {price:?} \
             at {at} ms instead of Ok(500) at 110 ms"
        );
    };
    let (price, ()) = join(waits, others).await;
    assert!(
        price == Ok(price_of("coffee")),
        "a request for coffee that waited while others were served returned {price:?} instead of Ok(600)"
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

#[check]
async fn an_error_of_the_shop_is_returned_and_no_price_is_kept() {
    symptom::is_gone(the_first_request_returns()).await;
    let prices = Prices::new();
    let shop = Shop::default();
    learn(&prices, &shop, "milk").await;
    let closed = async |_: &str| {
        sleep(Duration::from_millis(5)).await;
        Err("closed")
    };
    for attempt in 1..=3 {
        let price = prices.get("tea", closed).await;
        if price == Err("closed") {
            continue;
        }
        let scene = format!(
            "request {attempt}: the shop fails, and `get` returned {price:?} instead of its error"
        );
        assert!(attempt > 1, "{scene}");
        // Dropped while it waits: what is kept now was put there before the answer.
        let prices = Prices::new();
        let _ = timeout(Duration::from_millis(1), prices.get("tea", closed)).await;
        let early = prices.get("tea", closed).await != Err("closed");
        panic!(
            "{scene}: request 1 had failed, and its item was kept as known{}",
            if early {
                ", even before the shop had answered\n\nAn entry in the map says that the price is known. It belongs there when `ask` has returned it."
            } else {
                "\n\nAn error says nothing about the price. The next request asks again."
            }
        );
    }
    let price = prices.get("tea", async |item| shop.ask(item).await).await;
    let asked = shop.asked.get() - 1;
    assert!(
        price == Ok(price_of("tea")) && asked == 1,
        "the shop failed three times and answers now: it was asked {asked} times instead of once, and `get` returned {price:?}"
    );
    let _ = prices.get("milk", async |item| shop.ask(item).await).await;
    assert!(
        shop.asked.get() == 2,
        "the price of milk was known when the shop failed for tea: it was asked for milk again"
    );
}

#[check]
async fn a_dropped_request_leaves_the_prices_usable() {
    symptom::is_gone(the_first_request_returns()).await;
    for known in ["milk", "coffee"] {
        let prices = Prices::new();
        let shop = Shop::default();
        learn(&prices, &shop, known).await;
        for ms in [0, 1, 99] {
            let waits = prices.get("tea", async |item| shop.ask(item).await);
            let _ = timeout(Duration::from_millis(ms), waits).await;
        }
        shop.asked.set(0);
        for (item, due) in [(known, 0), ("tea", 1)] {
            let get = prices.get(item, async |item| shop.ask(item).await);
            let price = timeout(HOUR, get).await;
            let asked = shop.asked.get();
            let Ok(price) = price else {
                panic!(
                    "three requests for tea were dropped while they waited: a later one for {item:?} has not returned in an hour"
                );
            };
            assert!(
                price == Ok(price_of(item)),
                "three requests for tea were dropped while they waited: a later one for {item:?} asked the shop \
                 {} instead of {due}, and returned {price:?} instead of {}\n\n{DROPPED}",
                counted(asked, "time"),
                price_of(item)
            );
            assert!(
                asked == due || item == "tea",
                "the price of {known} was known, then three requests for tea were dropped while they waited, and the \
                 next one for {known} asked the shop again\n\n{DROPPED}"
            );
        }
        assert!(
            shop.asked.get() == 1,
            "three requests for tea were dropped, and the price of {known} was known: for one request of each, \
             the shop was asked {} times instead of once",
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

const DROPPED: &str = "A dropped future ends at the await at which it waits, and what comes after, to put something back for example, does not run.";

/// Asks for the price of `item`, then again: the second time the price is known.
async fn learn(prices: &Prices, shop: &Shop, item: &str) {
    let before = shop.asked.get();
    for attempt in 1..=2 {
        let price = prices.get(item, async |item| shop.ask(item).await).await;
        let want = price_of(item);
        assert!(
            price == Ok(want),
            "the shop's price of {item:?} is {want}, and request {attempt} for it returned {price:?}"
        );
    }
    let asked = shop.asked.get() - before;
    assert!(
        asked == 1,
        "the next `get` for an item asked the shop again: the price was not kept. Either `get` does not put it into the \
         map of `Prices`, or a `try_lock` fails there, because the guard of the `match` lives until its end"
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
