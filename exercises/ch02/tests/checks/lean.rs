//! Checks of lean.
