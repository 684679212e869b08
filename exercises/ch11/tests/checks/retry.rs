//! Checks of retry.
