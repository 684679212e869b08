//! Checks of fair_turns.
