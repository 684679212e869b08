//! Checks of forgotten.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::forgotten::{Bank, Declined, Full, Journal, Receipt, SaleError, Shop};
use kit::{check, varied};
use tokio::time::{Instant, sleep};

use crate::symptom;

#[check]
async fn a_receipt_that_is_returned_has_been_saved() {
    a_sale_is_saved().await;
    // The journal may take its time, and none at all.
    let (payment, amount) = (varied(1, 2..=9_999), varied(5, 6..=9_999));
    for ms in [0, 1, 1_000, 7_200_000] {
        let books = Books::new(ms);
        books.payments.store(payment - 1, Ordering::SeqCst);
        let receipt = books.shop().sell(amount).await;
        let wanted = books.receipt(payment, amount);
        assert!(
            receipt.as_ref() == Ok(&wanted),
            "a sale with a journal that needs {ms} ms: `sell` returned {receipt:?} instead of Ok with payment {payment}"
        );
        books
            .assert_saved(&[wanted], &format!("one sale of {amount} cents"))
            .await;
    }
    let books = Books::new(10);
    let shop = books.shop();
    for amount in [0, 7, 7, u64::MAX] {
        let sold = shop.sell(amount).await;
        assert!(
            sold.is_ok(),
            "a sale of {amount} cents: `sell` returned {sold:?} instead of a receipt"
        );
    }
    let saved = [(1, 0), (2, 7), (3, 7), (4, u64::MAX)].map(|(n, amount)| books.receipt(n, amount));
    books
        .assert_saved(&saved, "four sales, one after another")
        .await;
    // Twenty sales at once.
    let books = Books::new(10);
    let shop = Arc::new(books.shop());
    let sales: Vec<_> = (1..=20)
        .map(|amount| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move { shop.sell(amount).await })
        })
        .collect();
    for sale in sales {
        let receipt = sale
            .await
            .expect("no sale panics")
            .expect("each sale is paid");
        let saved = books.saved();
        assert!(
            saved.contains(&receipt),
            "twenty sales at once: {receipt:?} was returned, and it was not in the journal yet"
        );
    }
    let saved = books.saved().len();
    assert!(
        saved == 20,
        "twenty sales at once: {saved} receipts are in the journal instead of 20"
    );
}

#[check]
async fn a_receipt_that_cannot_be_saved_is_an_error() {
    symptom::is_gone(a_sale_is_saved()).await;
    for ms in [0, 50] {
        let books = Books {
            full: true,
            ..Books::new(ms)
        };
        let sold = books.shop().sell(99).await;
        assert!(
            sold == Err(SaleError::Unsaved(books.receipt(1, 99))),
            "the journal was full, and the `save` of the journal returned Err(Full): `sell` returned {sold:?} instead of Err(Unsaved(…)) with the receipt of payment 1\n\nThe caller can handle an error only if the call returns it. Whether `save` is awaited is one question, what becomes of its result another one."
        );
        sleep(Duration::from_secs(86_400)).await;
        let calls = books.calls();
        assert!(
            calls == ["charge 99", "save 99"],
            "the journal was full: `sell` must charge and save once, and the calls are {calls:?}\n\nThe caller decides about a second try. It has the receipt."
        );
    }
}

#[check]
async fn nothing_is_saved_before_the_payment() {
    symptom::is_gone(a_sale_is_saved()).await;
    let books = Books {
        declines: true,
        ..Books::new(10)
    };
    let sold = books.shop().sell(30).await;
    sleep(Duration::from_secs(86_400)).await;
    assert!(
        sold == Err(SaleError::Declined),
        "the bank declined: `sell` returned {sold:?} instead of Err(Declined)"
    );
    let calls = books.calls();
    assert!(
        calls == ["charge 30"],
        "{}the bank declined, and the calls are {calls:?} instead of `charge 30` alone\n\n{PAID}",
        books.too_early()
    );
    // Given up while the bank is at work.
    let books = Books::new(10);
    let shop = books.shop();
    let sale = tokio::time::timeout(Duration::from_millis(5), shop.sell(40)).await;
    assert!(
        sale.is_err(),
        "the bank needs 10 ms, and after 5 ms `sell` had returned {sale:?}"
    );
    sleep(Duration::from_secs(86_400)).await;
    let calls = books.calls();
    assert!(
        calls == ["charge 40"],
        "{}`sell` was dropped while the bank was charging, and the calls are {calls:?} instead of `charge 40` alone\n\n{PAID}",
        books.too_early()
    );
}

