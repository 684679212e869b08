// entry: guards_when_it_has_both
use std::pin::Pin;
use std::sync::Mutex;

use tokio::sync::Notify;

type Audit = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotEnough {
    /// What was there.
    pub balance: u64,
}

#[derive(Clone, Copy)]
struct Account {
    balance: u64,
    marked: bool,
}

pub struct Bank {
    accounts: Mutex<Vec<Account>>,
    unmarked: Notify,
    audit: Box<dyn Fn(usize, usize) -> Audit + Send + Sync>,
}

struct Marks<'a> {
    bank: &'a Bank,
    of: [usize; 2],
}

impl Drop for Marks<'_> {
    fn drop(&mut self) {
        let mut accounts = self.bank.accounts.lock().unwrap();
        for number in self.of {
            accounts[number].marked = false;
        }
        drop(accounts);
        self.bank.unmarked.notify_waiters();
    }
}

impl Bank {
    pub fn new<F>(
        balances: &[u64],
        audit: impl Fn(usize, usize) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let account = |balance: &u64| Account { balance: *balance, marked: false };
        Self {
            accounts: Mutex::new(balances.iter().map(account).collect()),
            unmarked: Notify::new(),
            audit: Box::new(move |from, to| Box::pin(audit(from, to))),
        }
    }

    fn try_mark(&self, number: usize) -> bool {
        let mut accounts = self.accounts.lock().unwrap();
        !std::mem::replace(&mut accounts[number].marked, true)
    }

    async fn mark(&self, number: usize) {
        loop {
            let notified = self.unmarked.notified();
            if self.try_mark(number) {
                return;
            }
            notified.await;
        }
    }

    pub async fn transfer(&self, from: usize, to: usize, amount: u64) -> Result<(), NotEnough> {
        self.mark(from.min(to)).await;
        if from != to {
            self.mark(from.max(to)).await;
        }
        let _marks = Marks { bank: self, of: [from, to] };
        (self.audit)(from, to).await;
        let mut accounts = self.accounts.lock().unwrap();
        let balance = accounts[from].balance;
        if balance < amount {
            return Err(NotEnough { balance });
        }
        accounts[from].balance -= amount;
        accounts[to].balance += amount;
        Ok(())
    }

    pub async fn balances(&self) -> Vec<u64> {
        let accounts = self.accounts.lock().unwrap();
        accounts.iter().map(|account| account.balance).collect()
    }
}
