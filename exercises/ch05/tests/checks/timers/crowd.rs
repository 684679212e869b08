//! Two crowds of timers, a small one and a large one, and how long the same thing takes in each.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ch05::timers::{TimerKey, Timers};

use super::random::Random;

pub const MANY: usize = 100_000;

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
/// never fire; the deadlines of the others have no pattern. (Nobody is cancelled among those with
/// the same: whoever looks for it there does not go through all the others.)
pub struct Crowd {
    timers: Timers<Member>,
    keys: Vec<TimerKey>,
    now: Duration,
    random: Random,
}

/// Large, so that whoever moves all the others takes long over it.
struct Member {
    number: usize,
    _weight: [usize; 15],
}

/// How many times as long a deed takes in the second crowd as in the first, each at its best. The
/// two are measured in turn, because the machine may be busy with something else for a while; and
/// again, for as long as it comes to `at_most` or more.
// A failure is told as one of the check that calls this; so it is with what this calls.
#[track_caller]
pub fn times_as_long([few, many]: &mut [Crowd; 2], deed: Deed, at_most: f64) -> f64 {
    // So many, because one that was disturbed in the small crowd would excuse the large one.
    const LEAST_ROUNDS: usize = 5;
    const MOST_ROUNDS: usize = 40;
    const ENOUGH: Duration = Duration::from_secs(3);
    let began = Instant::now();
    let (mut quick, mut slow) = (f64::INFINITY, f64::INFINITY);
    for round in 1..=MOST_ROUNDS {
        quick = quick.min(few.seconds_for(deed));
        slow = slow.min(many.seconds_for(deed));
        let decided = slow < quick * at_most || began.elapsed() > ENOUGH;
        if round >= LEAST_ROUNDS && decided {
            break;
        }
    }
    slow / quick
}

impl Crowd {
    #[track_caller]
    pub fn new(count: usize) -> Self {
        // Far more than it takes whoever does not go through all the others for each.
        const PATIENCE: Duration = Duration::from_secs(20);
        let mut crowd = Self {
            timers: Timers::new(),
            keys: Vec::new(),
            now: Duration::ZERO,
            random: Random(1),
        };
        let mut deadlines: Vec<_> = (0..count / 2).map(|_| crowd.later()).collect();
        // The latest last, as it is where all sleep for equally long.
        deadlines.sort_unstable();
        deadlines.resize(count, SAME);
        let began = Instant::now();
        for (number, deadline) in deadlines.into_iter().enumerate() {
            let key = crowd.timers.add(deadline, Member::new(number));
            crowd.keys.push(key);
            assert!(
                began.elapsed() < PATIENCE,
                "{number} timers were added in {PATIENCE:?}, and each takes longer than those \
                 before it: to add one goes through all the others"
            );
        }
        crowd
    }

    fn later(&mut self) -> Duration {
        self.now + Duration::from_nanos(self.random.below(1 << 30) as u64)
    }

    /// How long one takes, of some hundred.
    #[track_caller]
    fn seconds_for(&mut self, deed: Deed) -> f64 {
        const ENOUGH: Duration = Duration::from_millis(100);
        let (mut done, began) = (0, Instant::now());
        while done < 200 && began.elapsed() < ENOUGH {
            match deed {
                Deed::Replace => self.replace(),
                Deed::Ask => self.ask(),
                Deed::Fire => self.fire(),
            }
            done += 1;
        }
        began.elapsed().as_secs_f64() / f64::from(done)
    }

    #[track_caller]
    fn replace(&mut self) {
        let number = self.random.below(self.keys.len() / 2);
        let deadline = self.later();
        let gone = self.timers.cancel(self.keys[number]);
        let gone = gone.map(|member| member.number);
        assert!(
            gone == Some(number),
            "among {} timers, number {number} was cancelled, and {gone:?} came",
            self.keys.len()
        );
        self.keys[number] = self.timers.add(deadline, Member::new(number));
    }

    fn ask(&mut self) {
        black_box(self.timers.next_deadline());
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
