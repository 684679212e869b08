//! Checks of attempts.
