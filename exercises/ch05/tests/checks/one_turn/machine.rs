//! The machine that the checks of one_turn hand to the loop: it moves its own clock, and writes
//! down what is done with it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use ch05::one_turn::Machine;
use kit::Caught;

/// The idea if a turn does not call `wait` once.
pub const ONCE: &str =
    "Each turn calls `wait` once, whatever is ready: no other call finds out about the sockets.";

/// What a task does when it is polled.
#[derive(Clone, Copy)]
pub enum Task {
    /// Takes so many milliseconds, and ends.
    Takes(u64),
    /// Is ready again at once.
    Again,
    /// Wakes so many others, and ends.
    Wakes(usize),
    /// Adds a timer that is due in so many milliseconds, and takes one of them.
    Sleeps(u64),
    /// Cancels the earliest timer, and ends.
    Cancels,
}

pub enum Did {
    Asked,
    Polled,
    Waited(Wait),
    /// The time that it was called with, and the deadlines of those that were fired.
    Fired(Duration, Vec<Duration>),
}

pub struct Wait {
    pub timeout: Option<Duration>,
    /// How many were ready, and the earliest deadline, before it.
    pub ready: usize,
    pub deadline: Option<Duration>,
    pub from: Duration,
    pub until: Duration,
    /// The time and the earliest deadline when the turn began.
    pub began: (Duration, Option<Duration>),
    /// As many tasks were polled before it as were ready when the turn began.
    pub after_all_polls: bool,
    /// What was due after it.
    pub due: Vec<Duration>,
}

/// A loop's parts, with a clock that moves when a task takes time or the loop sleeps.
pub struct Loop {
    pub now: Duration,
    pub ready: VecDeque<Task>,
    pub timers: Vec<Duration>,
    /// What each of the tasks does that a timer wakes.
    pub timers_wake: Task,
    /// When a socket becomes ready, and wakes a task.
    pub sockets: Vec<Duration>,
    /// A socket is of no task here: it ends a wait, and wakes none.
    pub wakes_nobody: bool,
    /// Each wait ends after a microsecond, because of a socket that is of no task here.
    pub ends_early: bool,
    /// How much longer a sleep takes than it should.
    pub late: Duration,
    pub waking_takes: Duration,
    /// Where there is a number, each wait brings a few tasks, timers and sockets.
    pub random: Option<u64>,
    pub turns: usize,
    /// The time and the earliest deadline when the turn began.
    pub began: (Duration, Option<Duration>),
    /// How many were ready then.
    pub began_ready: usize,
    pub did: RefCell<Vec<Did>>,
    /// How often it was asked something since it last did something.
    pub questions: Cell<usize>,
    pub done: Cell<bool>,
}

impl Default for Loop {
    fn default() -> Self {
        Self {
            now: Duration::ZERO,
            ready: VecDeque::new(),
            timers: Vec::new(),
            timers_wake: Task::Takes(0),
            sockets: Vec::new(),
            wakes_nobody: false,
            ends_early: false,
            late: Duration::ZERO,
            waking_takes: Duration::ZERO,
            random: None,
            turns: 12,
            began: (Duration::ZERO, None),
            began_ready: 0,
            did: RefCell::default(),
            questions: Cell::default(),
            done: Cell::default(),
        }
    }
}

impl Loop {
    /// Begins to write down a turn; how many are ready.
    pub fn begin(&mut self) -> usize {
        self.did.get_mut().clear();
        self.began = (self.now, self.timers.iter().min().copied());
        self.began_ready = self.ready.len();
        self.began_ready
    }

    pub fn asked(&self, done: bool) {
        self.done.set(done);
        self.note(Did::Asked);
    }

    /// How many waits are written down.
    pub fn waits(&self) -> usize {
        let did = self.did.borrow();
        did.iter()
            .filter(|did| matches!(did, Did::Waited(_)))
            .count()
    }

    fn note(&self, what: Did) {
        self.questions.set(0);
        self.did.borrow_mut().push(what);
        let did = self.did.borrow();
        if did.len() < 20_000 {
            return;
        }
        let polls = did
            .iter()
            .rev()
            .take_while(|did| matches!(did, Did::Polled));
        assert!(
            polls.count() < 15_000,
            "a turn polls on and on, and comes to no `wait` (the check ended it)\n{}\n\n\
             A turn has an end: tasks that become ready while others are polled wait for the next one.",
            told(&did)
        );
        panic!(
            "the loop has polled, waited or fired 20000 times {}\n{}",
            match did.iter().any(|did| matches!(did, Did::Asked)) {
                false => "without an end: a turn does not end, or `run` does not ask",
                true if self.done.get() => "since `run` began, and `done` is true",
                true => "since `run` began, and it does not ask `done`",
            },
            told(&did)
        );
    }

    /// Says that a call panicked, and what the time and the deadline were.
    pub fn panicked(&self, call: &str, panic: &Caught, what: &str) -> String {
        if panic.at.contains("tests") {
            return panic.message.clone();
        }
        let over = self.timers.iter().min().filter(|first| **first < self.now);
        match over {
            Some(first) => format!(
                "`{call}` panicked when a deadline was over: {}\n(the earliest was {first:?}, and it was \
                 {:?}: {what})\n\n\
                 A deadline may be over by the time of the `wait`: then the wait must not sleep.",
                panic.message, self.now
            ),
            None => format!("`{call}` panicked: {} ({what})", panic.message),
        }
    }

