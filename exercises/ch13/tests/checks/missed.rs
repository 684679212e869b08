//! Checks of missed.
