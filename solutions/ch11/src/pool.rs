//! A connection pool.
