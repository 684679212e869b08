//! # The heartbeat that stops
