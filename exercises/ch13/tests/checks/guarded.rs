//! Checks of guarded.
