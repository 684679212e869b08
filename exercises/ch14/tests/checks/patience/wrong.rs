//! Implementations that each break one sentence of the specification.

use std::marker::PhantomData;
use std::time::Duration;

use ch14::patience::{Failure, Retry};
use tokio::time::{Instant, sleep, sleep_until};

/// A retry with one rule changed.
pub struct Wrong<C>(PhantomData<C>);

/// The rule.
pub trait Changed {
    const FIRST_WAIT: u64 = 0;
    const EXTRA_CALLS: u32 = 0;
    const WAITS_AFTER_LAST: bool = false;
    const RETURNS_FIRST_FAILURE: bool = false;
    /// In so many attempts from the first on, a permanent failure is returned at once.
    const PERMANENT_IS_FINAL_IN: u32 = u32::MAX;
    const FROM_START_OF_CALL: bool = false;

    /// The wait after the failure of call `number`, which counts from 1, in ms.
    fn wait(number: u32) -> u64 {
        50 << number
    }
}

impl<C: Changed> Retry for Wrong<C> {
    async fn retry<F, Fut>(attempts: u32, mut operation: F) -> Result<u32, Failure>
    where
        F: FnMut() -> Fut,
        Fut: Future<Output = Result<u32, Failure>>,
    {
        let attempts = attempts + C::EXTRA_CALLS;
        let mut first = None;
        if C::FIRST_WAIT > 0 {
            sleep(Duration::from_millis(C::FIRST_WAIT)).await;
        }
        for number in 1..=attempts {
            let start = Instant::now();
            let result = operation().await;
            let from = if C::FROM_START_OF_CALL {
                start
            } else {
                Instant::now()
            };
            let Err(failure) = result else {
                return result;
            };
            if number <= C::PERMANENT_IS_FINAL_IN && matches!(failure, Failure::Permanent(_)) {
                return result;
            }
            let first = *first.get_or_insert(failure);
            if number < attempts || C::WAITS_AFTER_LAST {
                sleep_until(from + Duration::from_millis(C::wait(number))).await;
            }
            if number == attempts {
                return Err(if C::RETURNS_FIRST_FAILURE {
                    first
                } else {
                    failure
                });
            }
        }
        unreachable!("the last attempt returns")
    }
}

pub struct WaitsAfterLast;
impl Changed for WaitsAfterLast {
    const WAITS_AFTER_LAST: bool = true;
}

pub struct SameWaits;
impl Changed for SameWaits {
    fn wait(_: u32) -> u64 {
        100
    }
}

pub struct WaitsGrowByTheSame;
impl Changed for WaitsGrowByTheSame {
    fn wait(number: u32) -> u64 {
        100 * u64::from(number)
    }
}

pub struct OneCallMore;
impl Changed for OneCallMore {
    const EXTRA_CALLS: u32 = 1;
}

pub struct RetriesPermanent;
impl Changed for RetriesPermanent {
    const PERMANENT_IS_FINAL_IN: u32 = 0;
}

pub struct RetriesLaterPermanent;
impl Changed for RetriesLaterPermanent {
    const PERMANENT_IS_FINAL_IN: u32 = 1;
}

pub struct FirstFailure;
impl Changed for FirstFailure {
    const RETURNS_FIRST_FAILURE: bool = true;
}

pub struct FromStartOfCall;
impl Changed for FromStartOfCall {
    const FROM_START_OF_CALL: bool = true;
}

pub struct WaitsBeforeFirst;
impl Changed for WaitsBeforeFirst {
    const FIRST_WAIT: u64 = 100;
}
