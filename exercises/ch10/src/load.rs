//! # Load in order, stop at an error
