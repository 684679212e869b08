//! The anatomy of an event loop: a panel for each turn, with the same places in each. First the ready
//! and the parked futures, as the loop records them when the turn begins; then the clock, the polls,
//! and the futures that are done. A future keeps its row, so that only its token moves.

mod panels;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kit::model::{State, segments};
use kit::record::{Event, Turn, What};

use super::Recording;
use super::figure::{Drawn, Words};
use super::words::{self, loop_anatomy as say};

const MOST_TURNS: usize = 24;
const MOST_ROWS: usize = 12;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let run = Run::of(recording)?;
    Ok(Drawn {
        says: run.says(),
        wide: panels::drawn(&run, &panels::WIDE),
        narrow: Some(panels::drawn(&run, &panels::NARROW)),
        words: Words::Table(say::HEAD.map(str::to_owned).to_vec(), run.table()),
    })
}

struct Run<'a> {
    recording: &'a Recording,
    rows: Vec<Row>,
    turns: Vec<TurnOf<'a>>,
}

/// What the loop polls, or speaks of.
struct Row {
    name: String,
    /// None if it is not recorded itself.
    lane: Option<usize>,
}

struct TurnOf<'a> {
    /// The number of its event, and of the event behind its last.
    from: usize,
    to: usize,
    at: Duration,
    says: &'a Turn,
    /// The time that passes before the first poll.
    waited: Duration,
    /// The polls that the loop itself makes: lanes, and how each ended.
    polls: Vec<(usize, What)>,
}

impl<'a> Run<'a> {
    fn of(recording: &'a Recording) -> Result<Self, String> {
        let turns = turns(&recording.events);
        if turns.is_empty() {
            return Err(say::NO_TURN.to_owned());
        }
        let mut run = Self {
            recording,
            rows: Vec::new(),
            turns,
        };
        run.find_rows();
        let bounds = [
            (say::TURNS, run.turns.len(), MOST_TURNS),
            (say::FUTURES, run.rows.len(), MOST_ROWS),
        ];
        match bounds.iter().find(|(_, count, most)| count > most) {
            Some((what, count, most)) => Err(say::too_many(what, *count, *most)),
            None => Ok(run),
        }
    }

    fn find_rows(&mut self) {
        let lanes = &self.recording.lanes;
        let polls = |lane: usize| {
            let mut polls = self.turns.iter().flat_map(|turn| &turn.polls);
            polls.any(|(polled, _)| *polled == lane)
        };
        let mut rows: Vec<Row> = (0..lanes.len())
            .filter(|lane| polls(*lane))
            .map(|lane| Row {
                name: lanes[lane].name.clone(),
                lane: Some(lane),
            })
            .collect();
        for turn in &self.turns {
            let timers = turn.says.timers.iter().map(|(_, whom)| whom);
            for name in turn.says.ready.iter().chain(timers) {
                if !rows.iter().any(|row| row.name == *name) {
                    let name = name.clone();
                    rows.push(Row { name, lane: None });
                }
            }
            // `socket` is its own label; `tea: socket` belongs to tea.
            for interest in &turn.says.interests {
                if !rows.iter().any(|row| row.interest(interest).is_some()) {
                    let name = interest.clone();
                    rows.push(Row { name, lane: None });
                }
            }
        }
        self.rows = rows;
    }

    /// Whether a row's future has ended before the event of that number, and how.
    fn ended(&self, row: &Row, before: usize) -> Option<&What> {
        let own = |event: &&Event| event.lane.is_some() && event.lane == row.lane;
        let events = self.recording.events[..before].iter().filter(own);
        let ends = |what: &&What| matches!(what, What::Ready | What::Panicked | What::Dropped);
        events.map(|event| &event.what).find(ends)
    }

