//! What a cancellation takes with it: futures as indented lanes, each within the one that created it,
//! from their first poll to their end. A line marks each drop of a tree, and the drops are numbered
//! in their order; a task that was spawned within survives.

mod lanes_and_list;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kit::record::{Kind, What};

use super::Recording;
use super::figure::{Drawn, Words};
use super::lanes::in_order;
use super::words::cancellation_tree as say;

const MOST_LANES: usize = 16;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let run = Run::of(recording)?;
    Ok(Drawn {
        says: run.says(),
        wide: lanes_and_list::wide(&run)?,
        narrow: Some(lanes_and_list::narrow(&run)),
        words: Words::Nested(run.nested()),
    })
}

/// How a lane ended: each with the event that says so.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Ready(usize),
    Panicked(usize),
    /// And the how manieth of all drops it was.
    Dropped(usize, usize),
}

impl End {
    fn event(self) -> usize {
        match self {
            End::Ready(event) | End::Panicked(event) | End::Dropped(event, _) => event,
        }
    }
}

/// A lane, from its begin to its end.
struct Life {
    lane: usize,
    depth: usize,
    /// The event of the first poll; that of its creation if it was never polled.
    begin: usize,
    polled: bool,
    end: Option<End>,
}

/// A future that is dropped, with what it owns.
struct Cut {
    /// The lane that is dropped first.
    root: usize,
    /// The events of the drops, in order.
    drops: Vec<usize>,
    /// The lanes that were created within, and live on.
    survivors: Vec<usize>,
}

struct Run<'a> {
    recording: &'a Recording,
    lives: Vec<Life>,
    cuts: Vec<Cut>,
}

impl<'a> Run<'a> {
    fn of(recording: &'a Recording) -> Result<Self, String> {
        let order = in_order(&recording.lanes, |lane| {
            matches!(recording.lanes[lane].kind, Kind::Future | Kind::Task)
        });
        if order.is_empty() {
            return Err(say::NO_LANES.to_owned());
        }
        if order.len() > MOST_LANES {
            return Err(say::too_many("lanes", order.len(), MOST_LANES));
        }
        let mut run = Self {
            recording,
            lives: Vec::new(),
            cuts: Vec::new(),
        };
        for (lane, depth) in order {
            run.lives.extend(run.life(lane, depth));
        }
        run.find_cuts();
        if run.cuts.is_empty() {
            return Err(say::NO_DROPS.to_owned());
        }
        Ok(run)
    }

    fn life(&self, lane: usize, depth: usize) -> Option<Life> {
        let events = &self.recording.events;
        let first = |what: &What| {
            let is_it =
                |event: &kit::record::Event| event.lane == Some(lane) && event.what == *what;
            events.iter().position(is_it)
        };
        let polled = first(&What::Polled);
        let dropped = first(&What::Dropped).map(|event| {
            let is_drop = |event: &&kit::record::Event| event.what == What::Dropped;
            let number = events[..=event].iter().filter(is_drop).count();
            End::Dropped(event, number)
        });
        let ready = first(&What::Ready).map(End::Ready);
        let panicked = first(&What::Panicked).map(End::Panicked);
        Some(Life {
            lane,
            depth,
            begin: polled.or_else(|| first(&What::Created))?,
            polled: polled.is_some(),
            end: ready.or(panicked).or(dropped),
        })
    }

    /// A cut goes on as long as nothing is polled and the futures that are dropped are within the first.
    fn find_cuts(&mut self) {
        let mut open = false;
        for (number, event) in self.recording.events.iter().enumerate() {
            match (&event.what, event.lane) {
                (What::Polled, _) => open = false,
                (What::Dropped, Some(lane)) => match self.cuts.last_mut() {
                    Some(cut) if open && within(self.recording, lane, cut.root) => {
                        cut.drops.push(number);
                    }
                    _ => {
                        open = true;
                        self.cuts.push(Cut {
                            root: lane,
                            drops: vec![number],
                            survivors: Vec::new(),
                        });
                    }
                },
                _ => {}
            }
        }
        for cut in &mut self.cuts {
            let last = cut.drops[cut.drops.len() - 1];
            let lives_on = self.lives.iter().filter(|life| {
                life.lane != cut.root
                    && within(self.recording, life.lane, cut.root)
                    && life.begin < last
                    && life.end.is_none_or(|end| end.event() > last)
            });
            cut.survivors = lives_on.map(|life| life.lane).collect();
        }
    }

    fn name(&self, lane: usize) -> &str {
        &self.recording.lanes[lane].name
    }

    fn is_task(&self, lane: usize) -> bool {
        self.recording.lanes[lane].kind == Kind::Task
    }

    fn survives(&self, lane: usize) -> bool {
        self.cuts.iter().any(|cut| cut.survivors.contains(&lane))
    }

    fn at(&self, event: usize) -> Duration {
        self.recording.events[event].at
    }

    /// Whose poll was under way at that event: the innermost.
    fn during(&self, number: usize) -> Option<&str> {
        let mut polling: Vec<usize> = Vec::new();
        for event in &self.recording.events[..number] {
            match (&event.what, event.lane) {
                (What::Polled, Some(lane)) => polling.push(lane),
                (What::Pending | What::Ready | What::Panicked, Some(lane)) => {
                    polling.retain(|one| *one != lane);
                }
                _ => {}
            }
        }
        polling.last().map(|lane| self.name(*lane))
    }

    fn says(&self) -> String {
        let name = |lane: &usize| self.name(*lane).to_owned();
        let parts = self.cuts.iter().map(|cut| {
            let others = cut.drops[1..].iter();
            let others: Vec<String> = others
                .filter_map(|event| self.recording.events[*event].lane.as_ref().map(name))
                .collect();
            let survivors: Vec<String> = cut.survivors.iter().map(name).collect();
            say::drops(
                self.name(cut.root),
                self.at(cut.drops[0]),
                &others,
                &survivors,
            )
        });
        parts.collect::<Vec<_>>().join(" ")
    }

    fn nested(&self) -> Vec<(usize, String)> {
        let item = |life: &Life| {
            let fate = match life.end {
                Some(End::Ready(event)) => say::fate::ready(self.at(event)),
                Some(End::Panicked(event)) => say::fate::panics(self.at(event)),
                Some(End::Dropped(event, number)) => {
                    let during = self.during(event);
                    say::fate::dropped(number, self.at(event), life.polled, during)
                }
                None => say::fate::UNENDED.to_owned(),
            };
            let (task, survives) = (self.is_task(life.lane), self.survives(life.lane));
            let says = say::fate::of(self.name(life.lane), task, survives, &fate);
            (life.depth, says)
        };
        self.lives.iter().map(item).collect()
    }
}

/// Whether `lane` is `root`, or was created within it.
fn within(recording: &Recording, lane: usize, root: usize) -> bool {
    lane == root
        || recording.lanes[lane]
            .parent
            .is_some_and(|parent| within(recording, parent, root))
}
