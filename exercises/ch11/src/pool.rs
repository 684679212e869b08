//! # A connection pool
