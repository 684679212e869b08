//! # A test of wake-ups
