//! Style: a semaphore with one permit for each account, taken in the order of the numbers, and a gate that `balances`
//! closes: it waits until no transfer is in progress, and holds up new ones.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{RwLock, Semaphore};

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

/// There was less on the account than should be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

/// Accounts by number.
pub struct Bank {
    accounts: Vec<Account>,
    gate: RwLock<()>,
    audit: Box<dyn Fn(usize, usize) -> Audit + Send + Sync>,
}

struct Account {
    balance: AtomicU64,
    unlocked: Semaphore,
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
        let account = |balance: &u64| Account {
            balance: AtomicU64::new(*balance),
            unlocked: Semaphore::new(1),
        };
        Self {
            accounts: balances.iter().map(account).collect(),
            gate: RwLock::default(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    /// Moves `amount` from the account `from` to the account `to`.
    ///
    /// # Errors
    /// [`NotEnough`] if the account has less.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        let _open = self.gate.read().await;
        let (source, target) = (&self.accounts[from], &self.accounts[to]);
        let (first, second) = if from <= to {
            (source, target)
        } else {
            (target, source)
        };
        let _first = first.unlocked.acquire().await.unwrap();
        let _second = if from == to {
            None
        } else {
            Some(second.unlocked.acquire().await.unwrap())
        };
        (self.audit)(from, to).await;
        let balance = source.balance.load(Ordering::Relaxed);
        if balance < amount {
            return Err(NotEnough { balance });
        }
        source.balance.fetch_sub(amount, Ordering::Relaxed);
        target.balance.fetch_add(amount, Ordering::Relaxed);
        Ok(())
    }

    /// What all accounts hold.
    pub async fn balances(&self) -> Vec<u64> {
        let _closed = self.gate.write().await;
        let balance = |account: &Account| account.balance.load(Ordering::Relaxed);
        self.accounts.iter().map(balance).collect()
    }
}
