//! Which inputs the checks draw: see [`kit::varied`].

use sha2::{Digest as _, Sha256};

use super::Answer;

/// Where the numbers and texts come from that checks may vary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Inputs {
    /// The usual ones, as at home.
    #[default]
    Usual,
    /// Those of a seed.
    Of(u64),
    /// Each run of a check has others, in the order in which runs begin.
    OfEachRun,
    /// Each submission has its own: an answer that was written for the inputs that its author has seen meets others.
    /// The text is the grader's, so that no author can tell them beforehand.
    OfEachSubmission(String),
}

impl Inputs {
    /// Those that the reader asks for: the seed in `KIT_SEED`, as for `cargo test`.
    pub fn asked_for() -> Self {
        let seed = std::env::var("KIT_SEED").ok();
        seed.and_then(|seed| seed.parse().ok())
            .map_or(Self::Usual, Self::Of)
    }

    /// The seed for a run of a check: of `answer`, whose file says `text`; `run` counts the runs of the whole judging.
    pub fn seed(&self, answer: &Answer, text: &str, run: u64) -> Option<u64> {
        match self {
            Self::Usual => None,
            Self::Of(seed) => Some(*seed),
            Self::OfEachRun => Some(run),
            Self::OfEachSubmission(secret) => {
                let mut hash = Sha256::new();
                for part in [secret, &answer.of, &answer.exercise.id, text] {
                    hash.update(part.len().to_le_bytes());
                    hash.update(part);
                }
                let first = hash.finalize()[..8].try_into().unwrap_or_default();
                Some(u64::from_le_bytes(first))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Source;
    use crate::engine::catalog::Catalog;

    #[test]
    fn a_submission_keeps_its_inputs_and_another_has_others() {
        let catalog = Catalog::outline(&crate::root::here().unwrap()).unwrap();
        let of = |student: &str, exercise: &str| Answer {
            of: student.to_owned(),
            exercise: catalog.exercise(exercise).unwrap().clone(),
            source: Source::Nothing,
            shown: String::new(),
        };
        let ada = of("ada", "ch01/overlap");
        let inputs = |secret: &str| Inputs::OfEachSubmission(secret.to_owned());
        let seed = inputs("").seed(&ada, "text", 1);
        assert!(seed.is_some());
        assert_eq!(seed, inputs("").seed(&ada, "text", 2));
        for other in [
            inputs("autumn").seed(&ada, "text", 1),
            inputs("").seed(&ada, "another text", 1),
            inputs("").seed(&of("bob", "ch01/overlap"), "text", 1),
            inputs("").seed(&of("ada", "ch01/threads"), "text", 1),
        ] {
            assert_ne!(seed, other);
        }
        assert_eq!(Inputs::Usual.seed(&ada, "text", 1), None);
        assert_eq!(Inputs::OfEachRun.seed(&ada, "text", 3), Some(3));
    }
}
