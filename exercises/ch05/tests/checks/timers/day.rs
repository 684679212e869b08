//! A day of many timers, beside a slow list that is right.

use std::time::Duration;

use ch05::timers::{TimerKey, Timers};
use kit::varied;

use super::random::Random;
use super::words::{AT_ONCE, TAKEN};

/// Many timers, added, cancelled and fired in a mixed order, beside a list of them that is slow and
/// right. A timer's value is the number under which it was added.
pub struct Day {
    pub timers: Timers<usize>,
    all: Vec<(TimerKey, Duration)>,
    waiting: Vec<usize>,
    /// What the last `expire`, and the last `cancel`, gave, and what was right.
    pub last_expired: (Vec<usize>, Vec<usize>),
    pub last_cancelled: (Option<usize>, Option<usize>),
    cancelled: Option<usize>,
}

/// What a call may give wrong. Each is told by the check that is about it; in the others, what comes after
/// it would only follow from it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// `expire` gave others than were due.
    Expired,
    /// `cancel` did not give back the value of a timer that was to fire.
    Cancelled,
    /// `cancel` gave something by the key of a timer that was gone.
    OldKey,
}

impl Day {
    /// Fails at the first fault if it is the one that the check is about, and stops at any other.
    #[track_caller]
    pub fn run(about: Option<Fault>, looks: impl Fn(&Self, &str)) {
        let mut random = Random(varied(7, 8..=999_999));
        let mut day = Self {
            timers: Timers::new(),
            all: Vec::new(),
            waiting: Vec::new(),
            last_expired: Default::default(),
            last_cancelled: (None, None),
            cancelled: None,
        };
        for step in 0..3_000_u64 {
            // Bursts of adding and of cancelling, and now and then a sleep that ends late.
            let (adds, cancels) = if step / 100 % 2 == 0 { (6, 9) } else { (3, 9) };
            let now = Duration::from_millis(step / 10);
            let what = match random.below(10) {
                dice if dice < adds => {
                    day.add(now + Duration::from_millis(random.below(20) as u64))
                }
                dice if dice < cancels && !day.all.is_empty() => {
                    // Of all there ever were, or of those that wait.
                    let number = match random.below(3) {
                        0 => random.below(day.all.len()),
                        _ if day.waiting.is_empty() => day.all.len() - 1,
                        _ => day.waiting[random.below(day.waiting.len())],
                    };
                    day.cancel(number)
                }
                _ => day.expire(now),
            };
            if let Some((fault, seen)) = day.fault() {
                assert!(about != Some(fault), "{seen}");
                return;
            }
            looks(
                &day,
                &format!("right in {step} calls in a mixed order, wrong after the next ({what})"),
            );
        }
    }

    fn add(&mut self, deadline: Duration) -> String {
        let number = self.all.len();
        self.all.push((self.timers.add(deadline, number), deadline));
        self.waiting.push(number);
        format!("to add number {number} for {deadline:?}")
    }

    fn cancel(&mut self, number: usize) -> String {
        let at = self.waiting.iter().position(|other| *other == number);
        let right = at.map(|at| self.waiting.remove(at));
        self.cancelled = Some(number);
        self.last_cancelled = (self.timers.cancel(self.all[number].0), right);
        format!("to cancel number {number}")
    }

    fn expire(&mut self, now: Duration) -> String {
        let is_due = |number: &mut usize| self.all[*number].1 <= now;
        let right = self.waiting.extract_if(.., is_due).collect();
        self.last_expired = (self.timers.expire(now), right);
        format!("`expire({now:?})`")
    }

    /// What the last call gave wrong.
    fn fault(&self) -> Option<(Fault, String)> {
        const MIXED: &str = "timers were added, cancelled and fired in a mixed order";
        let (given, right) = self.last_cancelled;
        let number = self.cancelled.unwrap_or_default();
        match (given, right) {
            _ if given == right => {}
            (None, _) => {
                let seen = format!(
                    "`cancel` of number {number} gave None, and it had not fired ({MIXED})"
                );
                return Some((Fault::Cancelled, seen));
            }
            (Some(other), None) if other == number => {
                let seen = format!(
                    "`cancel` of number {number} gave its value after it had fired or was cancelled \
                     ({MIXED})"
                );
                return Some((Fault::OldKey, seen));
            }
            (Some(other), None) => {
                let seen = format!(
                    "`cancel` of number {number}, which had fired or was cancelled, took out number \
                     {other} ({MIXED})\n\n{TAKEN}"
                );
                return Some((Fault::OldKey, seen));
            }
            (Some(other), Some(_)) => {
                let seen =
                    format!("`cancel` of number {number} gave number {other} ({MIXED})\n\n{TAKEN}");
                return Some((Fault::Cancelled, seen));
            }
        }
        let in_order = |numbers: &[usize]| {
            let mut numbers = numbers.to_vec();
            numbers.sort_unstable();
            numbers
        };
        let (given, right) = (
            in_order(&self.last_expired.0),
            in_order(&self.last_expired.1),
        );
        if given == right {
            return None;
        }
        let idea = match given.is_empty() || given.iter().any(|number| !right.contains(number)) {
            true => String::new(),
            false => format!("\n\n{AT_ONCE}"),
        };
        let seen =
            format!("the numbers {right:?} were due, and `expire` gave {given:?} ({MIXED}){idea}");
        Some((Fault::Expired, seen))
    }

    pub fn next_deadline(&self) -> Option<Duration> {
        self.waiting.iter().map(|number| self.all[*number].1).min()
    }

    pub fn deadline_of(&self, number: usize) -> Duration {
        self.all[number].1
    }
}
