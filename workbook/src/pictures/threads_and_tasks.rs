//! Threads that wait, each in a bar of its own, against tasks that wait inside one thread's bar: two
//! panels over one time axis. And what a long poll does to its neighbours: while it runs, no other task
//! on that thread is polled.

mod bars;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kit::model::{Segment, State, segments};
use kit::record::{Event, Kind, What};

use super::Recording;
use super::figure::{Drawn, Words};
use super::lanes::in_order;
use super::words::{self, threads_and_tasks as say};

const MOST_LANES: usize = 16;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let run = Run::of(recording)?;
    Ok(Drawn {
        says: run.says(),
        wide: bars::drawn(&run, &bars::WIDE),
        narrow: Some(bars::drawn(&run, &bars::NARROW)),
        words: Words::Table(say::HEAD.map(str::to_owned).to_vec(), run.table()),
    })
}

/// A stretch of a lane's time.
#[derive(Clone, Copy)]
struct Span {
    lane: usize,
    from: Duration,
    to: Duration,
}

impl Span {
    fn length(self) -> Duration {
        self.to - self.from
    }
}

struct Run<'a> {
    recording: &'a Recording,
    threads: Vec<usize>,
    /// The lanes within the one thread, and how deep each is nested.
    tasks: Vec<(usize, usize)>,
    end: Duration,
    /// The polls in which time passes, but for those that only wait for another one inside.
    blocked: Vec<Span>,
    /// The longest time that each neighbour of a blocked span was left alone around it.
    gaps: Vec<Span>,
}

impl<'a> Run<'a> {
    fn of(recording: &'a Recording) -> Result<Self, String> {
        let (lanes, events) = (&recording.lanes, &recording.events);
        let runs = |lane: usize| {
            let polled = |event: &Event| event.lane == Some(lane) && event.what == What::Polled;
            events.iter().any(polled)
        };
        let tasks = in_order(lanes, |lane| {
            matches!(lanes[lane].kind, Kind::Task | Kind::Future) && runs(lane)
        });
        let threads: Vec<usize> = (0..lanes.len())
            .filter(|lane| lanes[*lane].kind == Kind::Thread && runs(*lane))
            .collect();
        let count = threads.len() + tasks.len();
        let end = kit::model::end(events);
        if count == 0 {
            return Err(say::NO_LANES.to_owned());
        }
        if count > MOST_LANES {
            return Err(say::too_many(count, MOST_LANES));
        }
        if end.is_zero() {
            return Err(say::NO_TIME.to_owned());
        }
        let mut run = Self {
            recording,
            threads,
            tasks,
            end,
            blocked: Vec::new(),
            gaps: Vec::new(),
        };
        run.find_blocked()?;
        run.find_gaps();
        Ok(run)
    }

    fn find_blocked(&mut self) -> Result<(), String> {
        let polls: Vec<(usize, Segment)> = self
            .tasks
            .iter()
            .flat_map(|(lane, _)| self.polls(*lane).map(|poll| (*lane, poll)))
            .collect();
        for (lane, poll) in &polls {
            let inside = |other: &Segment| other.from > poll.from && other.from < poll.to;
            let mut within = polls.iter().filter(|(_, other)| inside(other));
            if let Some((other, _)) = within.clone().find(|(_, other)| other.to > poll.to) {
                let names = (self.name(*lane), self.name(*other));
                return Err(say::several_workers(names.0, names.1));
            }
            let span = self.span(*lane, poll);
            let lasts = |span: Span| span.length() * 100 > self.end;
            if lasts(span) && !within.any(|(lane, other)| lasts(self.span(*lane, other))) {
                self.blocked.push(span);
            }
        }
        Ok(())
    }

    /// A neighbour is delayed if its wake came, or was due, while the blocking poll lasted: the
    /// runtime tells of a timer that was due when that poll ends. Who was woken later waited anyway.
    fn find_gaps(&mut self) {
        let gaps = self.blocked.iter().flat_map(|blocked| {
            let lanes = self.tasks.iter().map(|(lane, _)| *lane);
            lanes.filter_map(|lane| self.gap(lane, *blocked))
        });
        self.gaps = gaps.collect();
    }

