//! Points in time, and what lateness costs.

use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};

use super::assignment::Late;

/// A point in time, as RFC 3339 writes it, with a zone: `2026-10-01T23:59:00+02:00`.
///
/// # Errors
/// If it is anything else: what was expected.
pub fn moment(text: &str) -> anyhow::Result<Timestamp> {
    text.trim().parse().with_context(|| {
        format!(
            "`{text}` is no point in time: expected one with its zone, like 2026-10-01T23:59:00+02:00"
        )
    })
}

/// What lateness costs a submission.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lateness {
    /// Days that have begun after the deadline.
    pub days: u32,
    pub tokens: u32,
    pub percent_off: u32,
}

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// By `policy`, for a student who has `tokens` left, if that is known of this student.
pub fn lateness(
    policy: Late,
    deadline: Timestamp,
    collected: Timestamp,
    tokens: Option<u32>,
) -> Lateness {
    let over = collected.duration_since(deadline);
    if over <= SignedDuration::ZERO {
        return Lateness::default();
    }
    let begun = over.as_millis().div_euclid(DAY.as_millis())
        + i128::from(over.as_millis().rem_euclid(DAY.as_millis()) > 0);
    let days = u32::try_from(begun.max(1)).unwrap_or(u32::MAX);
    let (tokens, percent_off) = match policy {
        Late::None => (0, 0),
        Late::PercentPerDay {
            days: Some(last), ..
        } if days > last => (0, 100),
        Late::PercentPerDay { percent, .. } => (0, percent.saturating_mul(days)),
        Late::Tokens {
            tokens: given,
            percent,
        } => {
            let used = tokens.unwrap_or(given).min(days);
            (used, percent.saturating_mul(days - used))
        }
    };
    Lateness {
        days,
        tokens,
        percent_off: percent_off.min(100),
    }
}

/// `earned` less `percent_off` per cent, in hundredths of a point.
pub fn score(earned: u32, percent_off: u32) -> f64 {
    let hundredths = u64::from(earned) * u64::from(100 - percent_off.min(100));
    // Exact: such sums are far below 2^53.
    hundredths as f64 / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late(policy: Late, collected: &str, tokens: Option<u32>) -> (u32, u32, u32) {
        let deadline = moment("2026-10-01T23:59:00+02:00").unwrap();
        let found = lateness(policy, deadline, moment(collected).unwrap(), tokens);
        (found.days, found.tokens, found.percent_off)
    }

    const TEN: Late = Late::PercentPerDay {
        percent: 10,
        days: Some(3),
    };

    #[test]
    fn a_day_counts_once_it_has_begun_and_zones_are_minded() {
        assert_eq!(late(TEN, "2026-10-01T21:59:00Z", None), (0, 0, 0));
        assert_eq!(late(TEN, "2026-10-01T21:59:00.001Z", None), (1, 0, 10));
        assert_eq!(late(TEN, "2026-10-02T23:59:00+02:00", None), (1, 0, 10));
        assert_eq!(late(TEN, "2026-10-02T23:59:01+02:00", None), (2, 0, 20));
    }

    #[test]
    fn after_the_last_day_nothing_is_left_and_never_less() {
        assert_eq!(late(TEN, "2026-10-04T20:00:00Z", None), (3, 0, 30));
        assert_eq!(late(TEN, "2026-10-05T20:00:00Z", None), (4, 0, 100));
        let half = Late::PercentPerDay {
            percent: 50,
            days: None,
        };
        assert_eq!(late(half, "2026-10-30T20:00:00Z", None).2, 100);
        assert_eq!(late(Late::None, "2026-10-03T20:00:00Z", None), (2, 0, 0));
    }

    #[test]
    fn tokens_pay_for_days_until_there_are_none() {
        let policy = Late::Tokens {
            tokens: 2,
            percent: 25,
        };
        let third_day = "2026-10-04T20:00:00Z";
        assert_eq!(late(policy, third_day, None), (3, 2, 25));
        assert_eq!(late(policy, third_day, Some(0)), (3, 0, 75));
        assert_eq!(late(policy, third_day, Some(9)), (3, 3, 0));
    }

    #[test]
    fn a_score_is_exact_to_the_hundredth() {
        assert_eq!(score(15, 10), 13.5);
        assert_eq!(score(7, 33), 4.69);
        assert_eq!(score(7, 200), 0.0);
    }

    #[test]
    fn a_time_without_a_zone_is_refused() {
        let said = moment("2026-10-01 23:59").unwrap_err().to_string();
        assert!(said.contains("with its zone"), "{said}");
    }
}
