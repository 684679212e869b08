//! Checks of serve.
