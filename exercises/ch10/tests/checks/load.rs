//! Checks of load.
