//! # The error that vanished
