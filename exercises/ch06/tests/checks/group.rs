//! Checks of group.
