//! # A leak counter
