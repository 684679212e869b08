//! # A long-poll detector
