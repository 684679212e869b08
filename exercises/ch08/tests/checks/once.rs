//! Checks of once.
