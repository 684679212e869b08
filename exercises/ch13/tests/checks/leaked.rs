//! Checks of leaked.
