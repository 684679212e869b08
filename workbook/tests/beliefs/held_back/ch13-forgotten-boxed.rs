// entry: boxed
/// The bank refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declined;

/// The journal cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full;

/// What a customer has paid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The bank's number of the payment.
    pub payment: u64,
    /// In cents.
    pub amount: u64,
}

/// Why a sale has failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaleError {
    /// Nothing was paid.
    Declined,
    /// It was paid, and the receipt is not in the journal.
    Unsaved(Receipt),
}

/// Takes payments.
pub trait Bank: Send + Sync + 'static {
    /// Takes `amount` cents; returns the number of the payment.
    fn charge(&self, amount: u64) -> impl Future<Output = Result<u64, Declined>> + Send;
}

/// Keeps receipts.
pub trait Journal: Send + Sync + 'static {
    /// Saves `receipt`.
    fn save(&self, receipt: Receipt) -> impl Future<Output = Result<(), Full>> + Send;
}

/// Sells.
pub struct Shop<B, J> {
    bank: B,
    journal: J,
}

impl<B: Bank, J: Journal> Shop<B, J> {
    /// A shop whose payments go to `bank`, and whose receipts go to `journal`.
    pub fn new(bank: B, journal: J) -> Self {
        Self { bank, journal }
    }

    /// Takes `amount` cents, and saves the receipt.
    ///
    /// # Errors
    /// [`SaleError::Declined`] and [`SaleError::Unsaved`].
    pub async fn sell(&self, amount: u64) -> Result<Receipt, SaleError> {
        let charged = self.bank.charge(amount).await;
        let payment = charged.map_err(|Declined| SaleError::Declined)?;
        let receipt = Receipt { payment, amount };
        let _saved = Box::pin(self.save(receipt.clone()));
        Ok(receipt)
    }

    async fn save(&self, receipt: Receipt) -> Result<(), SaleError> {
        let saved = self.journal.save(receipt.clone()).await;
        saved.map_err(|Full| SaleError::Unsaved(receipt))
    }
}
