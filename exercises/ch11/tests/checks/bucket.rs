//! Checks of bucket.
