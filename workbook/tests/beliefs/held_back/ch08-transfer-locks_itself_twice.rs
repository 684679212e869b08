// entry: locks_itself_twice
use std::pin::Pin;

use tokio::sync::Mutex;

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

pub struct Bank {
    accounts: Vec<Mutex<u64>>,
    audit: Box<dyn Fn(usize, usize) -> Audit + Send + Sync>,
}

impl Bank {
    pub fn new<F>(
        balances: &[u64],
        audit: impl Fn(usize, usize) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self {
            accounts: balances.iter().map(|balance| Mutex::new(*balance)).collect(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        let (low, high) = (from.min(to), from.max(to));
        let low_guard = self.accounts[low].lock().await;
        let high_guard = self.accounts[high].lock().await;
        let (mut payer, mut payee) = match from < to {
            true => (low_guard, high_guard),
            false => (high_guard, low_guard),
        };
        (self.audit)(from, to).await;
        if *payer < amount {
            return Err(NotEnough { balance: *payer });
        }
        *payer -= amount;
        *payee += amount;
        Ok(())
    }

    pub async fn balances(&self) -> Vec<u64> {
        let mut guards = Vec::new();
        for account in &self.accounts {
            guards.push(account.lock().await);
        }
        guards.iter().map(|guard| **guard).collect()
    }
}
