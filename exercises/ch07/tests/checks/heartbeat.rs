//! Checks of heartbeat.
