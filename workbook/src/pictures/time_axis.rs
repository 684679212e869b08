//! A time axis to scale, for the kinds of pictures that have one.

use std::time::Duration;

/// Maps times to positions.
#[derive(Clone, Copy)]
pub struct TimeAxis {
    /// The positions of time 0 and of the end.
    pub from: f64,
    pub to: f64,
    pub end: Duration,
}

impl TimeAxis {
    pub fn x(&self, at: Duration) -> f64 {
        let part = at.as_secs_f64() / self.end.as_secs_f64().max(f64::MIN_POSITIVE);
        self.from + part.min(1.0) * (self.to - self.from)
    }

    /// The length that a span takes.
    pub fn length(&self, span: Duration) -> f64 {
        self.x(span) - self.from
    }

    /// Round times from 0 to the end, at least `room` pixels apart.
    pub fn ticks(&self, room: f64) -> Vec<Duration> {
        let steps = (0..12).flat_map(|power| [1, 2, 5].map(|step| step * 10u64.pow(power)));
        let step = steps
            .map(Duration::from_micros)
            .find(|step| self.length(*step) >= room)
            .unwrap_or(self.end);
        (0..)
            .map(|number| step * number)
            .take_while(|at| *at <= self.end && !step.is_zero())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_apart() {
        let axis = TimeAxis {
            from: 100.0,
            to: 700.0,
            end: Duration::from_millis(430),
        };
        let ticks: Vec<u128> = axis.ticks(60.0).iter().map(Duration::as_millis).collect();
        assert_eq!(ticks, [0, 50, 100, 150, 200, 250, 300, 350, 400]);
        assert!(axis.length(Duration::from_millis(50)) >= 60.0);
        assert_eq!(axis.x(axis.end), 700.0);
    }
}
