//! # Resume, or start over
