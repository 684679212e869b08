//! # Transfers without a deadlock
//!
//! ```
//! let bank = Bank::new(&[100, 50], |from, to| async move { audit(from, to).await });
//! bank.transfer(0, 1, 30).await?; // audited while both accounts are locked
//! assert_eq!(bank.balances().await, [70, 80]);
//! ```
//!
//! A transfer locks two accounts. If one transfer goes from A to B and another from B to A, each may hold the lock
//! that the other one waits for: both wait forever, and so does every transfer that needs one of the two. And if a
//! transfer is cancelled between "take" and "give", the money is gone.
//!
//! Write `Bank::transfer` and `Bank::balances`, and change the fields and `new` as you need. Requirements:
//!
//! 1. A transfer moves `amount` from one account to the other. Before it changes anything, it always calls `audit`
//!    with both numbers and awaits it, while it has both accounts locked: meanwhile, no other transfer of either
//!    account is audited or changes anything.
//! 2. Transfers that have no account in common are audited at the same time.
//! 3. Whatever transfers run at the same time, all of them end: there and back, in a circle, and from an account
//!    to itself (which is audited, and changes nothing).
//! 4. If the account `from` has less than `amount`, nothing is changed, and the error says what it had after the
//!    audit.
//! 5. If the future of `transfer` is dropped, either all of the transfer has happened or nothing, and both accounts
//!    are free for others.
//! 6. `balances` shows a state between transfers: the sum is always the same. It ends too, whatever transfers run.
//!
//! Futures of both are `Send`. Left open: in which order waiting transfers are served, and whether `balances` and
//! transfers wait for each other. Account numbers exist, no balance overflows, and the audit does not panic.

use std::pin::Pin;

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

/// There was less on the account than should be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

/// Accounts by number.
pub struct Bank {
    balances: Vec<u64>,
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
            balances: balances.to_vec(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    /// Moves `amount` from the account `from` to the account `to`.
    ///
    /// # Errors
    /// [`NotEnough`] if the account has less.
    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        let _ = &self.audit;
        todo!("lock {from} and {to}, audit, and move {amount}")
    }

    /// What all accounts hold.
    pub async fn balances(&self) -> Vec<u64> {
        todo!("look at {} accounts at once", self.balances.len())
    }
}
