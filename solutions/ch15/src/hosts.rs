//! Limits per host and in all.
