//! Checks of one_turn.
