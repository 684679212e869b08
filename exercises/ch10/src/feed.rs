//! # All posts of a feed
