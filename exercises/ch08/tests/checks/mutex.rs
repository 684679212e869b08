//! Checks of mutex.
