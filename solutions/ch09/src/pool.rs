//! # A pool that drains and stops
