//! # A token bucket
