//! Checks of hedge.
