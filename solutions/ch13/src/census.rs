//! A leak counter.
