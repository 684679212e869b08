//! Every sentence and word of the pictures: what a translation replaces.

pub mod cancellation_tree;
pub mod interleaving;
pub mod legend;
pub mod level;
pub mod lock_queue;
pub mod loop_anatomy;
pub mod state_machine;
pub mod threads_and_tasks;
pub mod waits;

use std::time::Duration;

use kit::model::{State, name, segments};
use kit::record::{By, Event, What};

use super::Recording;

/// The summary of the details below a picture.
pub const SAME_IN_WORDS: &str = "The same in words";

/// After the name of a lane that the runtime polls by itself.
pub const TASK: &str = " (task)";

/// A time or a span, such as `250 ms`.
pub fn time(time: Duration) -> String {
    let micros = time.as_micros();
    if micros >= 10_000_000 && micros.is_multiple_of(1_000_000) {
        format!("{} s", micros / 1_000_000)
    } else if micros.is_multiple_of(1_000) {
        format!("{} ms", micros / 1_000)
    } else {
        format!("{} µs", micros)
    }
}

/// What wakes without being a recorded future, as a lane's name.
pub fn outside(by: &By) -> String {
    match by {
        By::Clock => "clock".to_owned(),
        By::Runtime => "runtime".to_owned(),
        By::Thread(name) => format!("thread {name}"),
        By::Lane(lane) => format!("lane {lane}"),
    }
}

/// What happens, in a sentence.
pub fn sentence(recording: &Recording, event: &Event) -> String {
    let who = name(&recording.lanes, event.lane);
    let does = match &event.what {
        What::Created => format!("{who} is created"),
        What::Polled => format!("{who} is polled"),
        What::Pending => format!("{who} returns Pending"),
        What::Ready => format!("{who} returns Ready"),
        What::Panicked => format!("{who} panics"),
        What::Dropped => format!("{who} is dropped before it is ready"),
        What::Noted(text) if who.is_empty() => text.clone(),
        What::Noted(text) => format!("{who}: {text}"),
        What::Woken(By::Lane(by)) if Some(*by) == event.lane => format!("{who} wakes itself"),
        What::Woken(By::Lane(by)) => format!("{} wakes {who}", name(&recording.lanes, Some(*by))),
        What::Woken(By::Clock) => format!("the clock wakes {who}"),
        What::Woken(By::Runtime) => format!("the runtime wakes {who}"),
        What::Woken(By::Thread(thread)) => format!("the thread {thread} wakes {who}"),
        What::Step(step) => format!("{who} {}; then {}", step.does, step.shared),
        What::Stopped(stop) => format!("{who} stops in {} and gives {}", stop.state, stop.out),
        What::Turn(_) | What::Level(_) | What::Lock(_) => event.what.word().to_owned(),
    };
    let place = line(recording, event).map_or(String::new(), |line| format!(" (line {line})"));
    format!("At {}, {does}{place}.", time(event.at))
}

/// The line that an event belongs to: its own, or the one that created the future. A lane whose line is not known
/// has line 0.
pub fn line(recording: &Recording, event: &Event) -> Option<u32> {
    let own = event.place.as_ref().map(|(_, line)| *line);
    own.or_else(|| event.lane.map(|lane| recording.lanes[lane].line))
        .filter(|line| *line > 0)
}

/// What a lane is doing once the event of that number has happened.
pub fn state(recording: &Recording, lane: usize, number: usize) -> &'static str {
    let seen = &recording.events[..=number];
    let last = segments(seen, lane).last().copied();
    match last {
        Some(segment) if segment.to == seen.len() => match segment.state {
            State::Polling => "is being polled",
            State::Waiting => "waits",
            State::Woken => "is woken, and not yet polled",
        },
        Some(_) => {
            let own = seen.iter().rev().find(|event| {
                event.lane == Some(lane)
                    && matches!(event.what, What::Ready | What::Dropped | What::Panicked)
            });
            match own.map(|event| &event.what) {
                Some(What::Dropped) => "is dropped",
                Some(What::Panicked) => "has panicked",
                _ => "is ready",
            }
        }
        None => "has not been polled",
    }
}

/// The lanes that are woken and not yet polled after the event of that number, in the order of their wakes.
pub fn due(recording: &Recording, number: usize) -> Vec<String> {
    let seen = &recording.events[..=number];
    let mut due: Vec<(usize, &str)> = (0..recording.lanes.len())
        .filter_map(|lane| {
            let last = segments(seen, lane).last().copied()?;
            let is_due = last.to == seen.len() && last.state == State::Woken;
            is_due.then(|| (last.from, recording.lanes[lane].name.as_str()))
        })
        .collect();
    due.sort();
    due.into_iter().map(|(_, name)| name.to_owned()).collect()
}

/// The caption of a poll-and-wake picture: how often each future was polled.
pub fn polls(counts: Vec<(&str, usize)>, end: Duration) -> String {
    let times = |count: usize| match count {
        0 => "never polled".to_owned(),
        1 => "polled once".to_owned(),
        2 => "polled twice".to_owned(),
        more => format!("polled {more} times"),
    };
    let said: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} is {}", times(*count)))
        .collect();
    let over = match end {
        Duration::ZERO => "no time passes".to_owned(),
        end => format!("the run ends at {}", time(end)),
    };
    format!("{}; {over}.", list(&said))
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
