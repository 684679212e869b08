//! A time limit for each phase.
