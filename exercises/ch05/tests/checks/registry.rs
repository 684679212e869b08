//! Checks of registry.
