//! Checks of turns.
