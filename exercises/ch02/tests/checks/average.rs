//! Checks of average.
