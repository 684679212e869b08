//! Checks of rearmed.
