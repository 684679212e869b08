//! What a key, a save or a verdict leads to. It knows no terminal, no files and no time.

use std::collections::BTreeSet;

use super::keys::Key;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    Pressed(Key),
    /// The files of these exercises were saved.
    Saved(Vec<String>),
    /// The judging under way has all its verdicts.
    Judged {
        passed: bool,
    },
    /// The judging under way was stopped, or was not possible.
    Unjudged,
}

/// What to do about it, in this order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Begin to judge.
    Judge(String),
    /// Stop the judging under way; [`Happened::Unjudged`] or [`Happened::Judged`] then follows.
    Stop,
    /// Another exercise is the one at hand.
    Enter(String),
    /// Open the editor at it because it is new, if the reader wants that.
    Offer(String),
    /// Show the verdicts that have come.
    Show,
    /// The exercise at hand passes, for the first time: say so, and what is next.
    Passed {
        next: Option<String>,
    },
    Hint(String),
    Solution(String),
    /// The solution is not shown before an answer passes.
    NoSolutionYet(String),
    List(String),
    Trace(String),
    Edit(String),
    /// Ask whether to bring the stub back.
    Ask(String),
    /// It was not confirmed.
    Unasked,
    Reset(String),
    /// There is no exercise before, or after, this one.
    NoOther,
    Help,
    Quit,
}

/// Why an exercise is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cause {
    /// The reader works at it: if it passes, the next one comes.
    Work,
    /// The reader came to look: it stays.
    Look,
}

/// How far the judging is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    Judging(Cause),
    /// The judging under way is stopped; then this begins.
    Stopping(Cause),
}

/// Where the reader is.
#[derive(Debug)]
pub struct Machine {
    /// The exercises to work through, in order.
    walk: Vec<String>,
    done: BTreeSet<String>,
    current: String,
    /// The exercises at hand before this one, the latest last.
    before: Vec<String>,
    phase: Phase,
    is_asking: bool,
    /// The exercise that has just passed, until there is work at the next.
    just_passed: Option<String>,
}

impl Machine {
    /// At the exercise `current`, which is to be judged first; `done` are those known to pass.
    pub fn new(walk: Vec<String>, done: BTreeSet<String>, current: String) -> (Self, Vec<Action>) {
        let mut machine = Self {
            walk,
            done,
            current: current.clone(),
            before: Vec::new(),
            phase: Phase::Idle,
            is_asking: false,
            just_passed: None,
        };
        let mut actions = vec![Action::Enter(current.clone()), Action::Offer(current)];
        machine.judge(Cause::Work, &mut actions);
        (machine, actions)
    }

    /// The exercise at hand.
    pub fn current(&self) -> &str {
        &self.current
    }

    pub fn is_done(&self, id: &str) -> bool {
        self.done.contains(id)
    }

