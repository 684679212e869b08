//! Checks of forgotten.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ch13::forgotten::{Bank, Declined, Full, Journal, Receipt, SaleError, Shop};
use kit::check;
use tokio::time::sleep;

/// A call of an async function makes a future, and a future that is not polled does nothing. If it is given a name,
/// even the compiler is silent.
#[check]
async fn a_receipt_that_is_returned_has_been_saved() {
    a_sale_is_saved().await;
    // The journal may take its time, and none at all.
    for ms in [0, 1, 1_000, 7_200_000] {
        let books = Books::new(ms);
        let receipt = books.shop().sell(5).await;
        assert!(
            receipt == Ok(books.receipt(1, 5)),
            "a journal that needs {ms} ms: `sell` returned {receipt:?}"
        );
        books.assert_saved(
            &[books.receipt(1, 5)],
            &format!("a journal that needs {ms} ms"),
        );
    }
    let books = Books::new(10);
    let shop = books.shop();
    for amount in [0, 7, 7, u64::MAX] {
        let sold = shop.sell(amount).await;
        assert!(sold.is_ok(), "a sale of {amount} cents ended with {sold:?}");
    }
    let saved = [(1, 0), (2, 7), (3, 7), (4, u64::MAX)].map(|(n, amount)| books.receipt(n, amount));
    books.assert_saved(&saved, "four sales, one after another");
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
        "twenty sales at once: {saved} receipts are in the journal"
    );
}

/// The caller can handle an error only if the call returns it: a task that ends with an error that no code looks at is
/// silent as well.
#[check]
async fn a_receipt_that_cannot_be_saved_is_an_error() {
    a_sale_is_saved().await;
    for ms in [0, 50] {
        let books = Books {
            full: true,
            ..Books::new(ms)
        };
        let sold = books.shop().sell(99).await;
        assert!(
            sold == Err(SaleError::Unsaved(books.receipt(1, 99))),
            "the journal was full: `sell` returned {sold:?}"
        );
        sleep(Duration::from_secs(86_400)).await;
        let calls = books.calls();
        assert!(
            calls == ["charge 99", "save 99"],
            "the journal was full: `sell` must charge and save once, and the calls are {calls:?}"
        );
    }
}

/// A receipt says that money was paid.
#[check]
async fn nothing_is_saved_before_the_payment() {
    a_sale_is_saved().await;
    let books = Books {
        declines: true,
        ..Books::new(10)
    };
    let sold = books.shop().sell(30).await;
    sleep(Duration::from_secs(86_400)).await;
    assert!(
        sold == Err(SaleError::Declined),
        "the bank declined: `sell` returned {sold:?}"
    );
    let calls = books.calls();
    assert!(
        calls == ["charge 30"],
        "the bank declined: only `charge 30` was expected, and the calls are {calls:?}"
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
        "`sell` was dropped while the bank was charging: only `charge 40` was expected, and the calls are {calls:?}"
    );
}

/// The symptom: one sale.
async fn a_sale_is_saved() {
    let books = Books::new(20);
    let sold = books.shop().sell(1_250).await;
    assert!(
        sold == Ok(books.receipt(1, 1_250)),
        "one sale of 1250 cents: `sell` returned {sold:?}"
    );
    books.assert_saved(&[books.receipt(1, 1_250)], "one sale of 1250 cents");
    sleep(Duration::from_secs(86_400)).await;
    books.assert_saved(
        &[books.receipt(1, 1_250)],
        "a day after one sale of 1250 cents",
    );
}

/// The bank and the journal.
#[derive(Clone, Default)]
struct Books {
    declines: bool,
    full: bool,
    ms: u64,
    payments: Arc<AtomicU64>,
    saved: Arc<Mutex<Vec<Receipt>>>,
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

    fn assert_saved(&self, wanted: &[Receipt], scene: &str) {
        let (saved, calls) = (self.saved(), self.calls());
        let begun = calls.iter().filter(|call| call.starts_with("save")).count();
        assert!(
            saved == wanted,
            "{scene}: the payments are taken, {} receipts must be in the journal, and {} are; calls of its `save`: {}",
            wanted.len(),
            saved.len(),
            begun
        );
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
        self.call(format!("charge {amount}")).await;
        match self.declines {
            true => Err(Declined),
            false => Ok(self.payments.fetch_add(1, Ordering::SeqCst) + 1),
        }
    }
}

impl Journal for Books {
    async fn save(&self, receipt: Receipt) -> Result<(), Full> {
        self.call(format!("save {}", receipt.amount)).await;
        if self.full {
            return Err(Full);
        }
        self.saved.lock().unwrap().push(receipt);
        Ok(())
    }
}
