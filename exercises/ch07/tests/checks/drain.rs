//! Checks of drain.