    fn question(&self) {
        self.questions.set(self.questions.get() + 1);
        assert!(
            self.questions.get() < 100_000,
            "the loop asked the machine 100000 times, and did nothing in between\n{}\n\n\
             The time goes on while a task is polled or the loop is in `wait`.",
            told(&self.did.borrow())
        );
    }

    /// The time after so much more. An answer may have slept for too long for it to be told.
    fn later(&self, time: Duration) -> Duration {
        self.now.saturating_add(time)
    }

    /// The next random number below `end`.
    fn below(&mut self, end: u64) -> u64 {
        let state = self.random.get_or_insert(7);
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (*state >> 33) % end
    }

    fn something_comes(&mut self) {
        for _ in 0..self.below(3) {
            let task = match self.below(6) {
                0 | 1 => Task::Takes(self.below(3)),
                2 => Task::Wakes(1),
                3 | 4 => Task::Sleeps(self.below(20)),
                _ => Task::Cancels,
            };
            self.ready.push_back(task);
        }
        if self.below(6) == 0 {
            let at = self.below(20_000);
            self.sockets.push(self.later(us(at)));
        }
    }
}

impl Machine for Loop {
    fn ready(&self) -> usize {
        self.question();
        self.ready.len()
    }

    fn poll_one(&mut self) {
        self.note(Did::Polled);
        let Some(task) = self.ready.pop_front() else {
            return;
        };
        match task {
            Task::Takes(time) => self.now = self.later(ms(time)),
            Task::Again => self.ready.push_back(task),
            Task::Wakes(others) => self.ready.extend(vec![Task::Takes(0); others]),
            Task::Sleeps(time) => {
                self.timers.push(self.later(ms(time)));
                self.now = self.later(ms(1));
            }
            Task::Cancels => {
                if let Some(first) = self.timers.iter().min().copied() {
                    self.timers.retain(|deadline| *deadline != first);
                }
            }
        }
    }

    fn now(&self) -> Duration {
        self.question();
        self.now
    }

    fn next_deadline(&self) -> Option<Duration> {
        self.question();
        self.timers.iter().min().copied()
    }

    fn fire(&mut self, now: Duration) {
        let fired: Vec<_> = self
            .timers
            .extract_if(.., |deadline| *deadline <= now)
            .collect();
        for _ in &fired {
            self.ready.push_back(self.timers_wake);
            self.now = self.later(self.waking_takes);
        }
        self.note(Did::Fired(now, fired));
    }

    fn wait(&mut self, timeout: Option<Duration>) {
        let (ready, from) = (self.ready.len(), self.now);
        let deadline = self.timers.iter().min().copied();
        let late = match timeout {
            Some(Duration::ZERO) => Duration::ZERO,
            _ => self.late,
        };
        let over = timeout.map(|timeout| from.saturating_add(timeout).saturating_add(late));
        if self.ends_early {
            self.sockets = vec![self.later(us(1))];
        }
        let socket = self.sockets.iter().min().copied();
        // Something comes at last, be it from another thread.
        let end = [over, socket].into_iter().flatten().min();
        let end = end.unwrap_or_else(|| self.later(ms(1_000)));
        self.now = from.max(end);
        let now = self.now;
        let mut found = self.sockets.extract_if(.., |at| *at <= now).count();
        if over.is_none() && socket.is_none() {
            found += 1;
        }
        if !self.wakes_nobody && !self.ends_early {
            self.ready.extend(vec![Task::Takes(0); found]);
        }
        if self.random.is_some() {
            self.something_comes();
        }
        let due = self.timers.iter().filter(|deadline| **deadline <= now);
        let due = due.copied().collect();
        let polls = self.did.get_mut().iter();
        let polls = polls.filter(|did| matches!(did, Did::Polled)).count();
        self.note(Did::Waited(Wait {
            timeout,
            ready,
            deadline,
            from,
            until: now,
            began: self.began,
            after_all_polls: polls == self.began_ready,
            due,
        }));
    }
}

/// What was done, in words; the end of it where it is much.
pub fn told(did: &[Did]) -> String {
    const SHOWN: usize = 12;
    let mut words: Vec<(String, usize)> = Vec::new();
    for did in did {
        let word = match did {
            Did::Asked => "asked `done`".to_owned(),
            Did::Polled => "polled a task".to_owned(),
            Did::Waited(wait) => format!("waited {}", long(wait.timeout)),
            Did::Fired(_, deadlines) if deadlines.is_empty() => "fired nothing".to_owned(),
            Did::Fired(_, deadlines) => format!("fired {deadlines:?}"),
        };
        match words.last_mut() {
            Some((last, times)) if *last == word => *times += 1,
            _ => words.push((word, 1)),
        }
    }
    if words.is_empty() {
        return "It did nothing at all.".to_owned();
    }
    let left_out = words.len().saturating_sub(SHOWN);
    let shown: Vec<_> = words[left_out..]
        .iter()
        .map(|(word, times)| match times {
            1 => word.clone(),
            _ => format!("{word} ({times} times)"),
        })
        .collect();
    let dots = if left_out > 0 { "…, " } else { "" };
    format!("What it did: {dots}{}", shown.join(", "))
}

pub fn tasks_were(count: usize) -> String {
    match count {
        0 => "no task was".to_owned(),
        1 => "1 task was".to_owned(),
        _ => format!("{count} tasks were"),
    }
}

pub fn long(timeout: Option<Duration>) -> String {
    match timeout {
        None => "without a time limit".to_owned(),
        Some(Duration::ZERO) => "for zero time".to_owned(),
        Some(timeout) => format!("for {timeout:?}"),
    }
}

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub fn us(us: u64) -> Duration {
    Duration::from_micros(us)
}
