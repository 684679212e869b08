//! Checks of detached.
