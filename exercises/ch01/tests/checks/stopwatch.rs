//! Checks of stopwatch.
