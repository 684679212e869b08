//! Checks of overlap.
