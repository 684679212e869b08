//! The error that vanished.
