//! A crowd of timers, for which whatever goes through all of them does not come to an end.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ch05::timers::{TimerKey, Timers};

use super::random::Random;
use super::words::TAKEN;
use crate::effort::Effort;

pub const MANY: usize = 100_000;

/// For comparison, where the many take too long: so many timers, and so many deeds at most.
const FEW: usize = 100;
const FEWER: usize = 1_000;

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
    /// How many `expire` has given.
    fired: usize,
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
        Self::of(MANY)
    }

    #[track_caller]
    fn of(many: usize) -> Self {
        let mut crowd = Self {
            timers: Timers::new(),
            keys: Vec::new(),
            now: Duration::ZERO,
            random: Random(1),
            fired: 0,
        };
        let mut deadlines: Vec<_> = (0..many / 2).map(|_| crowd.later()).collect();
        // The latest last, as it is where all sleep for equally long.
        deadlines.sort_unstable();
        deadlines.resize(many, SAME);
        let effort = Effort::new();
        for (number, deadline) in deadlines.into_iter().enumerate() {
            let key = crowd.timers.add(deadline, Member::new(number));
            crowd.keys.push(key);
            assert!(
                !effort.is_more_than(PATIENCE),
                "adding {many} timers takes too long: after {PATIENCE:?} there were {number}"
            );
        }
        crowd
    }

    fn later(&mut self) -> Duration {
        self.now + Duration::from_nanos(self.random.below(1 << 30) as u64)
    }

    /// Does it many times.
    #[track_caller]
    pub fn does(&mut self, what: &str, deed: Deed) {
        let (effort, before) = (Effort::new(), self.fired);
        for done in 0..TIMES {
            self.do_once(deed);
            if effort.is_more_than(PATIENCE) {
                // As often among few, to compare.
                let (mut few, began) = (Self::of(FEW), Instant::now());
                let times = done.clamp(1, FEWER);
                (0..times).for_each(|_| few.do_once(deed));
                let among_few = began.elapsed() / times as u32;
                let fired = match (self.fired - before, deed) {
                    (fired, Deed::Fire) => format!("; `expire` has given {fired} timers in them"),
                    _ => String::new(),
                };
                panic!(
                    "{what} takes {:?} among {MANY} timers, and {among_few:?} among {FEW}: after \
                     {PATIENCE:?}, {done} of {TIMES} were done{fired}",
                    PATIENCE / done.max(1) as u32
                );
            }
        }
    }

    #[track_caller]
    fn do_once(&mut self, deed: Deed) {
        match deed {
            Deed::Replace => self.replace(),
            Deed::Ask => self.ask(),
            Deed::Fire => self.fire(),
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
            "`cancel` of number {number} gave {} ({MANY} timers are there)\n\n{TAKEN}",
            match gone {
                Some(other) => format!("number {other}"),
                None => "None".to_owned(),
            }
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
        if fired.is_empty() {
            let later = self.timers.expire(self.now + Duration::from_nanos(1));
            assert!(
                later.is_empty(),
                "right a nanosecond after a deadline, wrong at the deadline itself: `next_deadline` and \
                 `expire` do not agree\n\n\
                 A deadline that is `now` has come."
            );
            panic!(
                "`next_deadline` gave {:?}, and `expire` at that time gave nothing",
                self.now
            );
        }
        self.fired += fired.len();
        for member in fired {
            let deadline = self.later();
            let number = member.number;
            self.keys[number] = self.timers.add(deadline, member);
        }
    }
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
