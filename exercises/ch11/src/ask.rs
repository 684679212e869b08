//! # A question over a lossy network
