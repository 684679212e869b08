//! Checks of held.
