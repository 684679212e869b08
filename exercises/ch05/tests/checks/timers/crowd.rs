//! A crowd of timers, for which whatever goes through all of them does not come to an end.

use std::hint::black_box;
use std::time::Duration;

use ch05::timers::{TimerKey, Timers};

use super::random::Random;
use crate::effort::Effort;

pub const MANY: usize = 100_000;

/// So often each deed is done. Going through all the others each time takes more than half a minute.
const TIMES: usize = 60_000;

/// Far more than it takes without that: a tenth of a second.
const PATIENCE: Duration = Duration::from_secs(4);

/// What is done with a crowd.
#[derive(Clone, Copy)]
pub enum Deed {
    /// One is cancelled, and another added.
    Replace,
    /// The earliest deadline is asked for.
    Ask,
    /// The earliest fires, and another is added.
    Fire,
}

/// As many timers as at the start, whatever is done. The second half have the same deadline, and
/// never fire; the deadlines of the others have no pattern. (None of those with the same is cancelled:
/// to search for it among them is allowed.)
pub struct Crowd {
    timers: Timers<Member>,
    keys: Vec<TimerKey>,
    now: Duration,
    random: Random,
}

/// Large, so that moving all the others takes long.
struct Member {
    number: usize,
    _weight: [usize; 15],
}

impl Crowd {
    // A failure is told as one of the check that calls this; so it is with what this calls.
    #[track_caller]
    pub fn new() -> Self {
        let mut crowd = Self {
            timers: Timers::new(),
            keys: Vec::new(),
            now: Duration::ZERO,
            random: Random(1),
        };
        let mut deadlines: Vec<_> = (0..MANY / 2).map(|_| crowd.later()).collect();
        // The latest last, as it is where all sleep for equally long.
        deadlines.sort_unstable();
        deadlines.resize(MANY, SAME);
        let effort = Effort::new();
        for (number, deadline) in deadlines.into_iter().enumerate() {
            let key = crowd.timers.add(deadline, Member::new(number));
            crowd.keys.push(key);
            must_go_on(&effort, "to add one", number, MANY);
        }
        crowd
    }

    fn later(&mut self) -> Duration {
        self.now + Duration::from_nanos(self.random.below(1 << 30) as u64)
    }

    /// Does it many times.
    #[track_caller]
    pub fn does(&mut self, what: &str, deed: Deed) {
        let effort = Effort::new();
        for done in 0..TIMES {
            match deed {
                Deed::Replace => self.replace(),
                Deed::Ask => self.ask(),
                Deed::Fire => self.fire(),
            }
            must_go_on(&effort, what, done, TIMES);
        }
    }

    #[track_caller]
    fn replace(&mut self) {
        let number = self.random.below(self.keys.len() / 2);
        let deadline = self.later();
        let gone = self.timers.cancel(self.keys[number]);
        let gone = gone.map(|member| member.number);
        assert!(
            gone == Some(number),
            "among {MANY} timers, number {number} was cancelled, and {gone:?} came"
        );
        self.keys[number] = self.timers.add(deadline, Member::new(number));
    }

    #[track_caller]
    fn ask(&mut self) {
        let next = black_box(self.timers.next_deadline());
        assert!(
            next.is_some(),
            "{MANY} timers are there, and `next_deadline` gave none"
        );
    }

    #[track_caller]
    fn fire(&mut self) {
        let next = self.timers.next_deadline();
        let Some(next) = next else {
            panic!("there are timers, and `next_deadline` gave none");
        };
        self.now = next;
        let fired = self.timers.expire(self.now);
        assert!(
            !fired.is_empty(),
            "`next_deadline` gave {:?}, and `expire` at that time gave nothing",
            self.now
        );
        for member in fired {
            let deadline = self.later();
            let number = member.number;
            self.keys[number] = self.timers.add(deadline, member);
        }
    }
}

#[track_caller]
fn must_go_on(effort: &Effort, what: &str, done: usize, times: usize) {
    assert!(
        !effort.is_more_than(PATIENCE),
        "{what} among {MANY} timers was to be done {times} times, which takes a tenth of a second; \
         after {PATIENCE:?} it was done {done} times. Does it go through all the others each time, or \
         move them?"
    );
}

impl Member {
    fn new(number: usize) -> Self {
        Self {
            number,
            _weight: [0; 15],
        }
    }
}

/// Ten years: none of the others comes that far.
const SAME: Duration = Duration::from_secs(315_360_000);
