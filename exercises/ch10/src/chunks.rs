//! # Chunks with a time-out
