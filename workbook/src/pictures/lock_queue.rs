//! A lock and its queue, above the polls of the futures that are queued: a future can hold the lock
//! without being polled. If a future is granted the lock and is not polled, all futures after it in the
//! queue wait for that poll.

mod columns;
mod lane;
mod strip;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kit::record::{Event, Kind, Lock, What};

use super::Recording;
use super::figure::{Drawn, Words};
use super::lanes::in_order;
use super::words::{self, lock_queue as say};

const MOST_LANES: usize = 12;
const MOST_PLACES: usize = 6;
const MOST_CHANGES: usize = 40;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let run = Run::of(recording)?;
    Ok(Drawn {
        says: run.says(),
        wide: strip::wide(&run)?,
        narrow: strip::narrow(&run),
        words: Words::Table(say::HEAD.map(str::to_owned).to_vec(), run.table()),
    })
}

/// The lock has another holder, or other waiters.
struct Change<'a> {
    event: usize,
    lock: &'a Lock,
    /// The lanes that are polled before the next change.
    polled: Vec<usize>,
}

/// A lane has the lock and has not been polled since: from one event to another.
struct Grant {
    lane: usize,
    from: usize,
    to: usize,
}

/// Why a grant lasts: the owner of both futures polls only the one that waits.
struct Circle {
    waiter: usize,
    owner: usize,
    /// The first of the polls in which only the waiter is polled.
    poll: usize,
}

struct Run<'a> {
    recording: &'a Recording,
    /// The lanes, and how deep each is nested.
    lanes: Vec<(usize, usize)>,
    changes: Vec<Change<'a>>,
    grants: Vec<Grant>,
    /// How many are queued at most, with the holder.
    places: usize,
}

impl<'a> Run<'a> {
    fn of(recording: &'a Recording) -> Result<Self, String> {
        let mut changes: Vec<Change<'_>> = Vec::new();
        for (event, told) in recording.events.iter().enumerate() {
            let What::Lock(lock) = &told.what else {
                continue;
            };
            if let Some(first) = changes.first().filter(|first| first.lock.of != lock.of) {
                return Err(say::several(&first.lock.of, &lock.of));
            }
            if changes.last().is_none_or(|last| last.lock != lock) {
                changes.push(Change {
                    event,
                    lock,
                    polled: Vec::new(),
                });
            }
        }
        let lanes = in_order(&recording.lanes, |lane| {
            matches!(recording.lanes[lane].kind, Kind::Future | Kind::Task)
        });
        let places = changes
            .iter()
            .map(|change| change.lock.queue.len() + 1)
            .max();
        let places = places.ok_or(say::NO_LOCK)?;
        for (what, count, most) in [
            ("lanes", lanes.len(), MOST_LANES),
            ("places in the queue", places, MOST_PLACES),
            ("changes", changes.len(), MOST_CHANGES),
        ] {
            if count > most {
                return Err(say::too_many(what, count, most));
            }
        }
        let mut run = Self {
            recording,
            lanes,
            changes,
            grants: Vec::new(),
            places,
        };
        run.find_polled();
        run.find_grants()?;
        Ok(run)
    }

    fn find_polled(&mut self) {
        let events = &self.recording.events;
        let ends: Vec<usize> = self.changes.iter().skip(1).map(|next| next.event).collect();
        for (number, change) in self.changes.iter_mut().enumerate() {
            let end = ends.get(number).copied().unwrap_or(events.len());
            for event in &events[change.event..end] {
                if let (What::Polled, Some(lane)) = (&event.what, event.lane)
                    && !change.polled.contains(&lane)
                {
                    change.polled.push(lane);
                }
            }
        }
    }

    fn find_grants(&mut self) -> Result<(), String> {
        let mut last: Option<usize> = None;
        for (number, change) in self.changes.iter().enumerate() {
            for name in &change.lock.queue {
                self.lane(name)?;
            }
            let holder = change.lock.holder.as_deref();
            let holder = holder.map(|name| self.lane(name)).transpose()?;
            if let Some(lane) = holder.filter(|lane| Some(*lane) != last)
                && !self.is_polled_at(lane, change.event)
            {
                let later = self.changes[number..].iter();
                let gone = later
                    .clone()
                    .find(|one| one.lock.holder != change.lock.holder);
                let gone = gone.map_or(self.recording.events.len(), |one| one.event);
                let polled = |event: &Event| event.lane == Some(lane) && event.what == What::Polled;
                let within = self.recording.events[change.event..gone].iter();
                let to = within.clone().position(polled).map(|at| change.event + at);
                self.grants.push(Grant {
                    lane,
                    from: change.event,
                    to: to.unwrap_or(gone),
                });
            }
            last = holder;
        }
        Ok(())
    }