    /// The time for which `blocked` holds up that lane, from its last poll to its next.
    fn gap(&self, lane: usize, blocked: Span) -> Option<Span> {
        let polls: Vec<Span> = self.polls(lane).map(|p| self.span(lane, &p)).collect();
        // Those that poll the blocking one, or are polled by it, are no neighbours.
        let shares = |poll: &Span| poll.from < blocked.to && poll.to > blocked.from;
        if polls.iter().any(shares) {
            return None;
        }
        let before = polls.iter().rfind(|poll| poll.to <= blocked.from)?;
        let all = segments(&self.recording.events, lane);
        let due = all.iter().filter(|one| one.state == State::Woken);
        let due = due.map(|one| self.span(lane, one));
        let held = |due: &Span| due.from <= blocked.to && due.to >= blocked.to;
        let held = due.filter(|due| due.from >= before.to).find(held)?;
        Some(Span {
            lane,
            from: before.to,
            to: held.to,
        })
    }

    fn name(&self, lane: usize) -> &str {
        &self.recording.lanes[lane].name
    }

    fn at(&self, number: usize) -> Duration {
        let event = self.recording.events.get(number);
        event.map_or(self.end, |event| event.at)
    }

    fn span(&self, lane: usize, segment: &Segment) -> Span {
        Span {
            lane,
            from: self.at(segment.from),
            to: self.at(segment.to),
        }
    }

    fn polls(&self, lane: usize) -> impl Iterator<Item = Segment> {
        let all = segments(&self.recording.events, lane);
        all.into_iter().filter(|one| one.state == State::Polling)
    }

    /// From a lane's first poll to the last that is seen of it.
    fn life(&self, lane: usize) -> Span {
        let all = segments(&self.recording.events, lane);
        let (first, last) = (all[0], all[all.len() - 1]);
        Span {
            lane,
            from: self.at(first.from),
            to: self.at(last.to),
        }
    }

    /// From the first begin of these lanes to the last end.
    fn lives(&self, lanes: impl Iterator<Item = usize>) -> Option<Span> {
        lanes.map(|lane| self.life(lane)).reduce(|all, one| Span {
            lane: all.lane,
            from: all.from.min(one.from),
            to: all.to.max(one.to),
        })
    }

    fn all_tasks(&self) -> Option<Span> {
        self.lives(self.tasks.iter().map(|(lane, _)| *lane))
    }

    fn says(&self) -> String {
        let threads = self.lives(self.threads.iter().copied());
        let tops = self.tasks.iter().filter(|(_, depth)| *depth == 0).count();
        let mut says = say::compared(
            threads.map(|all| (self.threads.len(), all.length())),
            self.all_tasks().map(|all| (tops, all.length())),
        );
        if let Some(worst) = self.blocked.iter().max_by_key(|span| span.length()) {
            let around = |gap: &&Span| gap.from <= worst.from && gap.to >= worst.to;
            let gaps = self.gaps.iter().filter(around);
            let kept: Vec<_> = gaps
                .map(|gap| (self.name(gap.lane).to_owned(), gap.length()))
                .collect();
            says.push(' ');
            says.push_str(&say::blocks(self.name(worst.lane), worst.length(), &kept));
        }
        says
    }

    fn table(&self) -> Vec<Vec<String>> {
        let row = |lane: usize, place: &str, polls: [String; 3]| {
            let life = self.life(lane);
            let mut row = vec![self.name(lane).to_owned(), place.to_owned()];
            row.extend([life.from, life.to].map(words::time));
            row.extend(polls);
            row
        };
        let none = || say::NONE.to_owned();
        let or_none = |span: Option<Duration>| span.map_or_else(none, words::time);
        // A thread is not polled.
        let threads = self.threads.iter();
        let threads = threads.map(|lane| row(*lane, say::OWN_THREAD, [none(), none(), none()]));
        let tasks = self.tasks.iter().map(|(lane, _)| {
            let polls: Vec<Span> = self.polls(*lane).map(|p| self.span(*lane, &p)).collect();
            let longest = polls.iter().map(|poll| poll.length()).max();
            let alone = polls.windows(2).map(|two| two[1].from - two[0].to).max();
            let polls = [polls.len().to_string(), or_none(longest), or_none(alone)];
            row(*lane, say::SHARED_THREAD, polls)
        });
        threads.chain(tasks).collect()
    }
}
