//! Checks of delegate.
