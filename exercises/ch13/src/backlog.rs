//! # A queue without an end
