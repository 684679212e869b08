//! A test of how many at once.