/// The symptom: one sale.
async fn a_sale_is_saved() {
    let books = Books::new(20);
    let sold = books.shop().sell(1_250).await;
    assert!(
        sold == Ok(books.receipt(1, 1_250)),
        "one sale of 1250 cents: `sell` returned {sold:?} instead of Ok with payment 1"
    );
    let scene = "one sale of 1250 cents";
    books.assert_saved(&[books.receipt(1, 1_250)], scene).await;
    sleep(Duration::from_secs(86_400)).await;
    let scene = "a day after one sale of 1250 cents";
    books.assert_saved(&[books.receipt(1, 1_250)], scene).await;
}

const PAID: &str = "A receipt says that money was paid, with the number of the payment: both are known when `charge` has returned.";

/// The bank and the journal.
#[derive(Clone, Default)]
struct Books {
    declines: bool,
    full: bool,
    ms: u64,
    payments: Arc<AtomicU64>,
    saved: Arc<Mutex<Vec<Receipt>>>,
    /// The amounts that the bank is charging.
    charging: Arc<Mutex<Vec<u64>>>,
    /// When `save` was called last, and whether the bank was still charging this amount.
    begun: Arc<Mutex<Option<(Instant, bool)>>>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Books {
    /// Books that need `ms` milliseconds for each call.
    fn new(ms: u64) -> Self {
        Self {
            ms,
            ..Self::default()
        }
    }

    fn shop(&self) -> Shop<Self, Self> {
        Shop::new(self.clone(), self.clone())
    }

    fn receipt(&self, payment: u64, amount: u64) -> Receipt {
        Receipt { payment, amount }
    }

    fn saved(&self) -> Vec<Receipt> {
        self.saved.lock().unwrap().clone()
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn too_early(&self) -> &str {
        match *self.begun.lock().unwrap() {
            Some((_, true)) => "`save` was called before `charge` had returned: ",
            _ => "",
        }
    }

    /// `sell` has returned a receipt for each of the `wanted` ones.
    async fn assert_saved(&self, wanted: &[Receipt], scene: &str) {
        let (now, saved) = (Instant::now(), self.saved());
        if saved == wanted {
            return;
        }
        let begun = *self.begun.lock().unwrap();
        let calls = self
            .calls()
            .iter()
            .filter(|call| call.starts_with("save"))
            .count();
        sleep(Duration::from_secs(86_400)).await;
        let later = self.saved().len();
        let (count, ms) = (saved.len(), self.ms);
        let due = wanted.len();
        match begun {
            _ if later > count => panic!(
                "{scene}: `sell` has returned, and the journal had {count} of {due} receipts then, {later} a day later: \
                 `sell` does not wait for `save`\n\n\
                 A task goes on by itself, and its error with it. The receipt is saved only when `save` has returned."
            ),
            None => panic!(
                "{scene}: `sell` has returned, and `save` of the journal was never called, not even a day later: it has 0 of \
                 {due} receipts\n\n\
                 A call of an async function makes a future, and a future that is not polled does nothing. If it is given a \
                 name, even the compiler is silent."
            ),
            Some((at, _)) if count < due => panic!(
                "{scene}: `save` needs {ms} ms, `sell` returned {} ms after it was called, and the save has not ended, even a \
                 day later: the journal has {count} of {due} receipts\n\n\
                 A future goes on only while it is polled. If it is dropped before its end, the rest of the save does not \
                 happen.",
                (now - at).as_millis()
            ),
            Some(_) => {
                let differs = (0..due.max(count)).find(|&n| saved.get(n) != wanted.get(n));
                let shown = |receipts: &[Receipt]| {
                    let receipt = differs.and_then(|n| receipts.get(n));
                    receipt.map_or("no more".to_owned(), |receipt| format!("{receipt:?}"))
                };
                panic!(
                    "{}{scene}: the journal has {} instead of {}; `save` was called {calls} times\n\n{PAID}",
                    self.too_early(),
                    shown(&saved),
                    shown(wanted)
                )
            }
        }
    }

    async fn call(&self, call: String) {
        self.calls.lock().unwrap().push(call);
        if self.ms > 0 {
            sleep(Duration::from_millis(self.ms)).await;
        }
    }
}

impl Bank for Books {
    async fn charge(&self, amount: u64) -> Result<u64, Declined> {
        self.charging.lock().unwrap().push(amount);
        self.call(format!("charge {amount}")).await;
        self.charging
            .lock()
            .unwrap()
            .retain(|other| *other != amount);
        match self.declines {
            true => Err(Declined),
            false => Ok(self.payments.fetch_add(1, Ordering::SeqCst) + 1),
        }
    }
}

impl Journal for Books {
    async fn save(&self, receipt: Receipt) -> Result<(), Full> {
        let early = self.charging.lock().unwrap().contains(&receipt.amount);
        *self.begun.lock().unwrap() = Some((Instant::now(), early));
        self.call(format!("save {}", receipt.amount)).await;
        if self.full {
            return Err(Full);
        }
        self.saved.lock().unwrap().push(receipt);
        Ok(())
    }
}
