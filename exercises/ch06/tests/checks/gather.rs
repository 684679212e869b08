//! Checks of gather.
