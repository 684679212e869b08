//! Checks of stalled.
