//! Checks of blocking.
