//! Checks of join_handle.
