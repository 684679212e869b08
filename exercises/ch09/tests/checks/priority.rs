//! Checks of priority.
