//! What is left of timers that have come and gone.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ch05::timers::Timers;

/// How timers come and go while another one stays.
pub struct Way {
    what: &'static str,
    /// The deadline of the one that stays.
    stays: Duration,
    /// The deadline of each of the others, by its number.
    deadline: fn(u32) -> Duration,
    /// Whether the others fire; and are cancelled after that, too late.
    fires: bool,
}

pub const WAYS: [Way; 4] = [
    Way {
        what: "was added, for a time after that of one which stays, and cancelled",
        stays: Duration::from_millis(1),
        deadline: |number| Duration::from_secs(3_600) + nanoseconds(number),
        fires: false,
    },
    Way {
        what: "was added, for a time before that of one which stays, and cancelled",
        stays: Duration::from_secs(7_000),
        deadline: |number| Duration::from_secs(3_600) + nanoseconds(number),
        fires: false,
    },
    Way {
        what: "was added, for the same time as one which stays, and cancelled",
        stays: Duration::from_secs(3_600),
        deadline: |_| Duration::from_secs(3_600),
        fires: false,
    },
    Way {
        what: "was added, fired, and was cancelled too late, while one stays",
        stays: Duration::from_secs(7_000),
        deadline: nanoseconds,
        fires: true,
    },
];

const TIMES: u32 = 120_000;

/// For a time after all that is there.
const END: Duration = Duration::from_secs(7_200);

/// Lets timers come and go, and asks how long one takes at most, and how long it takes to clear
/// away the rest. Again, because the machine may be busy with something else for a while: what is
/// left over takes its time in each run.
// A failure is told as one of the check that calls this.
#[track_caller]
pub fn remains(way: &Way) {
    const ENOUGH: Duration = Duration::from_secs(12);
    let began = Instant::now();
    let mut best = Run::of(way);
    while best.is_too_long() && best.runs < RUNS && began.elapsed() < ENOUGH {
        best.take_the_less(&Run::of(way));
    }
    if let Some(too_long) = best.rest().or_else(|| best.longest()) {
        panic!("{TIMES} times a timer {}; {too_long}", way.what);
    }
}

const RUNS: usize = 4;

/// How long it all took, in nanoseconds; the least of several runs.
struct Run {
    runs: usize,
    each: Vec<u32>,
    /// To let the one fire that stays, and to drop the `Timers` then.
    fire: u32,
    drop: u32,
}

impl Run {
    #[track_caller]
    fn of(way: &Way) -> Self {
        let mut timers = Timers::new();
        let mut each = Vec::with_capacity(TIMES as usize);
        timers.add(way.stays, Rest);
        let mut last = Instant::now();
        let mut lap = || nanoseconds_since(std::mem::replace(&mut last, Instant::now()));
        for number in 0..TIMES {
            let deadline = (way.deadline)(number);
            let key = timers.add(deadline, Rest);
            if way.fires {
                black_box(timers.expire(deadline));
            }
            black_box(timers.cancel(key));
            each.push(lap());
        }
        let fired = timers.expire(END).len();
        let fire = lap();
        assert!(
            fired == 1,
            "{TIMES} times a timer {}; then {fired} timers fired",
            way.what
        );
        // Here it is dropped.
        black_box(timers);
        let drop = lap();
        Self {
            runs: 1,
            each,
            fire,
            drop,
        }
    }

    fn take_the_less(&mut self, other: &Self) {
        self.runs += other.runs;
        for (one, other) in self.each.iter_mut().zip(&other.each) {
            *one = (*one).min(*other);
        }
        self.fire = self.fire.min(other.fire);
        self.drop = self.drop.min(other.drop);
    }

    fn is_too_long(&self) -> bool {
        let (longest, _) = self.longest_of_all();
        self.rest().is_some() || longest > OF_ONE
    }

    /// How many usual ones take as long.
    fn worth(&self, time: u32) -> u32 {
        let mut sorted = self.each.clone();
        let (_, usual, _) = sorted.select_nth_unstable(TIMES as usize / 2);
        time / (*usual).max(1)
    }

    /// What took too long at the end, if anything did. To clear out a thousand dead ones may come
    /// to some hundred.
    fn rest(&self) -> Option<String> {
        const TO_FIRE: u32 = 3_000;
        const TO_DROP: u32 = 200;
        let (fire, drop) = (self.worth(self.fire), self.worth(self.drop));
        let (what, worth) = match (fire > TO_FIRE, drop > TO_DROP) {
            (true, _) => ("let that one fire", fire),
            (_, true) => ("drop the `Timers`", drop),
            _ => return None,
        };
        Some(format!(
            "then to {what} took as long as {worth} of these: something of those that are gone is \
             still there"
        ))
    }

    /// The one that took too long, if one did in each of the runs.
    fn longest(&self) -> Option<String> {
        let (longest, number) = self.longest_of_all();
        (longest > OF_ONE && self.runs == RUNS).then(|| {
            format!(
                "number {number} of them took as long as {longest} others, in each of {RUNS} runs: \
                 it moved, or went through, what has piled up of those that are gone"
            )
        })
    }

    fn longest_of_all(&self) -> (u32, usize) {
        let longest = self.each.iter().zip(1..).max();
        longest.map_or((0, 0), |(time, number)| (self.worth(*time), number))
    }
}

/// So many of the usual ones no single one is worth, with a thousand dead ones to clear out.
const OF_ONE: u32 = 5_000;

fn nanoseconds(count: u32) -> Duration {
    Duration::from_nanos(count.into())
}

fn nanoseconds_since(began: Instant) -> u32 {
    began.elapsed().as_nanos().try_into().unwrap_or(u32::MAX)
}

/// A value that somebody has to drop.
struct Rest;

impl Drop for Rest {
    fn drop(&mut self) {
        black_box(());
    }
}
