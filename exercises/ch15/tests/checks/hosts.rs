//! Checks of hosts.
