//! A coroutine by hand: its states as boxes in order of first visit, and how each resume jumps from
//! one to another, with what it keeps there. The axis is the order of the resumes.

#[cfg(test)]
mod tests;
mod track;
mod trail;

use kit::record::{Kind, Stop, What};

use super::Recording;
use super::figure::{Drawn, Step, Words};
use super::words::state_machine as say;

const MOST_MACHINES: usize = 4;
const MOST_STATES: usize = 12;
const MOST_RESUMES: usize = 48;
/// A longer trail is longer than three small screens.
const MOST_NARROW_RESUMES: usize = 24;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let machines = machines(recording)?;
    let resumes: usize = machines.iter().map(|machine| machine.visits.len()).sum();
    let captions: Vec<_> = machines
        .iter()
        .map(|machine| {
            let states = machine.states.iter().map(|state| state.name.clone());
            let size = say::size(&machine.bytes());
            (machine.name, machine.visits.len(), states.collect(), size)
        })
        .collect();
    Ok(Drawn {
        says: say::says(&captions),
        wide: track::drawn(&machines),
        narrow: (resumes <= MOST_NARROW_RESUMES).then(|| trail::drawn(&machines)),
        words: Words::Steps(steps(&machines)),
    })
}

struct Machine<'a> {
    name: &'a str,
    states: Vec<State>,
    visits: Vec<Visit<'a>>,
}

struct State {
    name: String,
    /// The lines at which the program stopped in it, if it recorded them.
    lines: Vec<u32>,
}

/// A resume: from one state to where it stopped.
struct Visit<'a> {
    /// Counts the resumes of all machines, from 1, in order of their stops.
    number: usize,
    /// The event of the stop.
    event: usize,
    /// An index of the machine's states.
    state: usize,
    before: Option<usize>,
    stop: &'a Stop,
    called: Option<u32>,
    stopped: Option<u32>,
    ended: bool,
}

impl Machine<'_> {
    fn bytes(&self) -> Vec<usize> {
        self.visits.iter().map(|visit| visit.stop.bytes).collect()
    }
}

fn machines(recording: &Recording) -> Result<Vec<Machine<'_>>, String> {
    let (lanes, events) = (&recording.lanes, &recording.events);
    let mut machines: Vec<Machine<'_>> = lanes
        .iter()
        .map(|lane| Machine {
            name: &lane.name,
            states: Vec::new(),
            visits: Vec::new(),
        })
        .collect();
    // The lines of the calls that are under way, one a lane.
    let mut called = vec![None; lanes.len()];
    let mut number = 0;
    for (event, happened) in events.iter().enumerate() {
        let Some(lane) = happened.lane else { continue };
        if lanes[lane].kind != Kind::Coroutine {
            continue;
        }
        let line = happened.place.as_ref().map(|(_, line)| *line);
        match &happened.what {
            What::Polled => called[lane] = line,
            What::Stopped(stop) => {
                number += 1;
                let machine = &mut machines[lane];
                let state = machine.visited(&stop.state, line);
                machine.visits.push(Visit {
                    number,
                    event,
                    state,
                    before: machine.visits.last().map(|visit| visit.state),
                    stop,
                    called: called[lane],
                    stopped: line,
                    ended: false,
                });
            }
            What::Ready => {
                if let Some(visit) = machines[lane].visits.last_mut() {
                    visit.ended = true;
                }
            }
            _ => {}
        }
    }
    machines.retain(|machine| !machine.visits.is_empty());
    if machines.is_empty() {
        return Err(say::NO_MACHINE.to_owned());
    }
    let states = machines.iter().map(|machine| machine.states.len()).max();
    let bounds = [
        (say::MACHINES, machines.len(), MOST_MACHINES),
        (say::STATES, states.unwrap_or(0), MOST_STATES),
        (say::RESUMES, number, MOST_RESUMES),
    ];
    match bounds.iter().find(|(_, count, most)| count > most) {
        Some((what, count, most)) => Err(say::too_many(what, *count, *most)),
        None => Ok(machines),
    }
}

impl Machine<'_> {
    /// The number of that state, which is new if it was not visited before.
    fn visited(&mut self, name: &str, line: Option<u32>) -> usize {
        let known = self.states.iter().position(|state| state.name == name);
        let number = known.unwrap_or_else(|| {
            self.states.push(State {
                name: name.to_owned(),
                lines: Vec::new(),
            });
            self.states.len() - 1
        });
        let lines = &mut self.states[number].lines;
        if let Some(line) = line
            && !lines.contains(&line)
        {
            lines.push(line);
        }
        number
    }
}

/// Every resume with its machine, in order.
fn in_order<'a, 'r>(machines: &'a [Machine<'r>]) -> Vec<(&'a Machine<'r>, &'a Visit<'r>)> {
    let mut visits: Vec<_> = machines
        .iter()
        .flat_map(|machine| machine.visits.iter().map(move |visit| (machine, visit)))
        .collect();
    visits.sort_by_key(|(_, visit)| visit.number);
    visits
}

fn steps(machines: &[Machine<'_>]) -> Vec<Step> {
    let step = |(machine, visit): (&Machine<'_>, &Visit<'_>)| {
        let said = say::Resumed {
            number: visit.number,
            who: machine.name,
            before: visit
                .before
                .map(|state| machine.states[state].name.as_str()),
            stop: visit.stop,
            called: visit.called,
            stopped: visit.stopped,
            ended: visit.ended,
        };
        let states = if machines.len() == 1 {
            facts(visit)
        } else {
            let last = |machine: &Machine<'_>| {
                let seen = machine
                    .visits
                    .iter()
                    .rev()
                    .find(|own| own.number <= visit.number);
                seen.map(|own| (machine.name.to_owned(), say::stands(own.stop).into()))
            };
            machines.iter().filter_map(last).collect()
        };
        Step {
            says: said.sentence(),
            line: visit.stopped.or(visit.called),
            event: Some(visit.event),
            states,
            ..Step::default()
        }
    };
    in_order(machines).into_iter().map(step).collect()
}

/// What a stepper tells of the one machine.
fn facts(visit: &Visit<'_>) -> Vec<(String, std::borrow::Cow<'static, str>)> {
    let stop = visit.stop;
    let mut facts = vec![(say::STATE.to_owned(), stop.state.clone().into())];
    let kept = stop.keeps.iter();
    facts.extend(kept.map(|(name, value)| (name.clone(), value.clone().into())));
    facts.push((say::GIVES.to_owned(), stop.out.clone().into()));
    facts.push((say::SIZE.to_owned(), say::size(&[stop.bytes]).into()));
    facts
}
