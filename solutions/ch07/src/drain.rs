//! # Stop, drain, then close
