//! Checks of bridge.
