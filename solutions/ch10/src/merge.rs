//! # Merge two streams
