//! Checks of timers.
