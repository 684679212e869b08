//! Checks of crowd.
