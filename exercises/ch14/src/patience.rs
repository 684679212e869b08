//! # A test with paused time
