//! Checks of reap.
