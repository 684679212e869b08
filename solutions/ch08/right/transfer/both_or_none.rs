//! Style: a transfer takes both accounts at the same moment or none, so it never holds one while it waits for another.

use std::collections::HashSet;
use std::pin::Pin;
use std::sync::Mutex;

use tokio::sync::Notify;

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

/// There was less on the account than should be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

/// Accounts by number.
pub struct Bank {
    books: Mutex<Books>,
    released: Notify,
    audit: Box<dyn Fn(usize, usize) -> Audit + Send + Sync>,
}

struct Books {
    balances: Vec<u64>,
    in_use: HashSet<usize>,
}

/// Two accounts in use, until it is dropped.
struct Both<'a> {
    bank: &'a Bank,
    accounts: [usize; 2],
}

impl Drop for Both<'_> {
    fn drop(&mut self) {
        let mut books = self.bank.books.lock().unwrap();
        books
            .in_use
            .retain(|account| !self.accounts.contains(account));
        self.bank.released.notify_waiters();
    }
}

impl Bank {
    /// A bank with these accounts, and what is to be awaited before each transfer.
    pub fn new<F>(
        balances: &[u64],
        audit: impl Fn(usize, usize) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let books = Books {
            balances: balances.to_vec(),
            in_use: HashSet::new(),
        };
        Self {
            books: Mutex::new(books),
            released: Notify::new(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    /// Moves `amount` from the account `from` to the account `to`.
    ///
    /// # Errors
    /// [`NotEnough`] if the account has less.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        let _both = loop {
            let released = self.released.notified();
            if let Some(both) = self.both([from, to]) {
                break both;
            }
            released.await;
        };
        (self.audit)(from, to).await;
        let balances = &mut self.books.lock().unwrap().balances;
        let balance = balances[from];
        if balance < amount {
            return Err(NotEnough { balance });
        }
        balances[from] -= amount;
        balances[to] += amount;
        Ok(())
    }

    fn both(&self, accounts: [usize; 2]) -> Option<Both<'_>> {
        let in_use = &mut self.books.lock().unwrap().in_use;
        if accounts.iter().any(|account| in_use.contains(account)) {
            return None;
        }
        in_use.extend(accounts);
        Some(Both {
            bank: self,
            accounts,
        })
    }

    /// What all accounts hold.
    pub async fn balances(&self) -> Vec<u64> {
        self.books.lock().unwrap().balances.clone()
    }
}
