//! # A parallel file hasher
