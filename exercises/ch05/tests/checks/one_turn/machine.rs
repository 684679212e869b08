//! The machine that the checks of one_turn hand to the loop: it moves its own clock, and writes
//! down what is done with it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::time::Duration;

use ch05::one_turn::Machine;

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
    /// The deadlines of those that were fired.
    Fired(Vec<Duration>),
}

pub struct Wait {
    pub timeout: Option<Duration>,
    /// How many were ready, and the earliest deadline, before it.
    pub ready: usize,
    pub deadline: Option<Duration>,
    pub from: Duration,
    pub until: Duration,
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
    /// A socket is somebody else's: it ends a wait, and wakes nobody.
    pub wakes_nobody: bool,
    /// Each wait ends after a microsecond, because of a socket that is somebody else's.
    pub ends_early: bool,
    /// How much longer a sleep takes than it should.
    pub late: Duration,
    pub waking_takes: Duration,
    /// Where there is a number, each wait brings a few tasks, timers and sockets.
    pub random: Option<u64>,
    pub turns: usize,
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
        self.ready.len()
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
        assert!(
            did.len() < 20_000,
            "the loop has polled, waited or fired 20,000 times {}. {}",
            match did.iter().any(|did| matches!(did, Did::Asked)) {
                false => "without an end: this is a turn that does not end, or `run` did not ask",
                true if self.done.get() =>
                    "since `run` began, and `done` has said that it is to end",
                true => "since `run` began, and does not ask whether it is done",
            },
            told(&did)
        );
    }

    fn question(&self) {
        self.questions.set(self.questions.get() + 1);
        assert!(
            self.questions.get() < 100_000,
            "the loop has asked the machine 100,000 times, and did nothing in between. The time goes \
             on while a task is polled or the loop is in `wait`. {}",
            told(&self.did.borrow())
        );
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
            let at = self.now + us(self.below(20_000));
            self.sockets.push(at);
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
            Task::Takes(time) => self.now += ms(time),
            Task::Again => self.ready.push_back(task),
            Task::Wakes(others) => self.ready.extend(vec![Task::Takes(0); others]),
            Task::Sleeps(time) => {
                self.timers.push(self.now + ms(time));
                self.now += ms(1);
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
            self.now += self.waking_takes;
        }
        self.note(Did::Fired(fired));
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
            self.sockets = vec![from + us(1)];
        }
        let socket = self.sockets.iter().min().copied();
        // Somebody comes at last, be it another thread.
        let end = [over, socket].into_iter().flatten().min();
        let end = end.unwrap_or_else(|| from + ms(1_000));
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
        self.note(Did::Waited(Wait {
            timeout,
            ready,
            deadline,
            from,
            until: now,
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
            Did::Fired(deadlines) if deadlines.is_empty() => "fired nothing".to_owned(),
            Did::Fired(deadlines) => format!("fired {deadlines:?}"),
        };
        match words.last_mut() {
            Some((last, times)) if *last == word => *times += 1,
            _ => words.push((word, 1)),
        }
    }
    if words.is_empty() {
        return "It did nothing at all".to_owned();
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
        0 => "nobody was".to_owned(),
        1 => "1 task was".to_owned(),
        _ => format!("{count} tasks were"),
    }
}

pub fn long(timeout: Option<Duration>) -> String {
    match timeout {
        None => "as long as it takes".to_owned(),
        Some(Duration::ZERO) => "not at all".to_owned(),
        Some(timeout) => format!("for {timeout:?}"),
    }
}

pub fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

pub fn us(us: u64) -> Duration {
    Duration::from_micros(us)
}
