//! # A queue that can be joined
