//! # A connection with a heartbeat
