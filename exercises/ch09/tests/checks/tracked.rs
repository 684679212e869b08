//! Checks of tracked.
