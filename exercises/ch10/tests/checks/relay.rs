//! Checks of relay.
