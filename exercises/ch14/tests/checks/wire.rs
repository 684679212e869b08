//! Checks of wire.
