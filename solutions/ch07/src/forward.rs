//! # Forward without loss
