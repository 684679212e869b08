//! The columns of the wide drawing, in order of the events.

use std::time::Duration;

use kit::model::takes_a_column;
use kit::record::What;

use super::{Run, say};

/// Room for the drawing, for the names, for a jump of the clock, and for an event: as much as there is,
/// between these two.
pub const WIDE: f64 = 750.0;
pub const GUTTER: f64 = 110.0;
const JUMP: f64 = 48.0;
const COLUMN: (f64, f64) = (15.0, 24.0);

/// A column holds one event, or several that are seen best as one: a poll in which nothing else
/// happens, or wakes that one call brings about.
pub struct Column {
    first: usize,
    last: usize,
    pub from: f64,
    pub to: f64,
}

pub struct Columns {
    columns: Vec<Column>,
    pub jumps: Vec<(Duration, f64)>,
    pub end: f64,
}

impl Columns {
    pub fn of(run: &Run<'_>) -> Result<Self, String> {
        let events = &run.recording.events;
        let mut groups: Vec<(usize, usize)> = Vec::new();
        for (number, event) in events.iter().enumerate() {
            let noted = matches!(event.what, What::Noted(_) | What::Step(_));
            if noted || !takes_a_column(event) {
                continue;
            }
            let joins = groups.last().is_some_and(|(first, last)| {
                let before = &events[*last];
                let nothing_told = events[*last..number]
                    .iter()
                    .all(|e| !matches!(e.what, What::Lock(_)));
                let ends = matches!(event.what, What::Pending | What::Ready | What::Panicked);
                let poll =
                    first == last && before.what == What::Polled && before.lane == event.lane;
                let wakes = matches!(event.what, What::Woken(_)) && before.what == event.what;
                before.at == event.at && nothing_told && (poll && ends || wakes)
            });
            match groups.last_mut() {
                Some(last) if joins => last.1 = number,
                _ => groups.push((number, number)),
            }
        }
        let mut last = Duration::ZERO;
        let jumps = groups.iter().map(|(first, _)| run.at(*first));
        let jumps = jumps
            .filter(|at| std::mem::replace(&mut last, *at) < *at)
            .count();
        let room = WIDE - GUTTER - JUMP * jumps as f64 - 8.0;
        let size = (room / groups.len().max(1) as f64).min(COLUMN.1);
        if size < COLUMN.0 {
            let most = (room.max(0.0) / COLUMN.0) as usize;
            return Err(say::too_many("events", groups.len(), most));
        }
        let (mut x, mut now) = (GUTTER, Duration::ZERO);
        let mut columns = Self {
            columns: Vec::new(),
            jumps: Vec::new(),
            end: 0.0,
        };
        for (first, last) in groups {
            let at = run.at(first);
            if at > now {
                columns.jumps.push((at - now, x + JUMP / 2.0));
                (x, now) = (x + JUMP, at);
            }
            let (from, to) = (x, x + size);
            columns.columns.push(Column {
                first,
                last,
                from,
                to,
            });
            x = to;
        }
        columns.end = x;
        Ok(columns)
    }

    pub fn holding(&self, event: usize) -> Option<&Column> {
        let holds = |column: &&Column| (column.first..=column.last).contains(&event);
        self.columns.iter().find(holds)
    }

    pub fn middle(&self, event: usize) -> f64 {
        self.holding(event)
            .map_or(self.end, |column| (column.from + column.to) / 2.0)
    }

    /// The position of an event without a column: after what came before it.
    pub fn border(&self, run: &Run<'_>, event: usize) -> f64 {
        if event >= run.recording.events.len() {
            return self.end;
        }
        let before = self.columns.iter().rev().find(|column| column.last < event);
        let after = self.columns.iter().find(|column| column.first >= event);
        match (before, after) {
            (Some(before), _) if run.at(before.first) == run.at(event) => before.to,
            (_, Some(after)) => after.from,
            (Some(before), None) => before.to,
            (None, None) => self.end,
        }
    }
}