    /// Whether an exercise is being judged.
    pub fn is_judging(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// Whether the next key answers a question.
    pub fn is_asking(&self) -> bool {
        self.is_asking
    }

    /// The first exercise after the one at hand that is not done; else the first before it.
    pub fn next(&self) -> Option<&str> {
        let at = self.place().map_or(0, |at| at + 1);
        let (before, after) = self.walk.split_at(at.min(self.walk.len()));
        let is_open = |id: &&String| !self.done.contains(*id) && **id != self.current;
        let mut others = after.iter().chain(before);
        others.find(is_open).map(String::as_str)
    }

    pub fn take_in(&mut self, happened: Happened) -> Vec<Action> {
        let mut actions = Vec::new();
        match happened {
            Happened::Pressed(key) => self.pressed(key, &mut actions),
            Happened::Saved(ids) => self.saved(&ids, &mut actions),
            Happened::Judged { passed } => self.judged(passed, &mut actions),
            Happened::Unjudged => match self.phase {
                Phase::Stopping(cause) => {
                    self.phase = Phase::Idle;
                    self.judge(cause, &mut actions);
                }
                _ => {
                    self.phase = Phase::Idle;
                    actions.push(Action::Show);
                }
            },
        }
        actions
    }

    fn pressed(&mut self, key: Key, actions: &mut Vec<Action>) {
        let current = self.current.clone();
        if self.is_asking {
            self.is_asking = false;
            actions.push(match key {
                Key::Yes => Action::Reset(current),
                Key::Quit => Action::Quit,
                // `n` is "no" here.
                _ => Action::Unasked,
            });
            return;
        }
        match key {
            Key::Hint => actions.push(Action::Hint(current)),
            Key::Solution => actions.push(self.solution()),
            Key::List => actions.push(Action::List(current)),
            Key::Trace => actions.push(Action::Trace(current)),
            Key::Edit => actions.push(Action::Edit(current)),
            Key::Reset => {
                self.is_asking = true;
                actions.push(Action::Ask(current));
            }
            Key::Check => self.judge(Cause::Work, actions),
            Key::Next => match self.place().and_then(|at| self.walk.get(at + 1)).cloned() {
                Some(next) => {
                    self.before.push(current);
                    self.look_at(next, actions);
                }
                None => actions.push(Action::NoOther),
            },
            Key::Previous => match self.before.pop().or_else(|| self.previous()) {
                Some(previous) => self.look_at(previous, actions),
                None => actions.push(Action::NoOther),
            },
            Key::Help => actions.push(Action::Help),
            Key::Quit => actions.push(Action::Quit),
            Key::Yes | Key::Other => {}
        }
    }

    /// The solution of what passes: the exercise at hand, or the one that has just led here.
    fn solution(&self) -> Action {
        if self.done.contains(&self.current) {
            return Action::Solution(self.current.clone());
        }
        match &self.just_passed {
            Some(passed) => Action::Solution(passed.clone()),
            None => Action::NoSolutionYet(self.current.clone()),
        }
    }

    fn saved(&mut self, ids: &[String], actions: &mut Vec<Action>) {
        let Some(first) = ids.first() else { return };
        if self.is_asking {
            self.is_asking = false;
            actions.push(Action::Unasked);
        }
        self.just_passed = None;
        if !ids.contains(&self.current) {
            self.before.push(self.current.clone());
            self.enter(first.clone(), actions);
        }
        self.judge(Cause::Work, actions);
    }

    fn judged(&mut self, passed: bool, actions: &mut Vec<Action>) {
        let cause = match self.phase {
            Phase::Judging(cause) => cause,
            // It was too late to stop it: these verdicts are of an answer that is gone.
            Phase::Stopping(cause) => {
                self.phase = Phase::Idle;
                return self.judge(cause, actions);
            }
            Phase::Idle => return,
        };
        self.phase = Phase::Idle;
        if !passed {
            self.done.remove(&self.current);
            return actions.push(Action::Show);
        }
        let is_first = self.done.insert(self.current.clone());
        if !is_first || cause == Cause::Look {
            return actions.push(Action::Show);
        }
        let next = self.next().map(str::to_owned);
        actions.push(Action::Passed { next: next.clone() });
        if let Some(next) = next {
            let passed = self.current.clone();
            self.before.push(passed.clone());
            self.look_at(next, actions);
            self.just_passed = Some(passed);
        }
    }

    fn look_at(&mut self, id: String, actions: &mut Vec<Action>) {
        self.just_passed = None;
        self.enter(id.clone(), actions);
        actions.push(Action::Offer(id));
        self.judge(Cause::Look, actions);
    }

    fn enter(&mut self, id: String, actions: &mut Vec<Action>) {
        self.current.clone_from(&id);
        actions.push(Action::Enter(id));
    }

    fn judge(&mut self, cause: Cause, actions: &mut Vec<Action>) {
        match self.phase {
            Phase::Idle => {
                self.phase = Phase::Judging(cause);
                actions.push(Action::Judge(self.current.clone()));
            }
            Phase::Judging(_) => {
                self.phase = Phase::Stopping(cause);
                actions.push(Action::Stop);
            }
            Phase::Stopping(_) => self.phase = Phase::Stopping(cause),
        }
    }

    fn place(&self) -> Option<usize> {
        self.walk.iter().position(|id| *id == self.current)
    }

    fn previous(&self) -> Option<String> {
        let at = self.place()?.checked_sub(1)?;
        Some(self.walk[at].clone())
    }
}

#[cfg(test)]
mod tests;
