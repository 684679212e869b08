//! Checks of hasher.
