//! A parallel file hasher.
