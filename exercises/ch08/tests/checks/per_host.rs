//! Checks of per_host.
