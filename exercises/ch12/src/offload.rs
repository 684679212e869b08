//! # Work for the blocking threads
