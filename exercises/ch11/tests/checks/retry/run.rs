//! Calls of `retry` with attempts that a check answers, and what they did.

use std::cell::Cell;
use std::future::poll_fn;
use std::time::Duration;

use ch11::retry::{Budget, Failure, Policy, retry};
use kit::{caught, virtual_ms};
use tokio::time::sleep;

/// What an attempt returns; the error is its number.
pub type Answer = Result<u32, Failure<u32>>;

/// A budget is shared by calls on several threads.
const _: fn() = || {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Budget>();
};

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// An attempt that fails for now.
pub fn fails(number: u32) -> Answer {
    Err(Failure::Temporary(number))
}

/// A policy without a limit of time.
pub fn policy(attempts: u32, first: u64, most: u64) -> Policy {
    Policy {
        attempts,
        first: ms(first),
        most: ms(most),
        total: Duration::MAX,
    }
}

pub fn plenty() -> Budget {
    Budget::new(1_000_000, 10)
}

/// How many retries a budget still allows. It is empty then.
pub async fn left(budget: &Budget) -> u32 {
    let policy = policy(100_000, 0, 0);
    let run = run(&policy, budget, |_| Duration::ZERO, 0, fails);
    run.await.numbers.len() as u32 - 1
}

/// What a call did, with its times in virtual milliseconds.
pub struct Run {
    pub began: u64,
    pub numbers: Vec<u32>,
    /// When each attempt began and ended.
    pub attempts: Vec<(u64, u64)>,
    pub returned: u64,
    pub result: Result<u32, u32>,
}

/// Calls `retry` with attempts that take `takes` milliseconds.
pub async fn run(
    policy: &Policy,
    budget: &Budget,
    jitter: impl FnMut(Duration) -> Duration,
    takes: u64,
    mut answer: impl FnMut(u32) -> Answer,
) -> Run {
    let (mut numbers, mut attempts) = (Vec::new(), Vec::new());
    let began = virtual_ms();
    let mut attempt = async |number| {
        numbers.push(number);
        let start = virtual_ms();
        if takes > 0 {
            sleep(ms(takes)).await;
        }
        attempts.push((start, virtual_ms()));
        answer(number)
    };
    let made = Cell::new(0);
    let attempt = async |number| {
        made.set(number);
        attempt(number).await
    };
    let mut call = Box::pin(retry(policy, budget, jitter, attempt));
    let result = poll_fn(|cx| match caught(|| call.as_mut().poll(cx)) {
        Ok(poll) => poll,
        Err(panic) if panic.message.starts_with("not yet implemented") => panic!("{}", panic.message),
        Err(panic) => panic!(
            "{}, `retry` panicked with \"{}\"{}\n(the policy: up to {} attempts, `first` {:?}, `most` {:?}, `total` {}){}",
            match made.get() {
                0 => "before attempt 1".to_owned(),
                number => format!("when attempt {number} had failed"),
            },
            panic.message,
            match panic.at.as_str() {
                at if at.starts_with("/rustc") => " in the standard library".to_owned(),
                at => format!(" ({at})"),
            },
            policy.attempts,
            policy.first,
            policy.most,
            match policy.total {
                Duration::MAX => "Duration::MAX (no limit)".to_owned(),
                total => format!("{total:?}"),
            },
            match panic.message.contains("overflow") {
                true => {
                    "\n\nAfter enough attempts, or with limits that are large enough, a sum, product or power of waits is \
                     more than its type can hold. Arithmetic that saturates does not panic."
                }
                false => "",
            }
        ),
    })
    .await;
    drop(call);
    Run {
        began,
        numbers,
        attempts,
        returned: virtual_ms(),
        result,
    }
}

impl Run {
    /// When the last attempt ended.
    pub fn ended(&self) -> u64 {
        self.attempts.last().map_or(self.began, |last| last.1)
    }

    /// How long the wait number `nth` took, from 0.
    pub fn wait(&self, nth: usize) -> u64 {
        self.attempts[nth + 1].0 - self.attempts[nth].1
    }

    /// The wait number `nth`, from 0, took so long. A timer rounds up to whole milliseconds. `note` says more of a
    /// wait that is wrong.
    #[track_caller]
    pub fn waited(
        &self,
        nth: usize,
        expected: Duration,
        scene: &str,
        note: impl FnOnce(u64) -> String,
    ) {
        assert!(
            self.attempts.len() > nth + 1,
            "{scene}: there was no attempt {}",
            nth + 2
        );
        let (waited, exact) = (self.wait(nth), expected.as_micros() as u64);
        assert!(
            waited * 1_000 + 999 >= exact && waited * 1_000 < exact + 2_000,
            "{scene}: the wait between attempts {} and {} was {waited} ms instead of {}{}",
            nth + 1,
            nth + 2,
            in_ms(expected),
            note(waited)
        );
    }
}

pub fn in_ms(time: Duration) -> String {
    match time.subsec_nanos() % 1_000_000 {
        0 => format!("{} ms", time.as_millis()),
        _ => format!("{time:?}"),
    }
}

pub fn count(number: u32, one: &str, more: &str) -> String {
    match number {
        1 => format!("1 {one}"),
        number => format!("{number} {more}"),
    }
}
