//! Checks of threads.
