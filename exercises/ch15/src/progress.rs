//! # Progress and a summary
