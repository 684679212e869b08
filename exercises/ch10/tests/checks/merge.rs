//! Checks of merge.
