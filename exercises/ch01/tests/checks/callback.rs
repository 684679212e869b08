//! Checks of callback.
