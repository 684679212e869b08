//! The heartbeat that stops.
