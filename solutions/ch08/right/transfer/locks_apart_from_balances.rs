//! Style: async locks that protect no data exclude other transfers, and a std lock around all balances protects the
//! numbers for a moment.

use std::pin::Pin;
use std::sync::Mutex;

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

/// There was less on the account than should be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

/// Accounts by number.
pub struct Bank {
    balances: Mutex<Vec<u64>>,
    in_use: Vec<tokio::sync::Mutex<()>>,
    audit: Box<dyn Fn(usize, usize) -> Audit + Send + Sync>,
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
        Self {
            balances: Mutex::new(balances.to_vec()),
            in_use: balances
                .iter()
                .map(|_| tokio::sync::Mutex::default())
                .collect(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    /// Moves `amount` from the account `from` to the account `to`.
    ///
    /// # Errors
    /// [`NotEnough`] if the account has less.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        let mut accounts = vec![from, to];
        accounts.sort_unstable();
        accounts.dedup();
        let mut locked = Vec::new();
        for account in accounts {
            locked.push(self.in_use[account].lock().await);
        }
        (self.audit)(from, to).await;
        let mut balances = self.balances.lock().unwrap();
        let balance = balances[from];
        balances[from] = balance.checked_sub(amount).ok_or(NotEnough { balance })?;
        balances[to] += amount;
        Ok(())
    }

    /// What all accounts hold.
    pub async fn balances(&self) -> Vec<u64> {
        self.balances.lock().unwrap().clone()
    }
}
