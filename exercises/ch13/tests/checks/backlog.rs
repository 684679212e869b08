//! Checks of backlog.
