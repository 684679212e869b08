//! Checks of ask.
