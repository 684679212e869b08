//! Checks of cleanup.