    /// What a parked row waits for when a turn begins; none if it is not parked.
    fn parked(&self, row: &Row, turn: &TurnOf<'_>) -> Option<Vec<String>> {
        let timers = turn
            .says
            .timers
            .iter()
            .filter(|(_, whom)| *whom == row.name);
        let mut until: Vec<String> = timers
            .map(|(ms, _)| words::time(Duration::from_millis(*ms)))
            .collect();
        let interests = turn.says.interests.iter();
        until.extend(interests.filter_map(|interest| row.interest(interest)));
        // A future that the loop does not mention may wait for another future.
        let waits = || {
            let seen = &self.recording.events[..turn.from];
            let last = segments(seen, row.lane?).last().copied()?;
            (last.to == seen.len() && last.state == State::Waiting).then_some(())
        };
        (!until.is_empty() || waits().is_some()).then_some(until)
    }

    fn says(&self) -> String {
        let polls = self.turns.iter().map(|turn| turn.polls.len()).sum();
        let waited: Vec<(usize, Duration)> = (1..)
            .zip(&self.turns)
            .filter(|(_, turn)| !turn.waited.is_zero())
            .map(|(number, turn)| (number, turn.waited))
            .collect();
        let done: Vec<String> = self.turns.iter().flat_map(|turn| self.done(turn)).collect();
        say::says(self.turns.len(), polls, &waited, &done)
    }

    /// Who is done in that turn, in order.
    fn done(&self, turn: &TurnOf<'_>) -> Vec<String> {
        let ready = turn.polls.iter().filter(|(_, how)| *how == What::Ready);
        ready
            .map(|(lane, _)| self.recording.lanes[*lane].name.clone())
            .collect()
    }

    fn table(&self) -> Vec<Vec<String>> {
        let or_none = |items: Vec<String>| match items.as_slice() {
            [] => say::NONE.to_owned(),
            items => items.join(", "),
        };
        let row = |(number, turn): (usize, &TurnOf<'_>)| {
            let parked = self.rows.iter().filter_map(|row| {
                let until = self.parked(row, turn)?;
                Some(say::parked(&row.name, &until))
            });
            let polls = turn.polls.iter().map(|(lane, how)| {
                let how = match how {
                    What::Ready => say::IS_READY,
                    What::Panicked => say::PANICKED,
                    _ => say::PENDING,
                };
                say::polled(&self.recording.lanes[*lane].name, how)
            });
            vec![
                number.to_string(),
                words::time(turn.at),
                or_none(turn.says.ready.clone()),
                or_none(parked.collect()),
                say::waits(turn.says.wait_ms),
                or_none(polls.collect()),
                or_none(self.done(turn)),
            ]
        };
        (1..).zip(&self.turns).map(row).collect()
    }
}

impl Row {
    /// What this row waits for, where that interest is one of its own.
    fn interest(&self, interest: &str) -> Option<String> {
        if interest == self.name {
            return Some(String::new()).filter(|_| self.lane.is_none());
        }
        let rest = interest.strip_prefix(&self.name)?.strip_prefix(':')?;
        Some(rest.trim().to_owned())
    }
}

fn turns(events: &[Event]) -> Vec<TurnOf<'_>> {
    let mut turns: Vec<TurnOf<'_>> = Vec::new();
    // A future may poll others within its own poll: those are not the loop's polls.
    let mut depth = 0;
    for (number, event) in events.iter().enumerate() {
        if let What::Turn(says) = &event.what {
            turns.push(TurnOf {
                from: number,
                to: number + 1,
                at: event.at,
                says,
                waited: Duration::ZERO,
                polls: Vec::new(),
            });
            continue;
        }
        let Some(turn) = turns.last_mut() else {
            continue;
        };
        turn.to = number + 1;
        match event.what {
            What::Polled => {
                if depth == 0 && turn.polls.is_empty() {
                    turn.waited = event.at - turn.at;
                }
                depth += 1;
            }
            What::Pending | What::Ready | What::Panicked => {
                depth -= 1;
                if let (0, Some(lane)) = (depth, event.lane) {
                    turn.polls.push((lane, event.what.clone()));
                }
            }
            _ => {}
        }
    }
    turns
}
