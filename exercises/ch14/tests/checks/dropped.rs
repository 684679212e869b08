//! Checks of dropped.
