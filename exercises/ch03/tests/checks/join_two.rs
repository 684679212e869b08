//! Checks of join_two.
