//! Checks of chunks.
