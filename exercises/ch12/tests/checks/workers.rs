//! Checks of workers.
