//! Columns in a row: the position of each event of a recording, along the strip and across it.

use std::time::Duration;

use kit::model::{Segment, takes_a_column};
use kit::record::Event;

use super::super::svg::Svg;

/// Room for a column, and for a jump of the clock.
pub const COLUMN: f64 = 24.0;
const JUMP: f64 = 56.0;

/// A column of the picture, in order.
#[derive(Clone, Copy)]
pub enum Column {
    /// The event of that number.
    Event(usize),
    /// The clock jumps.
    Jump(Duration),
}

impl Column {
    pub fn width(&self) -> f64 {
        match self {
            Column::Event(_) => COLUMN,
            Column::Jump(_) => JUMP,
        }
    }
}

/// The columns as strips of at most `room`, broken where the clock jumps: what happens at one time
/// stays together if it fits.
pub fn wrapped(columns: &[Column], room: f64) -> Vec<Vec<Column>> {
    let at_jump = |_: &Column, next: &Column| !matches!(next, Column::Jump(_));
    let (mut strips, mut used) = (vec![Vec::new()], 0.0);
    for moment in columns.chunk_by(at_jump) {
        let width: f64 = moment.iter().map(Column::width).sum();
        if used > 0.0 && used + width > room {
            strips.push(Vec::new());
            used = 0.0;
        }
        for column in moment {
            // A moment that is longer than a strip is broken at the strip's end.
            if used + column.width() > room {
                strips.push(Vec::new());
                used = 0.0;
            }
            used += column.width();
            strips
                .last_mut()
                .expect("there is a first strip")
                .push(*column);
        }
    }
    strips
}

pub fn columns(events: &[Event]) -> Vec<Column> {
    let (mut columns, mut now) = (Vec::new(), Duration::ZERO);
    for (number, event) in events.iter().enumerate() {
        if !takes_a_column(event) {
            continue;
        }
        if event.at > now {
            columns.push(Column::Jump(event.at - now));
            now = event.at;
        }
        columns.push(Column::Event(number));
    }
    columns
}

/// Positions: `along` the events, `across` the lanes.
pub struct Strip {
    /// Events run downward.
    pub down: bool,
    /// Where the strip begins, along and across.
    pub begin: (f64, f64),
    /// The size of a lane.
    pub lane: f64,
    /// The columns in it, and the position of each one's middle.
    pub middles: Vec<(Column, f64)>,
    pub length: f64,
}

impl Strip {
    pub fn new(down: bool, begin: (f64, f64), lane: f64, columns: &[Column]) -> Self {
        let (mut at, mut middles) = (begin.0, Vec::new());
        for column in columns {
            let size = if matches!(column, Column::Event(_)) {
                COLUMN
            } else if down {
                30.0
            } else {
                JUMP
            };
            middles.push((*column, at + size / 2.0));
            at += size;
        }
        Self {
            down,
            begin,
            lane,
            middles,
            length: at - begin.0,
        }
    }

    pub fn point(&self, along: f64, across: f64) -> (f64, f64) {
        if self.down {
            (across, along)
        } else {
            (along, across)
        }
    }

    pub fn across(&self, row: usize) -> f64 {
        self.begin.1 + self.lane * (row as f64 + 0.5)
    }

    pub fn end(&self) -> f64 {
        self.begin.0 + self.length
    }

    pub fn numbers(&self) -> impl Iterator<Item = (usize, f64)> + '_ {
        self.middles.iter().filter_map(|(column, at)| match column {
            Column::Event(number) => Some((*number, *at)),
            Column::Jump(_) => None,
        })
    }

    /// The middle of an event's column; before the strip its begin, behind it its end.
    pub fn along(&self, number: usize) -> f64 {
        let first = self.numbers().next().map_or(0, |(first, _)| first);
        let found = self.numbers().find(|(own, _)| *own == number);
        match found {
            Some((_, at)) => at,
            None if number < first => self.begin.0,
            None => self.end(),
        }
    }

    pub fn holds(&self, number: usize) -> bool {
        self.numbers().any(|(own, _)| own == number)
    }

    /// Whether any of the segment is in this strip.
    pub fn shows(&self, segment: &Segment) -> bool {
        let first = self.numbers().next().map_or(0, |(first, _)| first);
        let last = self.numbers().last().map_or(0, |(last, _)| last);
        segment.from <= last && segment.to >= first
    }

    pub fn rect(&self, svg: &mut Svg, class: &str, along: (f64, f64), across: (f64, f64)) {
        let (x, y) = self.point(along.0, across.0);
        let (x2, y2) = self.point(along.1, across.1);
        svg.rect(class, x, y, x2 - x, y2 - y);
    }

    pub fn line(&self, svg: &mut Svg, class: &str, along: (f64, f64), across: f64) {
        svg.line(
            class,
            self.point(along.0, across),
            self.point(along.1, across),
        );
    }
}
