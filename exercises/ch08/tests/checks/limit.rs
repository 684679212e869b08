//! Checks of limit.
