//! # A clean-up that does not run