    /// The lane of that name: of several, the last one drawn.
    fn lane(&self, name: &str) -> Result<usize, String> {
        let lanes = self.lanes.iter().map(|(lane, _)| *lane);
        let named = lanes.rev().find(|lane| self.name(*lane) == name);
        named.ok_or_else(|| say::no_lane(name))
    }

    fn name(&self, lane: usize) -> &str {
        &self.recording.lanes[lane].name
    }

    fn at(&self, event: usize) -> Duration {
        let event = self.recording.events.get(event);
        event.map_or_else(|| kit::model::end(&self.recording.events), |event| event.at)
    }

    fn is_polled_at(&self, lane: usize, event: usize) -> bool {
        let before = self.recording.events[..event].iter().rev();
        let mut own = before.filter(|event| event.lane == Some(lane));
        let changed = own.find(|event| {
            let ends = matches!(event.what, What::Pending | What::Ready | What::Panicked);
            ends || event.what == What::Polled
        });
        changed.is_some_and(|event| event.what == What::Polled)
    }

    /// Whether the change's holder has it without having been polled since.
    fn is_granted(&self, change: &Change<'_>) -> bool {
        let within = |grant: &Grant| grant.from <= change.event && change.event < grant.to;
        self.grants.iter().any(within)
    }

    fn circle(&self, grant: &Grant) -> Option<Circle> {
        let owner = self.recording.lanes[grant.lane].parent?;
        let inside = grant.from..grant.to;
        let events = self.recording.events[inside.clone()].iter().zip(inside);
        let polled = |event: &Event| (event.what == What::Polled).then_some(event.lane?);
        let polled = events.filter_map(|(event, number)| Some((polled(event)?, number)));
        let own = |lane: usize| self.recording.lanes[lane].parent == Some(owner);
        let (of_owner, rest): (Vec<_>, Vec<_>) = polled.partition(|(lane, _)| *lane == owner);
        let mut sisters = rest.into_iter().filter(|(lane, _)| own(*lane));
        let (waiter, _) = sisters.next()?;
        let change = self
            .changes
            .iter()
            .find(|change| change.event == grant.from)?;
        let queued = change
            .lock
            .queue
            .iter()
            .any(|name| name == self.name(waiter));
        let poll = of_owner.first()?.1;
        (queued && sisters.all(|(lane, _)| lane == waiter)).then_some(Circle {
            waiter,
            owner,
            poll,
        })
    }

    /// The first grant that lasts for a time.
    fn stuck(&self) -> Option<&Grant> {
        let lasts = |grant: &&Grant| self.at(grant.to) > self.at(grant.from);
        self.grants.iter().find(lasts)
    }

    fn says(&self) -> String {
        let holders = self
            .changes
            .iter()
            .filter_map(|one| one.lock.holder.clone());
        let mut holders: Vec<String> = holders.collect();
        holders.dedup();
        let mut says = say::goes(&self.changes[0].lock.of, &holders);
        if let Some(grant) = self.stuck() {
            let (from, to) = (self.at(grant.from), self.at(grant.to));
            let mut stuck = say::stuck(self.name(grant.lane), from, to);
            if let Some(circle) = self.circle(grant) {
                let others = [self.name(circle.waiter).to_owned()];
                stuck.push_str("; ");
                stuck.push_str(&say::while_polls(self.name(circle.owner), &others));
            }
            says.push_str(&format!(" {stuck}."));
        }
        says
    }

    fn table(&self) -> Vec<Vec<String>> {
        let or_none = |names: &[String]| match words::list(names) {
            names if names.is_empty() => say::NOTHING.to_owned(),
            names => names,
        };
        let row = |change: &Change<'_>| {
            let holder = change.lock.holder.as_deref().unwrap_or(say::NOTHING);
            let holder = match self.is_granted(change) {
                true => say::granted(holder),
                false => holder.to_owned(),
            };
            vec![
                words::time(self.at(change.event)),
                change.lock.of.clone(),
                holder,
                or_none(&change.lock.queue),
                or_none(&self.names(&change.polled)),
            ]
        };
        self.changes.iter().map(row).collect()
    }

    fn names(&self, lanes: &[usize]) -> Vec<String> {
        lanes
            .iter()
            .map(|lane| self.name(*lane).to_owned())
            .collect()
    }
}
