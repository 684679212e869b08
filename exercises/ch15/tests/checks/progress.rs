//! Checks of progress.
