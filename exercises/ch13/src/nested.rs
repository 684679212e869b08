//! # A runtime within a runtime
