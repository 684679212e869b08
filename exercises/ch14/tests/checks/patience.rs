//! Checks of patience.
