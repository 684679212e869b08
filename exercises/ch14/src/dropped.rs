//! # A test that cancels everywhere
