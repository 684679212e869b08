//! Checks of round_robin.
