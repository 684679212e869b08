//! Checks of nested.
