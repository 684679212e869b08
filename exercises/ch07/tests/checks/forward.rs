//! Checks of forward.
