//! Checks of current.
