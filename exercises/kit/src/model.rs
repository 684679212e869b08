//! What a recording shows, before it is drawn: every view draws from here.
//!
//! A future's story is a row of segments, each from one event to a later one. A view decides where an
//! event stands, by its number or by its time; which state lies between two events is decided here.

use std::time::Duration;

use crate::record::{Event, Lane, What};

/// What a future is doing between two of its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// A poll is under way.
    Polling,
    /// It returned Pending, and has not been woken since.
    Waiting,
    /// It was woken, and has not been polled since.
    Woken,
}

/// A stretch of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// What it is doing.
    pub state: State,
    /// The number of the event with which it begins.
    pub from: usize,
    /// The number of the event with which it ends; the number of events if it never does.
    pub to: usize,
}

/// The story of `lane`, in order. Before the first poll and after the end there is no segment.
pub fn segments(events: &[Event], lane: usize) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut state: Option<(State, usize)> = None;
    let own = events
        .iter()
        .enumerate()
        .filter(|(_, e)| e.lane == Some(lane));
    for (number, event) in own {
        let next = match (&event.what, state) {
            (What::Polled, _) => Some(State::Polling),
            (What::Pending, _) if woken_in_poll(events, lane, number) => Some(State::Woken),
            (What::Pending, _) => Some(State::Waiting),
            (What::Ready | What::Panicked | What::Dropped, _) => None,
            (What::Woken(_), Some((State::Waiting, _))) => Some(State::Woken),
            // A wake during the poll counts from the poll's end on; a second one changes nothing.
            _ => continue,
        };
        if let Some((state, from)) = state {
            segments.push(Segment {
                state,
                from,
                to: number,
            });
        }
        state = next.map(|state| (state, number));
    }
    if let Some((state, from)) = state {
        segments.push(Segment {
            state,
            from,
            to: events.len(),
        });
    }
    segments
}

/// Whether `lane` was woken during the poll that ends with the event `end`.
fn woken_in_poll(events: &[Event], lane: usize, end: usize) -> bool {
    events[..end]
        .iter()
        .rev()
        .filter(|event| event.lane == Some(lane))
        .take_while(|event| event.what != What::Polled)
        .any(|event| matches!(event.what, What::Woken(_)))
}

/// Whether an event has a column of its own in a picture in order: being created takes none, as the
/// first poll shows the same, and a fact about a queue or a lock has pictures of its own.
pub fn takes_a_column(event: &Event) -> bool {
    let shown = matches!(
        event.what,
        What::Polled
            | What::Pending
            | What::Ready
            | What::Panicked
            | What::Woken(_)
            | What::Dropped
            | What::Noted(_)
            | What::Step(_)
    );
    shown && event.lane.is_some()
}

/// When the recording ends.
pub fn end(events: &[Event]) -> Duration {
    events.last().map_or(Duration::ZERO, |event| event.at)
}

/// The name of a lane as sentences use it.
pub fn name(lanes: &[Lane], lane: Option<usize>) -> &str {
    lane.and_then(|lane| lanes.get(lane))
        .map_or("", |lane| &lane.name)
}
