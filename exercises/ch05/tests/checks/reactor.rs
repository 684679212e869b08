//! Checks of reactor.
