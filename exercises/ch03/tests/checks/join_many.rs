//! Checks of join_many.
