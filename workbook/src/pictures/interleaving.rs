//! Two threads whose steps interleave: time runs downward, a column each, and between them what they
//! share. Schedules are one below the other; a step that one of them takes earlier than the first
//! schedule does is boxed in both.

mod columns;
#[cfg(test)]
mod tests;

use kit::record::{Event, What};

use super::Recording;
use super::figure::{Drawn, Step, Words};
use super::words::interleaving as say;

const MOST_STEPS: usize = 40;

pub fn draw(recording: &Recording) -> Result<Drawn, String> {
    let run = Run::of(recording)?;
    Ok(Drawn {
        says: run.says(),
        wide: columns::drawn(&run, &columns::WIDE),
        narrow: Some(columns::drawn(&run, &columns::NARROW)),
        words: Words::Steps(run.steps()),
    })
}

/// A step that a thread has taken.
struct Taken<'a> {
    event: usize,
    /// 0 for the thread that takes the first step of all, 1 for the other.
    thread: usize,
    does: &'a str,
    shared: &'a str,
    line: Option<u32>,
    /// Whether another schedule takes it earlier, or this one earlier than the first.
    moved: bool,
    /// Whether what is shared is another than after the step before.
    changes: bool,
}

struct Schedule<'a> {
    event: usize,
    name: &'a str,
    steps: Vec<Taken<'a>>,
    /// How it ended, and the event that says so.
    end: Option<(usize, &'a str)>,
}

struct Run<'a> {
    threads: Vec<&'a str>,
    schedules: Vec<Schedule<'a>>,
}

impl<'a> Run<'a> {
    fn of(recording: &'a Recording) -> Result<Self, String> {
        let (mut lanes, mut schedules): (Vec<usize>, Vec<Schedule<'a>>) = (Vec::new(), Vec::new());
        let mut count = 0;
        for (number, event) in recording.events.iter().enumerate() {
            match &event.what {
                What::Noted(text) if event.lane.is_none() => match schedules.last_mut() {
                    Some(last) if !last.steps.is_empty() && last.end.is_none() => {
                        last.end = Some((number, text));
                    }
                    _ => schedules.push(Schedule {
                        event: number,
                        name: text,
                        steps: Vec::new(),
                        end: None,
                    }),
                },
                What::Step(step) => {
                    let lane = event.lane.unwrap_or(usize::MAX);
                    let known = lanes.iter().position(|known| *known == lane);
                    let thread = known.unwrap_or_else(|| {
                        lanes.push(lane);
                        lanes.len() - 1
                    });
                    let open = schedules.last_mut().filter(|last| last.end.is_none());
                    let schedule = open.ok_or(say::NO_NAME)?;
                    let before = schedule.steps.last();
                    schedule.steps.push(Taken {
                        event: number,
                        thread,
                        does: &step.does,
                        shared: &step.shared,
                        line: line_of(event),
                        moved: false,
                        changes: before.is_none_or(|before| before.shared != step.shared),
                    });
                    count += 1;
                }
                _ => {}
            }
        }
        let name = |lane: &usize| recording.lanes.get(*lane).map_or("", |lane| &lane.name);
        let threads: Vec<&str> = lanes.iter().map(name).collect();
        schedules.retain(|schedule| !schedule.steps.is_empty());
        let unended = schedules.iter().find(|schedule| schedule.end.is_none());
        match (threads.len(), unended) {
            (0, _) => Err(say::NO_STEPS.to_owned()),
            _ if count > MOST_STEPS => Err(say::too_many(count, MOST_STEPS)),
            (2, None) => {
                let mut run = Self { threads, schedules };
                run.find_moved();
                Ok(run)
            }
            (2, Some(schedule)) => Err(say::no_end(schedule.name)),
            _ => Err(say::threads(&threads)),
        }
    }

    /// A step is known again by its line: what it finds there may differ.
    fn find_moved(&mut self) {
        let Some((first, others)) = self.schedules.split_first_mut() else {
            return;
        };
        for schedule in others {
            for was in 1..first.steps.len() {
                let place = |one: &Taken<'_>, all: &[Taken<'_>]| {
                    all.iter().position(|other| other.is_that_of(one))
                };
                let Some(is) = place(&first.steps[was], &schedule.steps) else {
                    continue;
                };
                let own = first.steps[was].thread;
                let overtakes = first.steps[..was].iter().any(|before| {
                    before.thread == own
                        && place(before, &schedule.steps).is_some_and(|place| place > is)
                });
                if overtakes {
                    schedule.steps[is].moved = true;
                    first.steps[was].moved = true;
                }
            }
        }
    }

    /// What the other thread does in the first schedule right before the step that is moved.
    fn gap(&self) -> Option<say::Gap<'_>> {
        let first = self.schedules.first()?;
        let after = first.steps.iter().position(|step| step.moved)?;
        let own = first.steps[after].thread;
        let before = first.steps[..after]
            .iter()
            .rposition(|step| step.thread == own)?;
        let between = first.steps[before + 1..after].iter();
        let between: Vec<String> = between.map(|step| step.does.to_owned()).collect();
        (!between.is_empty()).then(|| say::Gap {
            schedule: first.name,
            thread: self.threads[own],
            before: first.steps[before].does,
            after: first.steps[after].does,
            other: self.threads[1 - own],
            between,
        })
    }

    fn says(&self) -> String {
        let with_moved = |schedule: &&Schedule<'_>| schedule.steps.iter().any(|step| step.moved);
        let mended = self.schedules.iter().skip(1).find(with_moved);
        let ends = self
            .schedules
            .iter()
            .filter_map(|one| Some((one.name, one.end?.1)));
        let ends: Vec<_> = ends.collect();
        say::caption(
            self.gap().as_ref(),
            mended.map_or("", |one| one.name),
            &ends,
        )
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        for schedule in &self.schedules {
            let mut states: Vec<(String, String)> = Vec::new();
            for thread in &self.threads {
                states.push(((*thread).to_owned(), say::NOT_BEGUN.to_owned()));
            }
            let told = |states: &[(String, String)]| {
                let owned = states.iter().cloned();
                owned.map(|(who, does)| (who, does.into())).collect()
            };
            steps.push(Step {
                says: say::begins(schedule.name),
                event: Some(schedule.event),
                states: told(&states),
                ..Step::default()
            });
            for step in &schedule.steps {
                states[step.thread].1 = step.does.to_owned();
                states.truncate(self.threads.len());
                states.push((say::SHARED.to_owned(), step.shared.to_owned()));
                let who = self.threads[step.thread];
                steps.push(Step {
                    says: say::step(who, step.does, step.shared, step.line),
                    line: step.line,
                    event: Some(step.event),
                    states: told(&states),
                    ..Step::default()
                });
            }
            if let Some((event, how)) = schedule.end {
                steps.push(Step {
                    says: say::ends(how),
                    event: Some(event),
                    states: told(&states),
                    ..Step::default()
                });
            }
        }
        steps
    }
}

impl Taken<'_> {
    fn is_that_of(&self, other: &Taken<'_>) -> bool {
        let same = match (self.line, other.line) {
            (Some(one), Some(other)) => one == other,
            _ => self.does == other.does,
        };
        self.thread == other.thread && same
    }
}

fn line_of(event: &Event) -> Option<u32> {
    event.place.as_ref().map(|(_, line)| *line)
}
